import type { SqlValue } from '../../src/database/dialect.js';
import type { Desk } from '../../src/desk.js';
import type { Instant } from '../../src/kernel/instant.js';
import { addProperty, FREE_UNTIL_TWO_DAYS, type TestProperty } from '../support/hotel.js';

/*
 * So few seats and rooms that a dozen bookings sell them out: two ways to fly on one route, a connection, a way
 * back, a class that nests, a fare in another currency, and one unit that is sold without a seat.
 */

export interface WorldFare {
  readonly fareClass: string;
  /** 1 may take every unit of the cabin, 2 those of its own alone. */
  readonly level: number;
  readonly baseMinor: number;
  readonly taxMinor: number;
  readonly isRefundable: boolean;
  readonly changeFeeMinor: number;
  readonly cancelFeeMinor: number;
  readonly nameChangeFeeMinor: number | null;
  readonly residual: 'refund' | 'forfeit';
}

export interface WorldFlight {
  readonly id: number;
  readonly number: string;
  readonly origin: string;
  readonly destination: string;
  readonly departsAt: Instant;
  readonly hours: number;
  readonly currency: string;
  /** All in cabin Y: seats, and units without one. */
  readonly seats: number;
  readonly slots: number;
  /** How many of the units the classes of level 2 may take. */
  readonly lowUnits: number;
  /** Cheapest first, as the desk tries them. */
  readonly fares: readonly WorldFare[];
}

const flexible: WorldFare = {
  fareClass: 'Y',
  level: 1,
  baseMinor: 20_000,
  taxMinor: 1_000,
  isRefundable: true,
  changeFeeMinor: 2_500,
  cancelFeeMinor: 3_000,
  nameChangeFeeMinor: 4_000,
  residual: 'refund',
};
const saver: WorldFare = {
  ...flexible,
  fareClass: 'M',
  level: 2,
  baseMinor: 8_000,
  isRefundable: false,
  changeFeeMinor: 5_000,
  nameChangeFeeMinor: null,
  residual: 'forfeit',
};

function flight(id: number, route: string, departs: string, more: Partial<WorldFlight> = {}): WorldFlight {
  const [origin = '', destination = ''] = route.split('-');
  const departsAt = Date.parse(departs);
  const units = { seats: 4, slots: 0, lowUnits: 0, fares: [flexible] };
  return { id, number: String(id), origin, destination, departsAt, hours: 7, currency: 'USD', ...units, ...more };
}

export const FLIGHTS: readonly WorldFlight[] = [
  flight(1, 'LHR-JFK', '2026-12-01T10:00:00Z'),
  flight(2, 'LHR-JFK', '2026-12-01T18:00:00Z', { seats: 3, fares: [{ ...saver, level: 1 }] }),
  flight(3, 'JFK-BOS', '2026-12-01T20:00:00Z', { hours: 1, fares: [{ ...flexible, baseMinor: 5_000 }] }),
  flight(4, 'JFK-LHR', '2026-12-06T22:00:00Z'),
  flight(5, 'JFK-LHR', '2026-12-07T12:00:00Z', { currency: 'EUR' }),
  // The same number on another day.
  flight(6, 'LHR-JFK', '2026-12-02T10:00:00Z', {
    number: '1',
    seats: 5,
    slots: 1,
    lowUnits: 3,
    fares: [saver, flexible],
  }),
];

export const PROPERTIES: readonly TestProperty[] = [
  {
    code: 'NYC-1',
    nights: 7,
    roomTypes: [
      {
        code: 'DBL',
        rooms: 2,
        plans: [
          { code: 'FLEX', policy: FREE_UNTIL_TWO_DAYS },
          { code: 'SAVE', basisPoints: 9_000 },
        ],
      },
      { code: 'SGL', rooms: 1, overbooking: 1, maxGuests: 1, priceMinor: 6_000 },
    ],
  },
  {
    code: 'LON-1',
    city: 'London',
    timeZone: 'Europe/London',
    minStayRule: 'through',
    nights: 7,
    roomTypes: [{ code: 'DBL', rooms: 1, maxGuests: 3, priceMinor: 12_000 }],
  },
];

