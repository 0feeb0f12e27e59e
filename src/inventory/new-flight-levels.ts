import type { PhysicalSeat, SeatLayout } from '../catalog/seat-layout.js';
import type { Fare } from '../catalog/tariff.js';
import { levelUnits, nestFares } from './nest-levels.js';

/** The nest levels of a flight that is made: of its fares by their class, and of its seats by their ordinal. */
export interface FlightLevels {
  readonly ofFare: ReadonlyMap<string, number>;
  readonly ofSeat: ReadonlyMap<number, number>;
}

/** The flights of a timetable share their fares: what was worked out for one holds for the next. */
const known = new WeakMap<readonly Fare[], { readonly layout: SeatLayout; readonly levels: FlightLevels }>();

/** Every seat is open, and the cabins have no overbooking slots. @param fares the dearest of a cabin first */
export function levelsOfNewFlight(layout: SeatLayout, fares: readonly Fare[]): FlightLevels {
  const earlier = known.get(fares);
  if (earlier?.layout === layout) return earlier.levels;
  const levels = workOut(layout, fares);
  known.set(fares, { layout, levels });
  return levels;
}

function workOut(layout: SeatLayout, fares: readonly Fare[]): FlightLevels {
  const ofFare = new Map<string, number>();
  const ofSeat = new Map<number, number>();
  for (const { cabin, capacity } of layout.cabins) {
    const inCabin = fares.filter((fare) => fare.cabin === cabin);
    const { levelOf, unitsByLevel } = nestFares(
      inCabin.map(({ fareClass, bookingLimit }) => ({ fareClass, limit: bookingLimit })),
      capacity,
    );
    for (const [fareClass, level] of levelOf) ofFare.set(fareClass, level);
    const seats = layout.seats.filter((seat) => seat.cabin === cabin);
    for (const [ordinal, level] of levelUnits(seats.map(openUnit), unitsByLevel)) ofSeat.set(ordinal, level);
  }
  return { ofFare, ofSeat };
}

function openUnit({ ordinal }: PhysicalSeat) {
  return { ordinal, takenBy: null };
}
