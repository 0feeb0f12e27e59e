import type { SeatRow } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import { parseSeatNumber } from '../kernel/seat-number.js';
import { flightRefOf } from './flight.js';
import { emptied, FIRST_SLOT, type FlightState, isTaken, type SoldIn } from './flight-state.js';
import { classesOf, levelCabin } from './level-cabin.js';

/** A state after a change, and what the change could not do or did beside. */
export interface Adjusted {
  readonly state: FlightState;
  readonly notes: readonly string[];
}

/**
 * Takes seats off sale. A hold that has run out is no obstacle.
 * @throws SEAT_NOT_FOUND, SEAT_TAKEN, WRONG_STATE when it is blocked already
 */
export function blockSeats(state: FlightState, seatNumbers: readonly string[], now: Instant): FlightState {
  return seatNumbers.reduce((each, seatNumber) => {
    const unit = seatOf(each, seatNumber);
    if (isTaken(unit, now)) {
      throw new OpsdeskError('SEAT_TAKEN', `seat ${unit.seat_number} of ${flightRefOf(state.flight)} is taken`, {
        hint: 'Give its passenger another first: opsdesk booking modify REF --seat SEAT',
        details: { flight: flightRefOf(state.flight), seat: unit.seat_number },
      });
    }
    if (unit.status === 'blocked') throw wrongState(state, unit, 'is blocked already');
    return withUnit(each, emptied(unit, 'blocked'));
  }, state);
}

/** Puts blocked seats back on sale. @throws SEAT_NOT_FOUND, WRONG_STATE when it is not blocked */
export function unblockSeats(state: FlightState, seatNumbers: readonly string[]): FlightState {
  return seatNumbers.reduce((each, seatNumber) => {
    const unit = seatOf(each, seatNumber);
    if (unit.status !== 'blocked') throw wrongState(state, unit, 'is not blocked');
    return withUnit(each, emptied(unit, 'open'));
  }, state);
}

/**
 * Adds overbooking slots to a cabin, or removes them: the last first, and only those that nobody has.
 * @throws INVALID_INPUT for a cabin that it has not, REFUSED_BY_RULE below the seats and what is taken
 */
export function authoriseUnits(
  state: FlightState,
  { cabin, units: wanted }: { readonly cabin: string; readonly units: number },
  soldIn: SoldIn,
  now: Instant,
): FlightState {
  const row = state.cabins.find((each) => each.cabin === cabin);
  if (!row) {
    throw new OpsdeskError('INVALID_INPUT', `${flightRefOf(state.flight)} has no cabin ${cabin}`, {
      hint: `It has ${state.cabins.map((each) => each.cabin).join(', ')}.`,
    });
  }
  const slots = state.units.filter((unit) => unit.cabin === cabin && unit.seat_number === null);
  const free = slots.filter((unit) => !isTaken(unit, now));
  const least = row.authorised - free.length;
  if (wanted < least) {
    const taken = slots.length - free.length;
    throw new OpsdeskError(
      'REFUSED_BY_RULE',
      `cabin ${cabin} of ${flightRefOf(state.flight)} has ${row.capacity} seats and ${taken} passengers beyond them`,
      { hint: `Authorise ${least} or more.`, details: { cabin, capacity: row.capacity, least } },
    );
  }
  const gone = new Set(free.slice(free.length - Math.max(0, row.authorised - wanted)));
  const added = newSlots(state, cabin, Math.max(0, wanted - row.authorised));
  const next: FlightState = {
    ...state,
    cabins: state.cabins.map((each) => (each === row ? { ...row, authorised: wanted } : each)),
    units: [...state.units.filter((unit) => !gone.has(unit)), ...added],
  };
  return levelCabin(next, cabin, soldIn, now);
}

/**
 * Sets the booking limit of a class; null for none. Units that are open change their levels; what is
 * taken counts against the class that it was sold in, and may be beyond the limit.
 * @throws FARE_CLASS_NOT_FOUND
 */
