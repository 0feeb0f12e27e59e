import { CABINS } from '../catalog/aircraft.js';
import type { PhysicalSeat, SeatLayout } from '../catalog/seat-layout.js';
import type { FlightCabinRow, SeatRow } from '../database/schema.js';
import type { Instant } from '../kernel/instant.js';
import { newSlots, openUnit } from './adjust-units.js';
import { type FlightState, isTaken, type SoldIn } from './flight-state.js';
import { levelCabin } from './level-cabin.js';
import { type Party, reseatParties } from './reseat-parties.js';

/** A passenger whose seat or cabin is another than before. */
export interface Reseating {
  readonly bookingId: string;
  readonly segmentPosition: number;
  readonly passengerPosition: number;
  readonly cabin: string;
  /** Another than `cabin` where the new aircraft has none of the old. */
  readonly newCabin: string;
  readonly seat: string | null;
  /** Null for who has an overbooking slot: a place on the flight, and no seat yet. */
  readonly newSeat: string | null;
}

export interface EquipmentChange {
  readonly state: FlightState;
  readonly reseated: readonly Reseating[];
  readonly notes: readonly string[];
}

/**
 * Lays another aircraft's seats over a flight and puts its passengers on them. A cabin keeps as many
 * overbooking slots as it had, and gets more where passengers no longer fit; whose cabin is gone moves
 * into the next one. Blocked seats stay blocked where they exist and nobody needs them.
 */
export function changeEquipment(
  state: FlightState,
  equipment: string,
  layout: SeatLayout,
  soldIn: SoldIn,
  now: Instant,
): EquipmentChange {
  const taken = state.units.filter((unit) => isTaken(unit, now));
  const cabins = layout.cabins.map(({ cabin }) => cabin as string);
  const blocked = new Set(state.units.flatMap((unit) => (unit.status === 'blocked' ? [unit.seat_number] : [])));
  const reseated: Reseating[] = [];
  let units: SeatRow[] = [];
  const rows: FlightCabinRow[] = [];
  for (const { cabin, capacity, firstOrdinal, lastOrdinal } of layout.cabins) {
    const flying = taken.filter((unit) => cabinFor(unit.cabin, cabins) === cabin);
    const seats = layout.seats.filter((seat) => seat.cabin === cabin);
    const { seated, unseated } = seatCabin(flying, seats, blocked, cabin);
    const old = state.cabins.find((row) => row.cabin === cabin);
    const slots = Math.max(unseated.length, old ? old.authorised - old.capacity : 0);
    units = [...units, ...seats.map((seat) => placed(state, seat, seated.get(seat.ordinal), blocked))];
    newSlots({ flight: state.flight, units }, cabin, slots).forEach((slot, index) => {
      units.push(heldBy(slot, unseated[index]));
    });
    rows.push({
      ...{ flight_id: state.flight.id, cabin, capacity, authorised: capacity + slots },
      ...{ first_ordinal: firstOrdinal, last_ordinal: lastOrdinal },
    });
    for (const [ordinal, unit] of seated) reseated.push(reseating(unit, seatNumberAt(seats, ordinal), cabin));
    for (const unit of unseated) reseated.push(reseating(unit, null, cabin));
  }
  const gone = state.cabins.filter((row) => !cabins.includes(row.cabin));
  const next: FlightState = {
    ...state,
    flight: { ...state.flight, equipment },
    cabins: [
      ...rows,
      ...gone.map((row) => ({ ...row, capacity: 0, authorised: 0, first_ordinal: 0, last_ordinal: 0 })),
    ],
    units,
  };
  return {
    state: cabins.reduce((each, cabin) => levelCabin(each, cabin, soldIn, now), next),
    reseated: reseated.filter((each) => each.seat !== each.newSeat || each.cabin !== each.newCabin),
    notes: notesOf(state, cabins),
  };
}

