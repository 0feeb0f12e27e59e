import { formatMoney } from '../catalog/currencies.js';
import { against, spanOf } from '../entitlement/words.js';
import { flightRefOf } from '../inventory/flight.js';
import { localDateOf } from '../kernel/instant.js';
import { money } from '../kernel/money.js';
import type { CabinWay, Choice } from './list-options.js';
import type { PlannedAlternative } from './plan.js';
import { type PlanGroup, travelsAlone } from './plan-groups.js';
import type { Policy } from './policy.js';
import type { CabinSpace, WayFlight } from './way-network.js';
import { cabinsBetter } from './way-network.js';
import { costsOfWay, minutesBetween, totalOf, type WeighedWay } from './weigh-way.js';

const MOST_ALTERNATIVES = 3;

/** Something that a group might have been given. */
interface Other {
  readonly ways: readonly WeighedWay[];
  readonly costMinor: number;
  /** Why it has no room, or undefined where it has. */
  readonly full: string | undefined;
}

/** What is said of a group's item. */
export interface Explanation {
  readonly reason: string;
  readonly alternatives: readonly PlannedAlternative[];
}

/**
 * Why a group gets what it gets, and the best that it did not get.
 * @param place of its option, -1 for none
 * @param left units of each cabin once the plan is carried out
 */
export function explainItem(group: PlanGroup, place: number, left: readonly number[], policy: Policy): Explanation {
  const choice = group.list.choices[place];
  const costMinor = group.list.options[place]?.cost ?? group.leftCost;
  const others = listOthers(group, place, left, policy).sort(
    (a, b) => a.costMinor - b.costMinor || arrivalOf(a) - arrivalOf(b),
  );
  return {
    reason: reasonOf(group, choice, others, policy),
    alternatives: others.slice(0, MOST_ALTERNATIVES).map((other) => ({
      flights: other.ways.flatMap(({ legs }) => legs.map(flightRefOf)),
      delayMinutes: Math.max(...other.ways.map(({ delayMinutes }) => delayMinutes)),
      costMinor: other.costMinor,
      whyNot: other.full ?? dearer(other.costMinor - costMinor, policy),
    })),
  };
}

function dearer(byMinor: number, { currency }: Policy): string {
  return byMinor === 0 ? 'costs as much' : `costs ${formatMoney(money(byMinor, currency))} more`;
}

function listOthers(group: PlanGroup, place: number, left: readonly number[], policy: Policy): Other[] {
  const { list, party, classes } = group;
  const own = new Set(list.options[place]?.uses);
  const leftFor = ({ place: at }: CabinSpace) => (left[at] ?? 0) + (own.has(at) ? party.size : 0);
  const others = list.choices.flatMap((choice, at): Other[] => {
    if (at === place || choice.kind === 'keep') return [];
    const costMinor = list.options[at]?.cost ?? 0;
    return [
      { ways: choice.ways.map(({ way }) => way), costMinor, full: fullInWords(choice.ways, party.size, leftFor) },
    ];
  });
  const [only] = classes;
  if (!only || classes.length > 1) return others;
  const full = only.full(party.size).map((way) => ({
    ways: [way],
    costMinor: totalOf(costsOfWay(way, party, 0, policy)),
    full: fullInWords(
      [{ way, cabins: way.legs.map((leg) => cabinNearest(leg, only.cabin)), upgraded: 0, downgraded: 0 }],
      party.size,
      leftFor,
    ),
  }));
  return [...others, ...full];
}

function cabinNearest({ cabins }: WayFlight, wanted: string): CabinSpace | null {
  return (
    cabins.toSorted((a, b) => Math.abs(cabinsBetter(a.cabin, wanted)) - Math.abs(cabinsBetter(b.cabin, wanted)))[0] ??
    null
  );
}

function fullInWords(
  ways: readonly CabinWay[],
  size: number,
  leftFor: (space: CabinSpace) => number,
): string | undefined {
  for (const { way, cabins } of ways) {
    for (const [at, space] of cabins.entries()) {
      const seats = space ? Math.max(0, leftFor(space)) : size;
      if (seats >= size || !space) continue;
      const flight = flightRefOf(way.legs[at] as WayFlight);
      if (seats === 0) return `${flight} is full in cabin ${space.cabin}`;
      return `${flight} has ${seats} of ${size} seats left in cabin ${space.cabin}`;
    }
  }
  return undefined;
}