export function limitClass(
  state: FlightState,
  { fareClass, limit }: { readonly fareClass: string; readonly limit: number | null },
  soldIn: SoldIn,
  now: Instant,
): Adjusted {
  const fare = fareOf(state, fareClass);
  const fares = state.fares.map((each) => (each === fare ? { ...fare, booking_limit: limit } : each));
  const next = levelCabin({ ...state, fares }, fare.cabin, soldIn, now);
  return { state: next, notes: limitNotes(next, fareClass, soldIn, now) };
}

/** What keeps a class from the limit that it was given. */
function limitNotes(state: FlightState, fareClass: string, soldIn: SoldIn, now: Instant): string[] {
  const { cabin, booking_limit: limit } = fareOf(state, fareClass);
  const classes = classesOf(state, cabin);
  const at = classes.findIndex((fare) => fare.fare_class === fareClass);
  const above = classes.slice(0, at).filter((fare) => fare.booking_limit !== null);
  const least = above.toSorted((a, b) => (a.booking_limit ?? 0) - (b.booking_limit ?? 0))[0];
  const notes: string[] = [];
  if (least && (limit === null || limit > (least.booking_limit ?? 0))) {
    notes.push(`Class ${fareClass} gets no more than ${least.booking_limit}, the limit of class ${least.fare_class}.`);
  }
  const below = new Set(classes.slice(at).map((fare) => fare.fare_class));
  const taken = state.units.filter((unit) => isTaken(unit, now) && below.has(soldIn(unit) ?? '')).length;
  if (limit !== null && taken > limit) {
    notes.push(
      `Class ${fareClass} and those below it have ${taken} units taken, ${taken - limit} beyond the limit of ${limit}: they keep them, and no more are sold.`,
    );
  }
  return notes;
}

/** @throws FARE_CLASS_NOT_FOUND */
export function fareOf(state: FlightState, fareClass: string): FlightState['fares'][number] {
  const fare = state.fares.find((each) => each.fare_class === fareClass);
  if (fare) return fare;
  throw new OpsdeskError('FARE_CLASS_NOT_FOUND', `${flightRefOf(state.flight)} has no fare class ${fareClass}`, {
    hint: `It has ${state.fares.map((each) => each.fare_class).join(', ')}.`,
    details: { flight: flightRefOf(state.flight), fareClass },
  });
}

/** Open slots of a cabin behind those that the flight has. Their level is still to be found. */
export function newSlots({ flight, units }: Pick<FlightState, 'flight' | 'units'>, cabin: string, count: number) {
  const last = Math.max(FIRST_SLOT - 1, ...units.map(({ ordinal }) => ordinal));
  return Array.from({ length: count }, (_, index) => openUnit(flight.id, last + 1 + index, cabin, null));
}

export function openUnit(flightId: number, ordinal: number, cabin: string, seatNumber: string | null): SeatRow {
  return {
    ...{ flight_id: flightId, ordinal, cabin, seat_number: seatNumber, nest_level: 1, status: 'open' },
    ...{ booking_id: null, segment_position: null, passenger_position: null, hold_expires_at: null },
  };
}

function seatOf(state: FlightState, seatNumber: string): SeatRow {
  const ordinal = parseSeatNumber(seatNumber);
  const unit = state.units.find((each) => each.ordinal === ordinal);
  if (unit) return unit;
  const flight = flightRefOf(state.flight);
  throw new OpsdeskError('SEAT_NOT_FOUND', `${flight} has no seat ${seatNumber.toUpperCase()}`, {
    hint: `See its seat map: opsdesk flight seats ${flight}`,
    details: { flight, seat: seatNumber.toUpperCase() },
  });
}

function withUnit(state: FlightState, unit: SeatRow): FlightState {
  return { ...state, units: state.units.map((each) => (each.ordinal === unit.ordinal ? unit : each)) };
}

function wrongState({ flight }: FlightState, unit: SeatRow, what: string): OpsdeskError {
  return new OpsdeskError('WRONG_STATE', `seat ${unit.seat_number} of ${flightRefOf(flight)} ${what}`, {
    hint: 'Nothing was changed.',
  });
}
