import type { Session } from '../database/dialect.js';
import { formatFlightRef } from '../kernel/flight-ref.js';
import type { IdSource } from '../kernel/ids.js';
import { DAY_MS, formatInstant, type Instant } from '../kernel/instant.js';
import type { Clock } from '../runtime/clock.js';
import { type Chosen, instanceOf, tidyChoices } from './choose-ways.js';
import { type DisruptionScope, findDisrupted, type HitBooking } from './find-disrupted.js';
import { WayFinder } from './find-ways.js';
import { mapInTurns } from './map-in-turns.js';
import { PLAN_FORMAT, type Plan, type SolverReport } from './plan.js';
import { type PlanGroup, PlanGroups } from './plan-groups.js';
import { itemOf, outcomesOf } from './plan-items.js';
import { findPlaces, type Places } from './plan-places.js';
import { listEvents, loadTimetable } from './plan-repository.js';
import { sumCosts, sumLoads, sumTotals } from './plan-sums.js';
import type { Policy } from './policy.js';
import { RoomSpace } from './room-space.js';
import { hashOf, sealPlan } from './seal-plan.js';
import type { Instance } from './solve/instance.js';
import { type StruckBy, WayClasses } from './way-classes.js';
import { WayNetwork } from './way-network.js';

export interface PlanDeps {
  readonly session: Session;
  readonly clock: Clock;
  readonly ids: IdSource;
}

export interface PlanRequest extends DisruptionScope {
  readonly policy: Policy;
  /** Told of each stage how far it has come; without a total it cannot be known. */
  readonly onProgress?: ((stage: PlanStage, done: number, total?: number) => void) | undefined;
  /** Told what broke the solver: the plan is sound all the same, and further from the bound. */
  readonly onProblem?: ((problem: string) => void) | undefined;
}

export type PlanStage = 'Reading bookings' | 'Finding ways' | 'Choosing' | 'Writing it down';

/** What is to be carried on to whoever asked for it beside a plan. */
type Tell = NonNullable<PlanRequest['onProgress']>;

/**
 * Plans what is to become of every booking that a disruption hit: ways for each of them, and then the choice that
 * costs least for all together, by the policy. Writes nothing. The same state and policy make the same plan, apart
 * from its id, its time and the seconds that it took.
 * @throws FLIGHT_NOT_FOUND, JOB_NOT_FOUND, POLICY_INVALID where the policy lacks a rate
 */
export async function makePlan({ session, clock, ids }: PlanDeps, request: PlanRequest): Promise<Plan> {
  const startedAt = performance.now();
  const { policy } = request;
  const tell: Tell = request.onProgress ?? (() => {});
  const now = clock.now();
  const places = await findPlaces(session);
  const rules = { now, policy, connections: places.connections, cityOf: places.cityOf };
  const hit = await findDisrupted(session, request, rules, (done, total) => tell('Reading bookings', done, total));
  const network = await loadNetwork(session, hit, places, policy, now);
  const groups = await listGroups(session, hit, { network, places, policy, now }, tell);
  const instance = instanceOf(groups, network.capacities);
  tell('Choosing', 0);
  const chosen = await choose(instance, policy);
  if (chosen.problem !== undefined) request.onProblem?.(chosen.problem);
  const outcomes = outcomesOf(groups, chosen);
  const wishes = outcomes.flatMap(({ stayMoves }) =>
    stayMoves.flatMap(({ stay, to }) => (to ? spanOfMove(stay, to) : [])),
  );
  const context = { policy, left: chosen.left, rooms: await RoomSpace.load(session, wishes, now) };
  const items = await mapInTurns(outcomes, (outcome, at) => {
    tell('Writing it down', at, outcomes.length);
    return itemOf(outcome, context);
  });
  const seen = await sumLoads(session, outcomes, policy, now);
  return sealPlan({
    ...{ format: PLAN_FORMAT, planId: ids.next('pln'), kind: 'rebook', ofJob: request.residualOf ?? null },
    ...{ createdAt: formatInstant(clock.real()), asOf: formatInstant(now) },
    scope: {
      flights: (request.flights ?? []).map(formatFlightRef),
      since: request.since === undefined ? null : formatInstant(request.since),
    },
    ...{ policy, policyHash: await hashOf(policy), inventory: seen.inventory },
    solver: reportOf(instance, chosen, policy, (performance.now() - startedAt) / 1_000),
    ...{ costs: sumCosts(items, policy.currency), totals: sumTotals(outcomes), loads: seen.loads, items },
  });
}

