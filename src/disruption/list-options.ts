import type { Hit } from './find-hits.js';
import type { Policy } from './policy.js';
import type { Option } from './solve/instance.js';
import { type CabinSpace, cabinsBetter, type WayFlight } from './way-network.js';
import { costOfWay, type Party, type WeighedWay } from './weigh-way.js';

/** A way in certain cabins. */
export interface CabinWay {
  readonly way: WeighedWay;
  /** Of each leg; null where it is kept. */
  readonly cabins: readonly (CabinSpace | null)[];
  readonly upgraded: number;
  readonly downgraded: number;
}

/** What a group may be given: a way for each of its hits, or what it has. */
export type Choice = { readonly kind: 'move'; readonly ways: readonly CabinWay[] } | { readonly kind: 'keep' };

/** The options of a group, the cheapest first, and what they stand for. */
export interface OptionList {
  readonly options: readonly Option[];
  readonly choices: readonly Choice[];
}

/** The cabin that a journey was sold in: that of its longest flight. */
export function cabinOf({ ahead }: Hit): string {
  const byTime = ahead.toSorted(
    (a, b) => b.flight.arrives_at - b.flight.departs_at - (a.flight.arrives_at - a.flight.departs_at),
  );
  return byTime[0]?.cabin ?? '';
}

/** A direct flight is offered in every cabin that will do, a way with changes in the best for each of its flights. */
export function cabinWaysOf(way: WeighedWay, wanted: string, size: number, policy: Policy): CabinWay[] {
  const byLeg = way.legs.map((leg, at) => (way.kept.includes(at) ? [null] : cabinsFor(leg, wanted, size, policy)));
  if (byLeg.some((cabins) => cabins.length === 0)) return [];
  const firsts = byLeg.map((cabins) => cabins[0] as CabinSpace | null);
  const isDirect = way.legs.length - way.kept.length === 1;
  const others = isDirect ? byLeg.flatMap((cabins, at) => cabins.slice(1).map((cabin) => firsts.with(at, cabin))) : [];
  return [firsts, ...others].map((cabins) => {
    const against = (isCounted: (better: number) => boolean) =>
      cabins.filter((each) => each !== null && isCounted(cabinsBetter(each.cabin, wanted))).length;
    return { way, cabins, upgraded: against((better) => better > 0), downgraded: against((better) => better < 0) };
  });
}

/** The cabins of a flight that have room for a group: its own, then better ones, then lower ones, the nearest first. */
function cabinsFor(leg: WayFlight, wanted: string, size: number, { cabins }: Policy): CabinSpace[] {
  const distance = (space: CabinSpace) => cabinsBetter(space.cabin, wanted);
  const order = (space: CabinSpace) => (distance(space) >= 0 ? distance(space) : 10 - distance(space));
  return leg.cabins
    .filter((space) => {
      const better = distance(space);
      return space.free >= size && (better === 0 || (better > 0 ? cabins.upgrade : cabins.downgrade));
    })
    .sort((a, b) => order(a) - order(b));
}

/** Something that a party of one size may be given, before anybody knows how much its time is worth. */
export interface Offer {
  readonly choice: Choice & { readonly kind: 'move' };
  readonly uses: readonly number[];
}

/**
 * In the order in which offers of the same cost are taken: whoever stays in their own cabin leaves the better one to
 * who has paid for it.
 */
export function offersOf(ways: readonly CabinWay[]): Offer[] {
  return ways
    .map((each) => ({ offer: offerOf([each]), upgraded: each.upgraded, arrivesAt: each.way.arrivesAt }))
    .sort((a, b) => a.upgraded - b.upgraded || a.arrivesAt - b.arrivesAt || textOrder(a.offer, b.offer))
    .map(({ offer }) => offer);
}

function offerOf(ways: readonly CabinWay[]): Offer {
  const spaces = ways.flatMap(({ cabins }) => cabins.flatMap((space) => space ?? []));
  return {
    choice: { kind: 'move', ways },
    uses: spaces.map(({ place }) => place),
  };
}

