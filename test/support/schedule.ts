import type { SqlValue } from '../../src/database/dialect.js';
import type { Desk } from '../../src/desk.js';
import type { Instant } from '../../src/kernel/instant.js';

export interface ScheduledFare {
  readonly fareClass: string;
  readonly cabin: string;
  readonly baseMinor: number;
  readonly taxMinor?: number;
  readonly nestLevel?: number;
  readonly advanceDays?: number;
  readonly minStayDays?: number;
  readonly maxStayDays?: number;
  readonly currency?: string;
  /** Refundable for nothing unless it is said. */
  readonly isRefundable?: boolean;
}

export interface ScheduledSeats {
  readonly cabin: string;
  readonly nestLevel?: number;
  readonly open: number;
  /** Held until `heldUntil`. */
  readonly held?: number;
}

/** A flight whose clocks stand at UTC. */
export interface ScheduledFlight {
  readonly id: number;
  readonly origin: string;
  readonly destination: string;
  readonly departsAt: Instant;
  readonly arrivesAt: Instant;
  readonly carrier?: string;
  readonly fares?: readonly ScheduledFare[];
  readonly seats?: readonly ScheduledSeats[];
  readonly heldUntil?: Instant;
}

const DEFAULT_FARES: readonly ScheduledFare[] = [{ fareClass: 'Y', cabin: 'Y', baseMinor: 10_000 }];
const DEFAULT_SEATS: readonly ScheduledSeats[] = [{ cabin: 'Y', open: 6 }];

/** Its country, and where it lies; at zero degrees where that matters to nobody. */
export type ScheduledAirport =
  | string
  | { readonly country: string; readonly latitude: number; readonly longitude: number };

/** Loads airports and flights `XX<id>` as they are described. */
export async function addSchedule(
  desk: Desk,
  airports: Readonly<Record<string, ScheduledAirport>>,
  flights: readonly ScheduledFlight[],
): Promise<void> {
  await desk.database.transaction(async (tx) => {
    await tx.load(
      'airport',
      ['iata', 'name', 'city', 'country', 'time_zone', 'latitude', 'longitude'],
      Object.entries(airports).map(([iata, airport]) => {
        const { country, latitude, longitude } =
          typeof airport === 'string' ? { country: airport, latitude: 0, longitude: 0 } : airport;
        return [iata, iata, iata, country, 'UTC', latitude, longitude];
      }),
    );
    await tx.load(
      'flight',
      [
        ...['id', 'carrier', 'number', 'departure_date', 'origin', 'destination', 'departs_at', 'departs_offset'],
        ...['arrives_at', 'arrives_offset', 'equipment', 'status', 'version'],
      ],
      flights.map((flight) => [
        ...[flight.id, flight.carrier ?? 'XX', String(flight.id), isoDate(flight.departsAt)],
        ...[flight.origin, flight.destination, flight.departsAt, 0, flight.arrivesAt, 0, 'A320', 'scheduled', 1],
      ]),
    );
    await tx.load(
      'fare',
      [
        ...['flight_id', 'fare_class', 'cabin', 'fare_basis', 'currency', 'base_minor', 'tax_minor', 'is_refundable'],
        ...['change_fee_minor', 'cancel_fee_minor', 'nest_level', 'advance_purchase_days', 'min_stay_days'],
        'max_stay_days',
      ],
      flights.flatMap(({ id, fares = DEFAULT_FARES }) => fares.map((fare) => fareRow(id, fare))),
    );
    const cabins = flights.flatMap((flight) => cabinRows(flight));
    await tx.load(
      'flight_cabin',
      ['flight_id', 'cabin', 'capacity', 'authorised', 'first_ordinal', 'last_ordinal'],
      cabins,
    );
    // No foreign key leads from a seat to its booking: a hold needs none here.
    await tx.load(
      'seat',
      [
        ...['flight_id', 'ordinal', 'cabin', 'seat_number', 'status', 'nest_level'],
        ...['booking_id', 'segment_position', 'passenger_position', 'hold_expires_at'],
      ],
      flights.flatMap((flight) => [...seatRows(flight)]),
    );
  });
}

const isoDate = (instant: Instant) => new Date(instant).toISOString().slice(0, 10);

function fareRow(id: number, fare: ScheduledFare): SqlValue[] {
  const { fareClass, cabin, baseMinor, taxMinor = 0, nestLevel = 1, currency = 'USD', isRefundable = true } = fare;
  const rules = [fare.advanceDays ?? 0, fare.minStayDays ?? 0, fare.maxStayDays ?? 0];
  return [
    id,
    fareClass,
    cabin,
    `${fareClass}OW`,
    currency,
    baseMinor,
    taxMinor,
    isRefundable ? 1 : 0,
    0,
    0,
    nestLevel,
    ...rules,
  ];
}

function* seatRows({ id, seats = DEFAULT_SEATS, heldUntil = 0 }: ScheduledFlight): Generator<SqlValue[]> {
  let index = 0;
  for (const { cabin, nestLevel = 1, open, held = 0 } of seats) {
    for (let each = 0; each < open + held; each += 1) {
      const [row, letter] = [Math.floor(index / 6) + 1, index % 6];
      index += 1;
      const place = [id, row * 16 + letter, cabin, `${row}${'ABCDEF'[letter]}`];
      if (each < open) yield [...place, 'open', nestLevel, null, null, null, null];
      else yield [...place, 'held', nestLevel, `bkg_hold${id}`, 1, index, heldUntil];
    }
  }
}

function cabinRows({ id, seats = DEFAULT_SEATS }: ScheduledFlight): SqlValue[][] {
  const rows = [...seatRows({ id, seats, origin: '', destination: '', departsAt: 0, arrivesAt: 0 })];
  return [...new Set(seats.map(({ cabin }) => cabin))].flatMap((cabin) => {
    const ordinals = rows.filter((row) => row[2] === cabin).map((row) => Number(row[1]));
    if (ordinals.length === 0) return [];
    return [[id, cabin, ordinals.length, ordinals.length, Math.min(...ordinals), Math.max(...ordinals)]];
  });
}
