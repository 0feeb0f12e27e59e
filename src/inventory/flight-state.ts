import type { Transaction } from '../database/dialect.js';
import type { FareRow, FlightCabinRow, FlightRow, SeatRow } from '../database/schema.js';
import { formatInstant, type Instant } from '../kernel/instant.js';
import { type PricedFlight, updateFlight } from './flight-repository.js';
import {
  deleteUnit,
  insertUnit,
  listCabins,
  lockUnitsOfFlight,
  replaceUnits,
  saveCabin,
  updateFare,
  updateUnit,
} from './unit-repository.js';

/** The first ordinal of the overbooking slots of a flight, which have no seat. */
export const FIRST_SLOT = 10_000;

/** All of a flight that operations change. Changes are pure, from one state to the next; then they are saved. */
export interface FlightState {
  readonly flight: FlightRow;
  readonly fares: readonly FareRow[];
  readonly cabins: readonly FlightCabinRow[];
  /** By ordinal. */
  readonly units: readonly SeatRow[];
}

/** The class that a taken unit was sold in, as its booking has it. */
export type SoldIn = (unit: SeatRow) => string | undefined;

/** @param priced as `lockFlight` gave it */
export async function lockFlightState(tx: Transaction, { flight, fares }: PricedFlight): Promise<FlightState> {
  const [cabins, units] = await Promise.all([listCabins(tx, flight.id), lockUnitsOfFlight(tx, flight.id)]);
  return { flight, fares, cabins, units };
}

/** Somebody has it: sold, or held and not run out. */
export function isTaken(unit: SeatRow, now: Instant): boolean {
  const isHeld = unit.status === 'held' && (unit.hold_expires_at === null || unit.hold_expires_at > now);
  return unit.status === 'sold' || isHeld;
}

/** The same unit, and nobody's. */
export function emptied(unit: SeatRow, status: 'open' | 'blocked'): SeatRow {
  return {
    ...unit,
    status,
    booking_id: null,
    segment_position: null,
    passenger_position: null,
    hold_expires_at: null,
  };
}

/** Writes what differs. With another layout all units are laid anew. */
export async function saveFlightState(tx: Transaction, before: FlightState, after: FlightState): Promise<void> {
  if (before.flight !== after.flight) updateFlight(tx, after.flight);
  for (const cabin of changed(before.cabins, after.cabins)) saveCabin(tx, cabin);
  for (const fare of changed(before.fares, after.fares)) updateFare(tx, fare);
  if (isRelaid(before, after)) {
    await replaceUnits(tx, after.flight.id, after.units);
    return;
  }
  const known = new Set(before.units.map(({ ordinal }) => ordinal));
  const kept = new Set(after.units.map(({ ordinal }) => ordinal));
  for (const unit of before.units) if (!kept.has(unit.ordinal)) deleteUnit(tx, unit);
  for (const unit of changed(before.units, after.units)) {
    if (known.has(unit.ordinal)) updateUnit(tx, unit);
    else insertUnit(tx, unit);
  }
}

function isRelaid(before: FlightState, after: FlightState): boolean {
  const places = ({ flight, cabins }: FlightState) =>
    JSON.stringify([flight.equipment, cabins.map((row) => [row.cabin, row.capacity, row.first_ordinal]).sort()]);
  return places(before) !== places(after);
}

/** Rows are never written to in place: what is the same object is the same row. */
function changed<T>(before: readonly T[], after: readonly T[]): T[] {
  const same = new Set(before);
  return after.filter((row) => !same.has(row));
}

/** A flight for the audit trail, field by field. */
export function describeFlightState({ flight, fares, cabins, units }: FlightState): object {
  return {
    version: flight.version,
    equipment: flight.equipment,
    departsAt: formatInstant(flight.departs_at, flight.departs_offset),
    arrivesAt: formatInstant(flight.arrives_at, flight.arrives_offset),
    cabins: Object.fromEntries(cabins.map(({ cabin, capacity, authorised }) => [cabin, { capacity, authorised }])),
    fares: Object.fromEntries(
      fares.map(({ fare_class, flight_id: _, cabin: __, fare_basis: ___, nest_level: ____, ...fare }) => [
        fare_class,
        fare,
      ]),
    ),
    blocked: units.flatMap(({ status, seat_number }) => (status === 'blocked' && seat_number ? [seat_number] : [])),
  };
}