function textOrder(a: Offer, b: Offer): number {
  const [one, two] = [a.uses.join(), b.uses.join()];
  return one < two ? -1 : one > two ? 1 : 0;
}

/**
 * The options of a party with one hit, by the cost of each for all of it: as many as the policy weighs.
 * @param kept the way that is left as it is, where it still gets there
 */
export function listOptions(
  offers: readonly Offer[],
  kept: WeighedWay | undefined,
  party: Party,
  { policy, prices }: Weighing,
): OptionList {
  const chosen = chooseOffers(offers, party, { policy, prices });
  const options: Option[] = chosen.map(({ offer, cost }) => ({ cost, uses: offer.uses }));
  const choices: Choice[] = chosen.map(({ offer }) => offer.choice);
  if (kept) {
    const cost = costOfWay(kept, party, 0, policy);
    const before = options.findIndex((option) => option.cost >= cost);
    const at = before < 0 ? options.length : before;
    options.splice(at, 0, { cost, uses: [] });
    choices.splice(at, 0, { kind: 'keep' });
  }
  return { options, choices };
}

/** The options of a party with several hits: the cheapest of all that go together. */
export function combineOptions(
  lists: readonly (readonly Offer[])[],
  canFollow: (before: CabinWay, after: CabinWay) => boolean,
  party: Party,
  weighing: Weighing,
): OptionList {
  const { candidates } = weighing.policy.window;
  let combined: { readonly ways: readonly CabinWay[]; readonly cost: number }[] = [{ ways: [], cost: 0 }];
  for (const offers of lists) {
    const best = chooseOffers(offers, party, weighing);
    combined = combined
      .flatMap(({ ways, cost }) =>
        best.flatMap(({ offer, cost: more }) => {
          const before = ways.at(-1);
          const [next] = offer.choice.ways as [CabinWay];
          return before && !canFollow(before, next) ? [] : [{ ways: [...ways, next], cost: cost + more }];
        }),
      )
      .sort((a, b) => a.cost - b.cost)
      .slice(0, candidates * 2);
  }
  const chosen = combined.slice(0, candidates).map(({ ways, cost }) => ({ offer: offerOf(ways), cost }));
  return {
    options: chosen.map(({ offer, cost }) => ({ cost, uses: offer.uses })),
    choices: chosen.map(({ offer }) => offer.choice),
  };
}

export interface Weighing {
  readonly policy: Policy;
  /** Minor units for one unit of each capacity (`priceSeats`). */
  readonly prices: Float64Array;
}

interface Priced {
  readonly offer: Offer;
  readonly cost: number;
}

/**
 * The cheapest first. Three quarters are those that are best at the prices that seats have when all compete for them,
 * and the others those that would be best if there were enough for all.
 */
function chooseOffers(offers: readonly Offer[], party: Party, { policy, prices }: Weighing): Priced[] {
  const { candidates } = policy.window;
  const costs = Float64Array.from(offers, ({ choice }) => {
    const [{ way, downgraded }] = choice.ways as [CabinWay];
    return costOfWay(way, party, downgraded, policy);
  });
  const byCost = orderBy(costs);
  const priced = costs.map((cost, at) => {
    const { uses } = offers[at] as Offer;
    return uses.reduce((sum, place) => sum + party.size * (prices[place] as number), cost);
  });
  const chosen = new Set(orderBy(priced).slice(0, Math.ceil((candidates * 3) / 4)));
  for (const at of byCost) if (chosen.size < candidates) chosen.add(at);
  return byCost.flatMap((at) => (chosen.has(at) ? [{ offer: offers[at] as Offer, cost: costs[at] as number }] : []));
}

/** The places of numbers, the least number first. */
function orderBy(numbers: Float64Array): number[] {
  return Array.from(numbers.keys()).sort((a, b) => (numbers[a] as number) - (numbers[b] as number) || a - b);
}
