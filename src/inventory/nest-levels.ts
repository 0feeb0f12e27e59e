/** A fare class of one cabin, as the limits see it. */
export interface NestedFare {
  readonly fareClass: string;
  /** Units that it and the classes below it may take together; null for no limit. */
  readonly limit: number | null;
}

/** How the units of one cabin are shared by its classes. */
export interface Nesting {
  /** The nest level of each class: 1 is the highest. */
  readonly levelOf: ReadonlyMap<string, number>;
  /** How many units have each level; those at place 0 are above every limit, and kept from all classes. */
  readonly unitsByLevel: readonly number[];
}

/**
 * Turns booking limits into the levels of units. A class takes units of its own level and of those
 * below, so that a limit is the number of units from a level down. No class gets more than the one
 * above it; classes with equal limits share a level.
 * @param fares of one cabin, the highest class first
 * @param authorised units of the cabin, overbooking slots included
 */
export function nestFares(fares: readonly NestedFare[], authorised: number): Nesting {
  const levelOf = new Map<string, number>();
  const limits: number[] = [];
  let above = authorised;
  for (const { fareClass, limit } of fares) {
    above = Math.min(above, limit ?? authorised);
    if (limits.at(-1) !== above) limits.push(above);
    levelOf.set(fareClass, limits.length);
  }
  // A cabin without fares has nobody to keep units from.
  if (limits.length === 0) return { levelOf, unitsByLevel: [0, authorised] };
  const unitsByLevel = [authorised, ...limits].map((limit, level) => limit - (limits[level] ?? 0));
  return { levelOf, unitsByLevel };
}

/** A unit of a cabin that is given its level. */
export interface NestedUnit {
  readonly ordinal: number;
  /** The level of the class that took it; null while it is open. */
  readonly takenBy: number | null;
}

/**
 * Spreads the levels over the units as if they had been sold one by one: what is taken counts against
 * the limit of its class and of those above. Of what is open the lowest level gets the overbooking
 * slots, which have no seat yet, and then the seats at the back.
 * @param units of one cabin, as many as the levels have
 * @returns the level of each unit by its ordinal
 */
export function levelUnits(units: readonly NestedUnit[], unitsByLevel: readonly number[]): Map<number, number> {
  const left = [...unitsByLevel];
  const levels = new Map<number, number>();
  const give = (unit: NestedUnit, level: number) => {
    left[level] = (left[level] ?? 0) - 1;
    levels.set(unit.ordinal, level);
  };
  const taken = units.filter(({ takenBy }) => takenBy !== null);
  for (const unit of taken.toSorted((a, b) => (b.takenBy ?? 0) - (a.takenBy ?? 0) || a.ordinal - b.ordinal)) {
    give(unit, levelToTake(left, unit.takenBy ?? 1));
  }
  let level = left.length - 1;
  const open = units.filter(({ takenBy }) => takenBy === null);
  for (const unit of open.toSorted((a, b) => b.ordinal - a.ordinal)) {
    while (level > 0 && (left[level] ?? 0) === 0) level -= 1;
    give(unit, level);
  }
  return levels;
}

/** Its own level first, then those below; what was sold beyond a limit is the loss of the levels above. */
function levelToTake(left: readonly number[], own: number): number {
  for (let level = own; level < left.length; level += 1) if ((left[level] ?? 0) > 0) return level;
  for (let level = Math.min(own, left.length) - 1; level > 0; level -= 1) if ((left[level] ?? 0) > 0) return level;
  return 0;
}
