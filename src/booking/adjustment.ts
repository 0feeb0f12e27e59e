import { flightTimes, skippedAt } from '../catalog/flight-times.js';
import { layOutSeats } from '../catalog/seat-layout.js';
import { isShownAt, parseWallTime, shownInstantsOf, type WallTime, type ZonedInstant } from '../catalog/wall-time.js';
import type { FlightRow } from '../database/schema.js';
import { type NewPrice, type NewRule, priceClass, ruleClass } from '../inventory/adjust-fares.js';
import { authoriseUnits, blockSeats, limitClass, unblockSeats } from '../inventory/adjust-units.js';
import { changeEquipment, type Reseating } from '../inventory/change-equipment.js';
import { flightRefOf } from '../inventory/flight.js';
import type { FlightState, SoldIn } from '../inventory/flight-state.js';
import { levelCabin } from '../inventory/level-cabin.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import { parseSeatNumber } from '../kernel/seat-number.js';

/** What operations may change of a flight. Everything that is absent stays. */
export interface FlightChanges {
  readonly authorised?: readonly { readonly cabin: string; readonly units: number }[] | undefined;
  readonly block?: readonly string[] | undefined;
  readonly unblock?: readonly string[] | undefined;
  readonly limits?: readonly { readonly fareClass: string; readonly limit: number | null }[] | undefined;
  readonly prices?: readonly NewPrice[] | undefined;
  readonly rules?: readonly NewRule[] | undefined;
  readonly equipment?: string | undefined;
  /** Wall times at the airports: `2026-12-01T09:30`. */
  readonly departs?: string | undefined;
  readonly arrives?: string | undefined;
}

export type FlightReseating = Reseating;

export interface Adjustment {
  readonly state: FlightState;
  readonly reseated: readonly FlightReseating[];
  readonly notes: readonly string[];
}

export interface AdjustmentContext {
  readonly soldIn: SoldIn;
  readonly now: Instant;
  /** IANA; there where times are changed. */
  readonly zones: { readonly origin: string; readonly destination: string } | undefined;
}

export function newTimes({ departs, arrives }: FlightChanges): boolean {
  return departs !== undefined || arrives !== undefined;
}

/** Seats or times of bookings may change, so that the bookings must be locked as well. */
export function touchesBookings(changes: FlightChanges): boolean {
  return changes.equipment !== undefined || newTimes(changes);
}

/**
 * All changes of one command, one after the other: aircraft, units, limits, fares, times. Pure.
 * @throws what the single changes throw; INVALID_INPUT for equipment that nobody knows and impossible times
 */
export function planAdjustment(before: FlightState, changes: FlightChanges, context: AdjustmentContext): Adjustment {
  const { soldIn, now } = context;
  const refitted = refit(before, changes.equipment, context);
  const notes = [...refitted.notes];
  let { state } = refitted;
  state = unblockSeats(state, changes.unblock ?? []);
  state = blockSeats(state, changes.block ?? [], now);
  for (const cabin of cabinsOf(state, [...(changes.block ?? []), ...(changes.unblock ?? [])])) {
    state = levelCabin(state, cabin, soldIn, now);
  }
  for (const wanted of changes.authorised ?? []) state = authoriseUnits(state, wanted, soldIn, now);
  for (const wanted of changes.limits ?? []) {
    const limited = limitClass(state, wanted, soldIn, now);
    state = limited.state;
    notes.push(...limited.notes);
  }
  for (const price of changes.prices ?? []) state = priceClass(state, price);
  for (const rule of changes.rules ?? []) state = ruleClass(state, rule);
  return { state: retime(state, changes, context), reseated: refitted.reseated, notes };
}

function refit(state: FlightState, equipment: string | undefined, { soldIn, now }: AdjustmentContext): Adjustment {
  if (equipment === undefined) return { state, reseated: [], notes: [] };
  const layout = layOutSeats(equipment);
  if (layout) return changeEquipment(state, equipment.trim(), layout, soldIn, now);
  throw new OpsdeskError('INVALID_INPUT', `"${equipment}" is no aircraft that opsdesk knows`, {
    hint: 'Write it as schedules do: A320, 738, 777-300ER.',
  });
}

function cabinsOf(state: FlightState, seatNumbers: readonly string[]): Set<string> {
  const ordinals = new Set(seatNumbers.map(parseSeatNumber));
  return new Set(state.units.flatMap((unit) => (ordinals.has(unit.ordinal) ? [unit.cabin] : [])));
}

/** @throws INVALID_INPUT */
function retime(state: FlightState, changes: FlightChanges, { zones, now }: AdjustmentContext): FlightState {
  const { flight } = state;
  if (!zones) return state;
  const departure = { instant: flight.departs_at, offsetMinutes: flight.departs_offset };
  const arrival = { instant: flight.arrives_at, offsetMinutes: flight.arrives_offset };
  const [departs] = instantsMeant(departure, zones.origin, changes.departs);
  const arrivals = instantsMeant(arrival, zones.destination, changes.arrives);
  if (!departs) throw impossible(flight, `the departure ${skippedAt(flight.origin)}`);
  if (arrivals.length === 0) throw impossible(flight, `the arrival ${skippedAt(flight.destination)}`);
  const times = flightTimes(departs, arrivals);
  if ('reason' in times) throw impossible(flight, `the arrival ${times.reason}`);
  // A delay may have taken the departure beyond its day.
  if (times.departsAt !== flight.departs_at && times.departureDate !== flight.departure_date) {
    throw impossible(flight, `its reference says that it departs on ${flight.departure_date}`);
  }
  if (times.departsAt <= now) throw impossible(flight, 'it would have departed already');
  return {
    ...state,
    flight: {
      ...flight,
      ...{ departs_at: times.departsAt, departs_offset: times.departsOffset },
      ...{ arrives_at: times.arrivesAt, arrives_offset: times.arrivesOffset },
    },
  };
}

/**
 * The instants that an end of a flight may be moved to, the likeliest first: on a night that shows a wall time twice,
 * one that is not changed stays in the hour that it is in. None for a time that clocks skip.
 * @throws INVALID_INPUT
 */
function instantsMeant(end: ZonedInstant, timeZone: string, text: string | undefined): readonly ZonedInstant[] {
  if (text === undefined) return [end];
  const wall = readWallTime(text);
  const instants = shownInstantsOf(timeZone, wall);
  return isShownAt(end, wall) ? [end, ...instants] : instants;
}

function impossible(flight: FlightRow, reason: string): OpsdeskError {
  return new OpsdeskError('INVALID_INPUT', `${flightRefOf(flight)} cannot have these times: ${reason}`, {
    hint: 'Give --depart and --arrive by the clocks of the airports. A flight on another day is another flight.',
    details: { flight: flightRefOf(flight) },
  });
}

function readWallTime(text: string): WallTime {
  const wall = parseWallTime(text);
  if (wall) return wall;
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is no local time`, {
    hint: 'Write it by the clock of the airport, without an offset: 2026-12-01T09:30.',
  });
}
