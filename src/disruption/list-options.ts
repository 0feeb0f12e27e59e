import type { Hit } from './find-hits.js';
import type { Policy } from './policy.js';
import type { Option } from './solve/instance.js';
import { type CabinSpace, cabinsBetter, type WayFlight } from './way-network.js';
import { costsOfWay, type Party, totalOf, type WeighedWay } from './weigh-way.js';

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

interface Weighed {
  readonly choice: Choice;
  readonly option: Option;
  readonly upgraded: number;
  readonly isDirect: boolean;
  /** How many groups of this size would fit where it is tightest. */
  readonly room: number;
}

/**
 * The options of a party with one hit, by the cost of each for all of it: as many as the policy weighs.
 * @param kept the way that is left as it is, where it still gets there
 */
export function listOptions(
  ways: readonly CabinWay[],
  kept: WeighedWay | undefined,
  party: Party,
  policy: Policy,
): OptionList {
  const weighed = ways.map((each) => weigh([each], party, policy));
  const chosen = chooseDiverse(weighed, policy.window.candidates);
  if (kept) {
    const cost = totalOf(costsOfWay(kept, party, 0, policy));
    chosen.push({ ...NOTHING_TAKEN, option: { cost, uses: [] } });
  }
  return inOrder(chosen);
}

/** The options of a party with several hits: the cheapest of all that go together. */
export function combineOptions(
  lists: readonly (readonly CabinWay[])[],
  canFollow: (before: CabinWay, after: CabinWay) => boolean,
  party: Party,
  policy: Policy,
): OptionList {
  const { candidates } = policy.window;
  const costOf = (each: CabinWay) => totalOf(costsOfWay(each.way, party, each.downgraded, policy));
  let combined: { readonly ways: readonly CabinWay[]; readonly cost: number }[] = [{ ways: [], cost: 0 }];
  for (const list of lists) {
    const weighed = list.map((each) => weigh([each], party, policy));
    const best = chooseDiverse(weighed, candidates).flatMap(({ choice }) =>
      choice.kind === 'move' ? choice.ways : [],
    );
    combined = combined
      .flatMap(({ ways, cost }) =>
        best.flatMap((each) => {
          const before = ways.at(-1);
          return before && !canFollow(before, each) ? [] : [{ ways: [...ways, each], cost: cost + costOf(each) }];
        }),
      )
      .sort((a, b) => a.cost - b.cost)
      .slice(0, candidates * 2);
  }
  return inOrder(combined.slice(0, candidates).map(({ ways }) => weigh(ways, party, policy)));
}

const NOTHING_TAKEN = {
  choice: { kind: 'keep' },
  upgraded: 0,
  isDirect: true,
  room: Number.POSITIVE_INFINITY,
} as const;

function weigh(ways: readonly CabinWay[], party: Party, policy: Policy): Weighed {
  const spaces = ways.flatMap(({ cabins }) => cabins.flatMap((space) => space ?? []));
  return {
    choice: { kind: 'move', ways },
    option: {
      cost: ways.reduce((sum, { way, downgraded }) => sum + totalOf(costsOfWay(way, party, downgraded, policy)), 0),
      uses: spaces.map(({ place }) => place),
    },
    upgraded: ways.reduce((sum, { upgraded }) => sum + upgraded, 0),
    isDirect: ways.every(({ way }) => way.legs.length === 1),
    room: Math.min(...spaces.map(({ free }) => free)) / party.size,
  };
}

/**
 * Half are the cheapest, a quarter the cheapest direct flights that are left, and a quarter those with the most room:
 * what everybody would like best is not enough for all.
 */
function chooseDiverse(weighed: readonly Weighed[], count: number): Weighed[] {
  const byCost = weighed.toSorted(byCostFirst);
  if (byCost.length <= count) return byCost;
  const chosen = new Set(byCost.slice(0, Math.ceil(count / 2)));
  const fill = (from: readonly Weighed[], upTo: number) => {
    for (const each of from) {
      if (chosen.size >= upTo) return;
      chosen.add(each);
    }
  };
  fill(
    byCost.filter(({ isDirect }) => isDirect),
    Math.ceil((count * 3) / 4),
  );
  fill(
    byCost.toSorted((a, b) => b.room - a.room || byCostFirst(a, b)),
    count,
  );
  return [...chosen];
}

/** At the same cost whoever stays in their own cabin leaves the better one to who has paid for it. */
function byCostFirst(a: Weighed, b: Weighed): number {
  return a.option.cost - b.option.cost || a.upgraded - b.upgraded || arrivalOf(a) - arrivalOf(b) || textOrder(a, b);
}

function arrivalOf({ choice }: Weighed): number {
  return choice.kind === 'keep' ? 0 : Math.max(...choice.ways.map(({ way }) => way.arrivesAt));
}

function textOrder(a: Weighed, b: Weighed): number {
  const [one, two] = [a.option.uses.join(), b.option.uses.join()];
  return one < two ? -1 : one > two ? 1 : 0;
}

function inOrder(weighed: readonly Weighed[]): OptionList {
  const sorted = weighed.toSorted(byCostFirst);
  return { options: sorted.map(({ option }) => option), choices: sorted.map(({ choice }) => choice) };
}