/** The same cabin; where there is none of it the next one back, or else the one in front. */
function cabinFor(cabin: string, cabins: readonly string[]): string {
  if (cabins.includes(cabin)) return cabin;
  const order: readonly string[] = CABINS;
  const at = order.indexOf(cabin);
  const behind = cabins.find((each) => order.indexOf(each) > at);
  return behind ?? cabins.at(-1) ?? cabin;
}

function seatCabin(
  flying: readonly SeatRow[],
  seats: readonly PhysicalSeat[],
  blocked: Set<string | null>,
  cabin: string,
) {
  const parties = partiesOf(flying, cabin);
  const open = seats.filter((seat) => !blocked.has(seat.seatNumber));
  // Better a blocked seat than none.
  const lacking = flying.length - open.length;
  const free =
    lacking > 0 ? [...open, ...seats.filter((seat) => blocked.has(seat.seatNumber)).slice(0, lacking)] : open;
  const found = reseatParties([...parties.values()], free);
  const seated = new Map<number, SeatRow>();
  const unseated: SeatRow[] = [];
  for (const [key, party] of parties) {
    party.units.forEach((unit, index) => {
      const seat = found.get(key)?.[index];
      if (seat) seated.set(seat.ordinal, unit);
      else unseated.push(unit);
    });
  }
  return { seated, unseated };
}

/** Who has paid comes before who holds, who is of this cabin before who comes into it, and then who booked first. */
function partiesOf(flying: readonly SeatRow[], cabin: string): Map<string, Party & { readonly units: SeatRow[] }> {
  const inOrder = flying.toSorted(
    (a, b) =>
      Number(a.cabin !== cabin) - Number(b.cabin !== cabin) ||
      Number(a.status === 'held') - Number(b.status === 'held') ||
      (String(a.booking_id) < String(b.booking_id) ? -1 : 1),
  );
  const units = new Map<string, SeatRow[]>();
  for (const unit of inOrder) {
    const key = `${unit.booking_id} ${unit.segment_position}`;
    units.set(key, [...(units.get(key) ?? []), unit]);
  }
  return new Map(
    [...units].map(([key, own], rank) => {
      const members = own.map((unit) => ({
        ordinal: unit.ordinal,
        // A number means another place in another cabin.
        seatNumber: unit.cabin === cabin ? unit.seat_number : null,
      }));
      return [key, { key, rank, members, units: own }];
    }),
  );
}

function placed(
  { flight }: FlightState,
  seat: PhysicalSeat,
  unit: SeatRow | undefined,
  blocked: Set<string | null>,
): SeatRow {
  const open = openUnit(flight.id, seat.ordinal, seat.cabin, seat.seatNumber);
  if (unit) return heldBy(open, unit);
  return blocked.has(seat.seatNumber) ? { ...open, status: 'blocked' } : open;
}

function heldBy(place: SeatRow, unit: SeatRow | undefined): SeatRow {
  if (!unit) return place;
  const { status, booking_id, segment_position, passenger_position, hold_expires_at } = unit;
  return { ...place, status, booking_id, segment_position, passenger_position, hold_expires_at };
}

function reseating(unit: SeatRow, newSeat: string | null, newCabin: string): Reseating {
  return {
    bookingId: unit.booking_id ?? '',
    segmentPosition: unit.segment_position ?? 0,
    passengerPosition: unit.passenger_position ?? 0,
    cabin: unit.cabin,
    newCabin,
    seat: unit.seat_number,
    newSeat,
  };
}

function seatNumberAt(seats: readonly PhysicalSeat[], ordinal: number): string | null {
  return seats.find((seat) => seat.ordinal === ordinal)?.seatNumber ?? null;
}

function notesOf(state: FlightState, cabins: readonly string[]): string[] {
  const unsold = cabins.filter((cabin) => !state.fares.some((fare) => fare.cabin === cabin));
  return unsold.map((cabin) => `Cabin ${cabin} has no fares: nobody can buy it.`);
}
