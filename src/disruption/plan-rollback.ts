import type { Session } from '../database/dialect.js';
import { OpsdeskError } from '../kernel/errors.js';
import { groupBy } from '../kernel/group-by.js';
import type { IdSource } from '../kernel/ids.js';
import { formatInstant } from '../kernel/instant.js';
import type { Clock } from '../runtime/clock.js';
import type { ItemWork, UndoWork } from './item-work.js';
import { type DoneItem, getJob, listDoneItems, listSegmentsOfJob, type SegmentOfJob } from './job-repository.js';
import { COST_KINDS, type CostsByKind, PLAN_FORMAT, type Plan, type PlanItem, type PlannedJourney } from './plan.js';
import { DEFAULT_POLICY } from './policy.js';
import { hashOf, sealPlan } from './seal-plan.js';

export interface RollbackDeps {
  readonly session: Session;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/**
 * The plan that takes a job back, as far as it still can be: bookings that have changed since, and those whose
 * money has gone back, are kept as they are, and it is said of each.
 * @throws JOB_NOT_FOUND, WRONG_STATE for a job that is a rollback itself
 */
export async function planRollback(deps: RollbackDeps, jobId: string): Promise<Plan> {
  const job = await getJob(deps.session, jobId);
  if (job.kind === 'rollback') {
    throw new OpsdeskError('WRONG_STATE', `${jobId} is a rollback itself`, {
      hint: `Carry the plan of ${job.undoes_job ?? 'its job'} out again: opsdesk disruption plan --out FILE`,
      details: { jobId },
    });
  }
  const [done, segments] = await Promise.all([
    listDoneItems(deps.session, jobId),
    listSegmentsOfJob(deps.session, jobId),
  ]);
  const byBooking = groupBy(segments, (segment) => segment.booking_id);
  const items = done
    .filter(({ action }) => action !== 'keep')
    .map((item) => itemOf(item, byBooking.get(item.booking_id) ?? []));
  const flights = Object.fromEntries(segments.map((segment) => [segment.flight, segment.flight_version]));
  const restored = items.filter(({ action }) => action === 'restore');
  const kept = items.filter(({ action }) => action === 'keep');
  const people = (list: readonly PlanItem[]) => list.reduce((sum, item) => sum + item.passengers, 0);
  const now = formatInstant(deps.clock.now());
  return sealPlan({
    ...{ format: PLAN_FORMAT, planId: deps.ids.next('pln'), kind: 'rollback', ofJob: jobId },
    ...{ createdAt: formatInstant(deps.clock.real()), asOf: now, scope: { flights: [], since: null } },
    ...{ policy: DEFAULT_POLICY, policyHash: await hashOf(DEFAULT_POLICY) },
    inventory: { digest: await hashOf(flights), flights },
    solver: {
      ...{ name: 'none', status: 'none', objectiveMinor: 0, boundMinor: 0, gap: 0 },
      ...{ candidates: 0, groups: items.length, seconds: 0 },
    },
    costs: { currency: DEFAULT_POLICY.currency, total: 0, ...NO_COSTS },
    totals: {
      ...{ bookings: items.length, passengers: people(items), moved: restored.length, refunded: 0, kept: kept.length },
      ...{ movedPassengers: people(restored), refundedPassengers: 0, keptPassengers: people(kept) },
      ...{ meanDelayMinutes: 0, p95DelayMinutes: 0 },
    },
    loads: [],
    items,
  });
}

const NO_COSTS = Object.fromEntries(COST_KINDS.map((kind) => [kind, 0])) as unknown as CostsByKind;

function itemOf(item: DoneItem, segments: readonly SegmentOfJob[]): PlanItem {
  const undo = item.undo === null ? undefined : (JSON.parse(item.undo) as UndoWork);
  const reason = whyNot(item);
  const isUndone = reason === undefined && undo !== undefined;
  return {
    ...{
      recordLocator: item.record_locator,
      version: item.version,
      passengers: item.passengers,
      infants: item.infants,
    },
    ...{ tier: item.tier, protected: [], action: isUndone ? 'restore' : 'keep' },
    journeys: isUndone ? journeysOf(undo, segments) : [],
    stays: [],
    ...{ costMinor: 0, costs: {} },
    reason: reason ?? 'The rebooking is taken back: seats that are still free are asked for again.',
    alternatives: [],
    ...(isUndone ? { undo } : {}),
  };
}

function whyNot({ action, work, version, version_after: after }: DoneItem): string | undefined {
  if ((JSON.parse(work) as ItemWork).isOffer) return 'Its refund was only offered, and nothing was given up for it.';
  if (action === 'refund') return 'Its money has gone back: a refund cannot be undone.';
  if (version !== after) return 'It has changed since it was rebooked, and stays as it is.';
  return undefined;
}

function journeysOf(undo: UndoWork, segments: readonly SegmentOfJob[]): PlannedJourney[] {
  const took = new Set(undo.took);
  const gave = new Set(undo.gave.map(({ segment }) => segment));
  const touched = segments.filter(({ segment }) => took.has(segment) || gave.has(segment));
  const journeys = groupBy(touched, ({ journey }) => journey);
  return [...journeys.entries()].map(([journey, legs]) => {
    const leg = ({ journey: _, booking_id: __, flight_version: ___, ...rest }: SegmentOfJob) => rest;
    const [first, last] = [legs[0] as SegmentOfJob, legs.at(-1) as SegmentOfJob];
    return {
      ...{ journey, origin: first.origin, destination: last.destination },
      from: legs.filter(({ segment }) => took.has(segment)).map(leg),
      to: legs.filter(({ segment }) => gave.has(segment)).map(leg),
      ...{ arrivedAt: last.arrivesAt, delayMinutes: null },
    };
  });
}