function reasonOf(group: PlanGroup, choice: Choice | undefined, others: readonly Other[], policy: Policy): string {
  if (!choice) return refundReason(group, others, policy);
  const [only] = group.classes;
  if (choice.kind === 'keep') {
    const late = against('arrives', only?.kept?.delayMinutes ?? 0);
    const rest = others.some(({ full }) => !full) ? 'every other way with room costs more' : 'no other way has room';
    return `${late} on its own flight; ${rest}`;
  }
  const [way] = choice.ways;
  if (way && choice.ways.length === 1) return `${singleReason(way, others)}${notesOf(group, way, 0)}`;
  const told = choice.ways.map((each, at) => {
    const { journey } = group.hits[at] as PlanGroup['hits'][number];
    return `journey ${journey}: ${nameOf(each.way)} ${against('arrives', each.way.delayMinutes)}${notesOf(group, each, at)}`;
  });
  return told.join('; ');
}

function singleReason({ way }: CabinWay, others: readonly Other[]): string {
  const late = against('arrives', way.delayMinutes);
  const directs = others.filter(({ ways }) => ways[0]?.legs.length === 1);
  const earlier = directs.filter((other) => arrivalOf(other) < way.arrivesAt && other.full);
  if (way.legs.length === 1) {
    const [first, second] = earlier;
    if (!first) return `next direct flight ${nameOf(way)} ${late}`;
    return `${second ? 'earlier direct flights' : 'next direct flight'} full; ${nameOf(way)} ${late}`;
  }
  const [direct] = directs.toSorted((a, b) => arrivalOf(a) - arrivalOf(b));
  const alternative = others.find(({ full }) => !full);
  if (!direct)
    return `no direct flight in time; ${nameOf(way)} ${late}${soonerThan(way, alternative, 'the alternative')}`;
  if (direct.full)
    return `next direct flight full; ${nameOf(way)} ${late}${soonerThan(way, alternative, 'the alternative')}`;
  return `${nameOf(way)} ${late}${soonerThan(way, direct, 'the next direct flight')}`;
}

function soonerThan(way: WeighedWay, other: Other | undefined, what: string): string {
  const sooner = other ? minutesBetween(way.arrivesAt, arrivalOf(other)) : 0;
  return sooner > 0 ? `, ${spanOf(sooner)} earlier than ${what}` : '';
}

/** `via ORD`, or the flight where there is no change. */
function nameOf({ legs }: WeighedWay): string {
  if (legs.length > 1)
    return `via ${legs
      .slice(1)
      .map(({ origin }) => origin)
      .join(' and ')}`;
  return legs[0] ? flightRefOf(legs[0]) : '';
}

function notesOf(group: PlanGroup, { way, upgraded, downgraded }: CabinWay, at: number): string {
  const hit = group.hits[at] as PlanGroup['hits'][number];
  const [first, last] = [way.legs[0], way.legs.at(-1)];
  const kept = way.kept.map((leg) => flightRefOf(way.legs[leg] as WayFlight));
  const notes = [
    ...(kept.length > 0 ? [`keeps ${kept.join(' and ')}`] : []),
    ...(first && first.origin !== hit.origin ? [`leaves ${first.origin} instead of ${hit.origin}`] : []),
    ...(last && last.destination !== hit.destination
      ? [`lands in ${last.destination} instead of ${hit.destination}`]
      : []),
    ...(upgraded > 0 ? ['in a better cabin at no charge'] : []),
    ...(downgraded > 0 ? ['in a lower cabin, which is compensated'] : []),
    ...(travelsAlone(group.booking) ? ['a child alone flies direct'] : []),
  ];
  return notes.map((note) => `; ${note}`).join('');
}

function refundReason({ hits, classes, party, list }: PlanGroup, others: readonly Other[], policy: Policy): string {
  const hit = hits[0] as PlanGroup['hits'][number];
  const { departs_offset } = (hit.ahead[0] as (typeof hit.ahead)[number]).flight;
  const until = localDateOf(hit.latest, departs_offset);
  const seats = party.size === 1 ? 'a seat' : `${party.size} seats`;
  if (classes.some(({ ways }) => ways.length === 0))
    return `nothing gets to ${hit.destination} that leaves by ${until}`;
  const [best] = others;
  if (list.options.length === 0) return `no way to ${hit.destination} that leaves by ${until} has ${seats} together`;
  if (others.every(({ full }) => full)) return `every way to ${hit.destination} with ${seats} is given to others`;
  const cost = best ? formatMoney(money(best.costMinor, policy.currency)) : '';
  return `a refund costs less than the best way with room${cost && `, which is ${cost}`}`;
}

function arrivalOf({ ways }: Other): number {
  return Math.max(...ways.map(({ arrivesAt }) => arrivesAt));
}
