import type { Packed } from './pack.js';
import { savingOfOne } from './priced.js';
import type { TravelClasses } from './travel-classes.js';

const STEPS = 400;
/** Steps without a better bound after which they get half as long. */
const PATIENCE = 20;
/** What a step keeps of the direction of the last one: without, prices swing to and fro. */
const MOMENTUM = 0.7;

/**
 * Prices that prove a bound within a half per cent or so of the best, in a second: what too many want gets dearer,
 * what is not used up cheaper, by steps that follow from the distance to what has been found (Polyak's rule).
 *
 * @param target minor units: what has been found saves
 * @returns minor units for one unit of each capacity, at least 0
 */
export function raisePrices(packed: Packed, classes: TravelClasses, target: number): Float64Array {
  const { capacities } = packed;
  const prices = new Float64Array(capacities.length);
  const direction = new Float64Array(capacities.length);
  let best = { bound: Number.NEGATIVE_INFINITY, prices: prices.slice() };
  let length = 1;
  let stale = 0;
  for (let step = 0; step < STEPS && best.bound < target; step += 1) {
    const { bound, shortages } = demandAt(packed, classes, prices);
    stale = bound > best.bound + 1e-5 * Math.abs(best.bound) ? 0 : stale + 1;
    if (bound > best.bound) best = { bound, prices: prices.slice() };
    if (stale === PATIENCE) {
      length /= 2;
      stale = 0;
      prices.set(best.prices);
    }
    let norm = 0;
    for (const [row, shortage] of shortages.entries()) {
      direction[row] = step === 0 ? shortage : (1 - MOMENTUM) * shortage + MOMENTUM * direction[row]!;
      if (prices[row]! > 0 || direction[row]! > 0) norm += direction[row]! ** 2;
    }
    if (norm === 0) break;
    const stride = (length * Math.max(0, target - bound)) / norm;
    for (const [row, up] of direction.entries()) prices[row] = Math.max(0, prices[row]! + stride * up);
  }
  return best.prices;
}

/** The bound at the prices, and by how much the units that everybody would then take exceed what is there. */
function demandAt(packed: Packed, { groups, people }: TravelClasses, prices: Float64Array) {
  const { capacities, starts, useStarts, uses } = packed;
  const shortages = Float64Array.from(capacities, (units) => -units);
  let bound = 0;
  for (const [row, price] of prices.entries()) bound -= price * capacities[row]!;
  for (const [at, group] of groups.entries()) {
    let least = 0;
    let wanted = -1;
    for (let option = starts[group]!; option < starts[group + 1]!; option += 1) {
      const saving = savingOfOne(packed, prices, group, option);
      if (saving >= least) continue;
      least = saving;
      wanted = option;
    }
    if (wanted < 0) continue;
    bound += people[at]! * least;
    for (let use = useStarts[wanted]!; use < useStarts[wanted + 1]!; use += 1) shortages[uses[use]!]! += people[at]!;
  }
  return { bound, shortages };
}