/** The longest that a way takes which leaves at the end of a window. */
const LONGEST_WAY_MS = 2 * DAY_MS;

async function loadNetwork(
  session: Session,
  hit: readonly HitBooking[],
  { connections }: Places,
  policy: Policy,
  now: Instant,
): Promise<WayNetwork> {
  let until = now;
  for (const { hits } of hit) for (const { latest } of hits) until = Math.max(until, latest + LONGEST_WAY_MS);
  const span = { from: now + 1, until };
  const timetable = hit.length === 0 ? { flights: [], cabins: [], units: [] } : await loadTimetable(session, span, now);
  return new WayNetwork(timetable, connections, policy.caps.keepFree);
}

interface GroupContext {
  readonly network: WayNetwork;
  readonly places: Places;
  readonly policy: Policy;
  readonly now: Instant;
}

/** The bookings with their options, whoever comes first before the others. */
async function listGroups(
  session: Session,
  hit: readonly HitBooking[],
  { network, places, policy, now }: GroupContext,
  tell: Tell,
): Promise<PlanGroup[]> {
  const struckBy = await findCauses(session, hit, now);
  const finder = new WayFinder(network, policy, places.sameCity);
  const builder = new PlanGroups(new WayClasses(finder, network, places, policy, struckBy), network, policy, now);
  // Finding the ways and listing them take half of the time each.
  const total = 2 * hit.length;
  const found = await mapInTurns(hit, (booking, at) => {
    tell('Finding ways', at, total);
    return builder.group(booking);
  });
  const groups = await builder.listOptions(found, (done) => tell('Finding ways', hit.length + done, total));
  return groups.sort((a, b) => b.priority - a.priority || (a.booking.recordLocator < b.booking.recordLocator ? -1 : 1));
}

/** The last word on each struck flight. One of which nothing was said has no cause that excuses it, and is told now. */
async function findCauses(session: Session, hit: readonly HitBooking[], now: Instant) {
  const ids = new Set(hit.flatMap(({ hits }) => hits.map(({ struck }) => struck.flight.id)));
  const events = await listEvents(session, [...ids]);
  const causes = new Map<number, StruckBy>();
  for (const { flight_id, cause, recorded_at } of events) {
    causes.set(flight_id, { cause, toldAt: recorded_at });
  }
  return (flightId: number): StruckBy => causes.get(flightId) ?? { cause: 'unknown', toldAt: now };
}

async function choose(instance: Instance, { solver }: Policy): Promise<Chosen> {
  const { solve } = await import('./solve/solve.js');
  const solution = await solve(instance, { deadlineMs: solver.deadlineSeconds * 1_000, gap: solver.gap });
  return tidyChoices(instance, solution);
}

function reportOf({ groups }: Instance, chosen: Chosen, { solver }: Policy, seconds: number): SolverReport {
  return {
    name: 'HiGHS',
    // Tidying up may have closed the gap that the deadline left open.
    status: groups.length === 0 ? 'none' : chosen.gap <= solver.gap ? 'optimal' : chosen.status,
    ...{ objectiveMinor: chosen.objective, boundMinor: Math.floor(chosen.bound), gap: chosen.gap },
    candidates: groups.reduce((sum, { options }) => sum + options.length, 0),
    groups: groups.length,
    seconds: Math.ceil(seconds),
  };
}

function spanOfMove(
  stay: { readonly room_type_id: number; readonly check_in: string; readonly check_out: string },
  to: { readonly checkIn: string; readonly checkOut: string },
) {
  return [
    { roomTypeId: stay.room_type_id, checkIn: stay.check_in, checkOut: stay.check_out },
    { roomTypeId: stay.room_type_id, ...to },
  ];
}
