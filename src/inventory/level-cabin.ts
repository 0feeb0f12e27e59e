import type { FareRow } from '../database/schema.js';
import type { Instant } from '../kernel/instant.js';
import { type FlightState, isTaken, type SoldIn } from './flight-state.js';
import { levelUnits, nestFares } from './nest-levels.js';

/** Dearest first where the levels do not say it yet; a price that is changed does not change the order. */
function byClass(a: FareRow, b: FareRow): number {
  return a.nest_level - b.nest_level || b.base_minor - a.base_minor || (a.fare_class < b.fare_class ? -1 : 1);
}

/** The fares of a cabin, the highest class first. */
export function classesOf(state: FlightState, cabin: string): FareRow[] {
  return state.fares.filter((fare) => fare.cabin === cabin).sort(byClass);
}

/**
 * Lays the levels over the units of a cabin anew, after its limits or its units have changed. What is
 * taken counts against the class that it was sold in; a blocked seat is the loss of the highest.
 */
export function levelCabin(state: FlightState, cabin: string, soldIn: SoldIn, now: Instant): FlightState {
  const units = state.units.filter((unit) => unit.cabin === cabin);
  const fares = classesOf(state, cabin).map((fare) => ({ fareClass: fare.fare_class, limit: fare.booking_limit }));
  const { levelOf, unitsByLevel } = nestFares(fares, units.length);
  const levels = levelUnits(
    units.map((unit) => ({
      ordinal: unit.ordinal,
      takenBy: isTaken(unit, now) ? (levelOf.get(soldIn(unit) ?? '') ?? 1) : unit.status === 'blocked' ? 1 : null,
    })),
    unitsByLevel,
  );
  return {
    ...state,
    fares: state.fares.map((fare) =>
      fare.cabin === cabin ? withLevel(fare, levelOf.get(fare.fare_class) ?? fare.nest_level) : fare,
    ),
    units: state.units.map((unit) =>
      unit.cabin === cabin ? withLevel(unit, levels.get(unit.ordinal) ?? unit.nest_level) : unit,
    ),
  };
}

function withLevel<T extends { readonly nest_level: number }>(row: T, level: number): T {
  return row.nest_level === level ? row : { ...row, nest_level: level };
}
