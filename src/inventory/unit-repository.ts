import type { Session, Transaction } from '../database/dialect.js';
import type { FareRow, FlightCabinRow, SeatRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';

/** Units, cabins and fares as operations change them. The caller has locked the flight. */

const lockUnits = statement<{ flight_id: number }, SeatRow>(
  'lock_units_of_flight',
  (sql) => `select * from seat where flight_id = :flight_id order by ordinal ${sql.forUpdate()}`,
);
const updateUnitRow = statement<Omit<SeatRow, 'cabin' | 'seat_number'>>(
  'update_unit',
  `update seat set nest_level = :nest_level, status = :status, booking_id = :booking_id,
     segment_position = :segment_position, passenger_position = :passenger_position, hold_expires_at = :hold_expires_at
    where flight_id = :flight_id and ordinal = :ordinal`,
);
const unitColumns = [
  ...(['flight_id', 'ordinal', 'cabin', 'seat_number', 'nest_level', 'status'] as const),
  ...(['booking_id', 'segment_position', 'passenger_position', 'hold_expires_at'] as const),
] as const;
const insertUnitRow = insertInto<SeatRow>('seat', unitColumns);
const deleteUnitRow = statement<{ flight_id: number; ordinal: number }>(
  'delete_unit',
  'delete from seat where flight_id = :flight_id and ordinal = :ordinal',
);
const deleteUnits = statement<{ flight_id: number }>(
  'delete_units_of_flight',
  'delete from seat where flight_id = :flight_id',
);
const releaseUnits = statement<{ flight_id: number }>(
  'release_units_of_flight',
  `update seat set status = 'open', booking_id = null, segment_position = null, passenger_position = null,
     hold_expires_at = null where flight_id = :flight_id and booking_id is not null`,
);
const moveToSegment = statement<{ booking_id: string; from: number; to: number }>(
  'move_seats_to_segment',
  'update seat set segment_position = :to where booking_id = :booking_id and segment_position = :from',
);
const cabinsOf = statement<{ flight_id: number }, FlightCabinRow>(
  'cabins_of_flight',
  `select flight_id, cabin, capacity, authorised, first_ordinal, last_ordinal from flight_cabin
    where flight_id = :flight_id order by cabin`,
);
const saveCabinRow = insertInto<FlightCabinRow>(
  'flight_cabin',
  ['flight_id', 'cabin', 'capacity', 'authorised', 'first_ordinal', 'last_ordinal'],
  `on conflict (flight_id, cabin) do update set capacity = excluded.capacity, authorised = excluded.authorised,
     first_ordinal = excluded.first_ordinal, last_ordinal = excluded.last_ordinal`,
);
const fareColumns = [
  ...(['base_minor', 'tax_minor', 'nest_level', 'booking_limit', 'is_refundable', 'change_fee_minor'] as const),
  ...(['cancel_fee_minor', 'no_show_fee_minor', 'name_change_fee_minor', 'advance_purchase_days'] as const),
  ...(['min_stay_days', 'max_stay_days', 'residual'] as const),
] as const;
const updateFareRow = statement<Omit<FareRow, 'cabin' | 'fare_basis' | 'currency'>>(
  'update_fare',
  `update fare set ${fareColumns.map((column) => `${column} = :${column}`).join(', ')}
    where flight_id = :flight_id and fare_class = :fare_class`,
);

/** Every unit of a flight, in the global lock order. */
export async function lockUnitsOfFlight(tx: Transaction, flightId: number): Promise<SeatRow[]> {
  return tx.all(lockUnits, { flight_id: flightId });
}

/** These three are of units that `lockUnitsOfFlight` has locked. */
export function updateUnit(tx: Transaction, { cabin: _, seat_number: __, ...unit }: SeatRow): void {
  tx.later(updateUnitRow, unit);
}

export function insertUnit(tx: Transaction, unit: SeatRow): void {
  tx.later(insertUnitRow, unit);
}

export function deleteUnit(tx: Transaction, { flight_id, ordinal }: SeatRow): void {
  tx.later(deleteUnitRow, { flight_id, ordinal });
}

/**
 * Lays other units over a flight. Nobody may wait for one of the old rows meanwhile, for it would be
 * gone for them: every booking that has a seat there is locked by the caller.
 */
export async function replaceUnits(tx: Transaction, flightId: number, units: readonly SeatRow[]): Promise<void> {
  await tx.run(deleteUnits, { flight_id: flightId });
  const rows = units.map((unit) => unitColumns.map((column) => unit[column]));
  await tx.load('seat', unitColumns, rows);
}

/** Takes every unit of a flight from its booking, which the caller has locked as it has locked the flight. */
export async function releaseUnitsOfFlight(tx: Transaction, flightId: number): Promise<void> {
  await tx.run(releaseUnits, { flight_id: flightId });
}

/** The seats of a segment go over to the one that stands in for it. */
export async function moveSeatsToSegment(tx: Transaction, bookingId: string, from: number, to: number): Promise<void> {
  await tx.run(moveToSegment, { booking_id: bookingId, from, to });
}

export async function listCabins(session: Session, flightId: number): Promise<FlightCabinRow[]> {
  return session.all(cabinsOf, { flight_id: flightId });
}

export function saveCabin(tx: Transaction, cabin: FlightCabinRow): void {
  tx.later(saveCabinRow, cabin);
}

export function updateFare(tx: Transaction, fare: FareRow): void {
  const { cabin: _, fare_basis: __, currency: ___, ...rest } = fare;
  tx.later(updateFareRow, rest);
}
