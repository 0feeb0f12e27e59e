import { segmentId } from '../booking/booking-record.js';
import { flightRefOf } from '../inventory/flight.js';
import { formatInstant } from '../kernel/instant.js';
import type { Chosen } from './choose-ways.js';
import { hasLeft, isLine, type Line } from './disrupted-booking.js';
import { explainItem } from './explain-item.js';
import type { Hit } from './find-hits.js';
import type { CabinWay } from './list-options.js';
import type { CostsByKind, PlanItem, PlannedJourney, PlannedLeg } from './plan.js';
import type { PlanGroup } from './plan-groups.js';
import type { ScheduledFlight } from './plan-repository.js';
import { findStayMoves, type JourneyTimes, planStays, type StayMove } from './plan-stays.js';
import type { Policy } from './policy.js';
import type { RoomSpace } from './room-space.js';
import { costsOfWay, totalOf } from './weigh-way.js';

/** What a group gets, and what of its own it gives up for that. */
export interface Outcome {
  readonly group: PlanGroup;
  /** Of its option, -1 for none. */
  readonly place: number;
  readonly action: 'move' | 'refund' | 'keep';
  /** One for each hit, of a move. */
  readonly ways: readonly CabinWay[];
  readonly stayMoves: readonly StayMove[];
}

export function outcomesOf(groups: readonly PlanGroup[], { choices }: Chosen): Outcome[] {
  return groups.map((group, at) => {
    const place = choices[at] ?? -1;
    const choice = group.list.choices[place];
    const action = choice?.kind ?? 'refund';
    const ways = choice?.kind === 'move' ? choice.ways : [];
    const hits = group.hits.map((hit, index) => timesOf(hit, action, ways[index]));
    return { group, place, action, ways, stayMoves: findStayMoves(group.booking, hits) };
  });
}

function timesOf(hit: Hit, action: Outcome['action'], way: CabinWay | undefined): JourneyTimes {
  const { journey, soldFirst, soldLast, ahead } = hit;
  const flights = way?.way.legs ?? ahead.map(({ flight }) => flight);
  const ends = { first: flights[0] as ScheduledFlight, last: flights.at(-1) as ScheduledFlight };
  return {
    journey,
    sold: { first: soldFirst.flight, last: soldLast.flight },
    will: action === 'refund' ? null : ends,
  };
}

/** The lines that are still flown and that an outcome gives up. */
export function linesGivenUp({ group, action, ways }: Outcome, { refunds }: Policy, now: number): Line[] {
  const { booking, hits } = group;
  if (action === 'keep' || (action === 'refund' && refunds === 'offer')) return [];
  if (action === 'move') return hits.flatMap((hit, at) => given(hit, ways[at])).filter(isLine);
  const from = Math.min(...hits.map(({ journey }) => journey));
  const isAhead = (line: Line) => !hasLeft(line, now) || hits.some(({ ahead }) => ahead.includes(line));
  return booking.lines.filter((line) => line.journey >= from && isLine(line) && isAhead(line));
}

function given(hit: Hit, way: CabinWay | undefined): Line[] {
  const kept = new Set(way?.way.kept.map((leg) => way.way.legs[leg]?.id));
  return hit.ahead.filter((line) => !isLine(line) || !kept.has(line.flight.id));
}

export interface ItemContext {
  readonly policy: Policy;
  readonly left: readonly number[];
  readonly rooms: RoomSpace;
}

/** An outcome as the plan has it. */
export function itemOf(outcome: Outcome, { policy, left, rooms }: ItemContext): PlanItem {
  const { group, place, action, ways, stayMoves } = outcome;
  const { booking, hits } = group;
  const costs = withoutZeros(costsOf(outcome, policy));
  return {
    ...{ recordLocator: booking.recordLocator, version: booking.version },
    ...{ passengers: booking.seats, infants: booking.infants, tier: booking.tier },
    protected: [...new Set(booking.services)].sort(),
    action,
    journeys: hits.map((hit, at) => plannedJourney(hit, action, ways[at], delayOf(outcome, at))),
    stays: planStays(stayMoves, rooms, action === 'move' || (action === 'refund' && policy.refunds === 'pay')),
    costMinor: totalOf(costs),
    costs,
    ...explainItem(group, place, left, policy),
  };
}

function costsOf({ group, action, ways }: Outcome, policy: Policy): Partial<CostsByKind> {
  const { party, classes, leftCosts } = group;
  if (action === 'refund') return leftCosts;
  const kept = classes[0]?.kept;
  const taken = action === 'keep' && kept ? [{ way: kept, downgraded: 0 }] : ways;
  return taken.reduce<Partial<CostsByKind>>((sum, { way, downgraded }) => {
    const costs = costsOfWay(way, party, downgraded, policy);
    return Object.fromEntries(
      Object.entries(costs).map(([kind, minor]) => [kind, minor + (sum[kind as keyof CostsByKind] ?? 0)]),
    );
  }, {});
}

function withoutZeros(costs: Partial<CostsByKind>): Partial<CostsByKind> {
  return Object.fromEntries(Object.entries(costs).filter(([, minor]) => minor !== 0));
}

/** Minutes late at the destination of a hit; null where they do not get there. */
export function delayOf({ group, action, ways }: Outcome, at: number): number | null {
  if (action === 'refund') return null;
  const way = action === 'keep' ? group.classes[at]?.kept : ways[at]?.way;
  return way?.delayMinutes ?? null;
}

function plannedJourney(
  hit: Hit,
  action: Outcome['action'],
  way: CabinWay | undefined,
  delayMinutes: number | null,
): PlannedJourney {
  const { journey, soldFirst, soldLast } = hit;
  const { arrives_at, arrives_offset, destination } = soldLast.flight;
  return {
    ...{ journey, origin: soldFirst.flight.origin, destination },
    from: action === 'keep' ? [] : given(hit, way).map(legOfLine),
    to: way ? way.way.legs.flatMap((leg, at) => takenLeg(leg, way.cabins[at]?.cabin)) : [],
    arrivedAt: formatInstant(arrives_at, arrives_offset),
    delayMinutes,
  };
}

function legOfLine({ position, flight, cabin }: Line): PlannedLeg {
  return { segment: segmentId(position), ...legOf(flight, cabin) };
}

/** What is kept is not taken. */
function takenLeg(flight: ScheduledFlight, cabin: string | undefined): PlannedLeg[] {
  return cabin === undefined ? [] : [legOf(flight, cabin)];
}

function legOf(flight: ScheduledFlight, cabin: string): PlannedLeg {
  return {
    flight: flightRefOf(flight),
    ...{ origin: flight.origin, destination: flight.destination, cabin },
    departsAt: formatInstant(flight.departs_at, flight.departs_offset),
    arrivesAt: formatInstant(flight.arrives_at, flight.arrives_offset),
  };
}
