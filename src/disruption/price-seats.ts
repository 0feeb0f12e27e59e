import type { Offer } from './list-options.js';
import type { Policy } from './policy.js';
import type { WayClass } from './way-classes.js';
import { costOfWay, type Party } from './weigh-way.js';

/** People who have the same ways. */
interface Demand {
  readonly people: number;
  /** Minor units for each of them who is left. */
  readonly leftMinor: number;
  /** Minor units a passenger, of each offer. */
  readonly costs: Float64Array;
  /** What offer o takes stands from `starts[o]` up to `starts[o + 1]`. */
  readonly starts: Int32Array;
  readonly uses: Int32Array;
}

export interface Demanding {
  readonly classes: readonly WayClass[];
  readonly party: Party;
  readonly leftCost: number;
}

const ROUNDS = 60;
/** People are less and less divided on what is nearly as good, in parts of what it costs to leave one of them. */
const FIRST_SPREAD = 0.1;
const LAST_SPREAD = 0.01;
/** What is so many spreads dearer than the best is taken by nobody. */
const NOBODY = 12;

/**
 * What a unit of each capacity is worth when people compete for it, in minor units: near enough to tell which ways of
 * a group deserve to be weighed. In every round all people go where it is cheapest for them, at the prices that there
 * are, those of one class spread over what is nearly as good; what is overrun then costs more, and the rest less.
 */
export function priceSeats(groups: readonly Demanding[], capacities: readonly number[], policy: Policy): Float64Array {
  const demands = demandsOf(groups, policy);
  const prices = new Float64Array(capacities.length);
  const people = demands.reduce((sum, each) => sum + each.people, 0);
  if (people === 0) return prices;
  const meanLeft = demands.reduce((sum, each) => sum + each.people * each.leftMinor, 0) / people;
  const loads = new Float64Array(capacities.length);
  const weights = new Float64Array(demands.reduce((most, { costs }) => Math.max(most, costs.length), 0));
  for (let round = 0; round < ROUNDS; round += 1) {
    const spread = meanLeft * FIRST_SPREAD * (LAST_SPREAD / FIRST_SPREAD) ** (round / ROUNDS);
    if (spread <= 0) return prices;
    loads.fill(0);
    for (const demand of demands) load(demand, prices, spread, loads, weights);
    for (const [at, capacity] of capacities.entries()) {
      const excess = capacity === 0 ? 0 : Math.min(1, ((loads[at] as number) - capacity) / capacity);
      prices[at] = Math.max(0, (prices[at] as number) + spread * excess);
    }
  }
  return prices;
}

/** Adds what the people of a demand take to the loads. @param weights room for one of each offer */
function load(demand: Demand, prices: Float64Array, spread: number, loads: Float64Array, weights: Float64Array): void {
  const { costs, starts, uses, leftMinor, people } = demand;
  let least = leftMinor;
  for (let offer = 0; offer < costs.length; offer += 1) {
    let cost = costs[offer] as number;
    for (let use = starts[offer] as number; use < (starts[offer + 1] as number); use += 1) {
      cost += prices[uses[use] as number] as number;
    }
    weights[offer] = cost;
    if (cost < least) least = cost;
  }
  let total = Math.exp((least - leftMinor) / spread);
  for (let offer = 0; offer < costs.length; offer += 1) {
    const behind = ((weights[offer] as number) - least) / spread;
    weights[offer] = behind > NOBODY ? 0 : Math.exp(-behind);
    total += weights[offer] as number;
  }
  for (let offer = 0; offer < costs.length; offer += 1) {
    if (weights[offer] === 0) continue;
    const taken = (people * (weights[offer] as number)) / total;
    for (let use = starts[offer] as number; use < (starts[offer + 1] as number); use += 1) {
      const place = uses[use] as number;
      loads[place] = (loads[place] as number) + taken;
    }
  }
}

/** One for each class, with the mean of what its people are worth. */
function demandsOf(groups: readonly Demanding[], policy: Policy): Demand[] {
  const sums = new Map<WayClass, { people: number; hourly: number; left: number }>();
  for (const { classes, party, leftCost } of groups) {
    for (const each of classes) {
      const sum = sums.get(each) ?? { people: 0, hourly: 0, left: 0 };
      sum.people += party.size;
      sum.hourly += party.size * party.hourlyMinor;
      sum.left += leftCost / classes.length;
      sums.set(each, sum);
    }
  }
  return [...sums].map(([each, { people, hourly, left }]) => {
    const offers = each.offers(1);
    const demand = demandOf(offers, { size: 1, hourlyMinor: hourly / people, assisted: 0 }, policy);
    each.forget();
    return { ...demand, people, leftMinor: left / people };
  });
}

function demandOf(offers: readonly Offer[], party: Party, policy: Policy): Pick<Demand, 'costs' | 'starts' | 'uses'> {
  const starts = new Int32Array(offers.length + 1);
  offers.forEach(({ uses }, at) => {
    starts[at + 1] = (starts[at] as number) + uses.length;
  });
  return {
    costs: Float64Array.from(offers, ({ choice }) =>
      choice.ways.reduce((sum, { way, downgraded }) => sum + costOfWay(way, party, downgraded, policy), 0),
    ),
    starts,
    uses: Int32Array.from(offers.flatMap(({ uses }) => uses)),
  };
}