export const SEAT_LETTERS = 'ABCDEF';
const FIRST_ROW = 20;

export function refOf({ number, departsAt }: WorldFlight) {
  const departureDate = new Date(departsAt).toISOString().slice(0, 10);
  return { carrier: 'XX', number, departureDate, origin: undefined };
}

export function flightOf(text: string): WorldFlight {
  const found = FLIGHTS.find((each) => text.startsWith(`XX${each.number}/${refOf(each).departureDate}`));
  if (!found) throw new Error(`no flight ${text} in this world`);
  return found;
}

const AIRPORTS = [
  ['LHR', 'Heathrow', 'London', 'GB', 'Europe/London', 51.47, -0.45],
  ['JFK', 'Kennedy', 'New York', 'US', 'America/New_York', 40.64, -73.78],
  ['BOS', 'Logan', 'Boston', 'US', 'America/New_York', 42.36, -71],
] as const;

export async function loadSmallWorld(desk: Pick<Desk, 'database'>): Promise<void> {
  await desk.database.transaction(async (tx) => {
    const columns = ['iata', 'name', 'city', 'country', 'time_zone', 'latitude', 'longitude'];
    await tx.load('airport', columns, AIRPORTS);
    const load = (table: string, rows: readonly Readonly<Record<string, SqlValue>>[]) =>
      tx.load(
        table,
        Object.keys(rows[0] ?? {}),
        rows.map((row) => Object.values(row)),
      );
    await load('flight', FLIGHTS.map(flightRow));
    await load('flight_cabin', FLIGHTS.map(cabinRow));
    await load('fare', FLIGHTS.flatMap(fareRows));
    await load('seat', FLIGHTS.flatMap(seatRows));
  });
  for (const property of PROPERTIES) await addProperty(desk, property);
}

function flightRow(each: WorldFlight) {
  const offset = (airport: string) => (airport === 'LHR' ? 0 : -300);
  return {
    id: each.id,
    carrier: 'XX',
    number: each.number,
    departure_date: refOf(each).departureDate,
    origin: each.origin,
    destination: each.destination,
    departs_at: each.departsAt,
    departs_offset: offset(each.origin),
    arrives_at: each.departsAt + each.hours * 3_600_000,
    arrives_offset: offset(each.destination),
    equipment: 'A320',
    status: 'scheduled',
    version: 1,
  };
}

function cabinRow({ id, seats, slots }: WorldFlight) {
  const first = FIRST_ROW * 16;
  return {
    flight_id: id,
    cabin: 'Y',
    capacity: seats,
    authorised: seats + slots,
    first_ordinal: first,
    last_ordinal: first + seats - 1,
  };
}

function fareRows({ id, currency, fares, lowUnits }: WorldFlight) {
  return fares.map((fare) => ({
    flight_id: id,
    fare_class: fare.fareClass,
    cabin: 'Y',
    fare_basis: `${fare.fareClass}OW`,
    currency,
    base_minor: fare.baseMinor,
    tax_minor: fare.taxMinor,
    nest_level: fare.level,
    booking_limit: fare.level === 1 ? null : lowUnits,
    is_refundable: fare.isRefundable ? 1 : 0,
    change_fee_minor: fare.changeFeeMinor,
    cancel_fee_minor: fare.cancelFeeMinor,
    name_change_fee_minor: fare.nameChangeFeeMinor,
    residual: fare.residual,
  }));
}

/** A unit without a seat has an ordinal behind all rows. The last units are those that the lower classes may take. */
function seatRows({ id, seats, slots, lowUnits }: WorldFlight) {
  return Array.from({ length: seats + slots }, (_, index) => ({
    flight_id: id,
    ordinal: index < seats ? FIRST_ROW * 16 + index : 99 * 16 + index,
    cabin: 'Y',
    seat_number: index < seats ? `${FIRST_ROW}${SEAT_LETTERS[index]}` : null,
    nest_level: index >= seats + slots - lowUnits ? 2 : 1,
    status: 'open',
  }));
}
