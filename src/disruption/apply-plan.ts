import type { BookingDeps } from '../booking/booking-deps.js';
import { lockBookingById } from '../booking/booking-repository.js';
import { payOut, requirePayable } from '../booking/pay-out.js';
import { SeatStillTaken } from '../booking/restore-segments.js';
import type { DisruptionItemRow, DisruptionJobRow } from '../database/disruption-schema.js';
import { isOpsdeskError, OpsdeskError } from '../kernel/errors.js';
import type { IdSource } from '../kernel/ids.js';
import { releaseDigests } from '../notification/digest-repository.js';
import type { WriteOptions, WriteRequest } from '../runtime/request.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type BatchEnd, isOfTheJob } from '../runtime/work-through.js';
import { type CarriedOut, carryOutItem, type Manner, type PlannedItem, StayTrouble } from './carry-out-item.js';
import { workOf } from './item-work.js';
import {
  beginJob,
  findBookingIds,
  findJobOfPlan,
  finishJob,
  getJob,
  insertItems,
  listOpenRefunds,
  listPending,
  lockPendingItem,
  type NewItem,
  type PendingItem,
  settleItem,
} from './job-repository.js';
import type { Plan } from './plan.js';
import { type JobView, showJob, viewJobOf } from './show-job.js';
import { ToldTogether } from './told-together.js';
import { type AppliedItem, type ApplyChoice, LATER, workOnItems } from './work-on-items.js';

export interface ApplyResult extends JobView {
  /** Of this run. */
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  readonly end: BatchEnd;
}

export type ApplyDeps = BookingDeps & { readonly actor: string; readonly ids: IdSource };

/**
 * Begins the job of a plan, or joins it where it has begun: the same plan is the same job, whoever applies it, and
 * each item is carried out once. A dry run carries out what is left of it, each item by itself, and rolls it back.
 * @throws PLAN_STALE, and what `resumeJob` throws
 */
export async function applyPlan(
  deps: ApplyDeps,
  plan: Plan,
  choice: ApplyChoice,
  options: WriteOptions,
): Promise<ApplyResult> {
  const request: WriteRequest = { ...options, command: 'disruption apply', input: { hash: plan.hash } };
  const job = newJob(deps, plan);
  const locators = plan.items.map(({ recordLocator }) => recordLocator);
  const items = itemsOf(plan, job.id, await findBookingIds(deps.session, locators));
  if (options.isDryRun) return tryOut(deps, plan, job, items, choice, request);
  const begun = await deps.runner.write(request, async (work) => {
    const { job: found, isNew } = await beginJob(work.tx, job);
    if (isNew) await insertItems(work.tx, items);
    work.audit({
      action: isNew ? 'disruption.begun' : 'disruption.joined',
      entity: 'job',
      entityId: found.id,
      after: { planId: plan.planId, planHash: plan.hash, kind: plan.kind, items: plan.items.length },
    });
    return { jobId: found.id, isNew };
  });
  return runJob(deps, begun.jobId, !begun.isNew && plan.kind === 'rebook', request, choice);
}

function newJob(deps: ApplyDeps, plan: Plan): DisruptionJobRow {
  return {
    id: deps.ids.next('job'),
    plan_id: plan.planId,
    plan_hash: plan.hash,
    kind: plan.kind,
    undoes_job: plan.kind === 'rollback' ? plan.ofJob : null,
    items: plan.items.length,
    policy_hash: plan.policyHash,
    created_at: deps.clock.now(),
    created_by: deps.actor,
    finished_at: null,
  };
}

async function tryOut(
  deps: ApplyDeps,
  plan: Plan,
  job: DisruptionJobRow,
  items: readonly NewItem[],
  choice: ApplyChoice,
  request: WriteRequest,
): Promise<ApplyResult> {
  const begun = await findJobOfPlan(deps.session, plan.hash);
  const left = begun && new Set((await listPending(deps.session, begun.id)).map(({ booking_id }) => booking_id));
  const open = left ? items.filter(({ booking_id }) => left.has(booking_id)) : items;
  const chosen = choice.canary === undefined ? open : open.slice(0, choice.canary);
  const actions = { move: 0, refund: 0, keep: 0, restore: 0 };
  const find = (item: NewItem) => () => Promise.resolve(item);
  const { end, counts } = await workOnItems(chosen, false, choice, async (item) => {
    const recordLocator = plan.items[item.position]?.recordLocator ?? '';
    try {
      await carryOut(deps, item.booking_id, () => find(item), request, { isWaiting: false });
      actions[item.action] += 1;
      return { recordLocator, status: 'done', code: null, message: null };
    } catch (error) {
      if (!isOpsdeskError(error) || endsTheJob(error)) throw error;
      return { recordLocator, status: undoneStatus(error), code: error.code, message: error.message };
    }
  });
  const pending = open.length - counts.done - counts.skipped - counts.failed;
  return { ...viewJobOf(begun ?? job, { ...counts, pending }, actions, []), ...counts, end };
}

/** @throws PLAN_STALE when it speaks of bookings that are not here */
function itemsOf(plan: Plan, jobId: string, ids: ReadonlyMap<string, string>): NewItem[] {
  const missing = plan.items.filter(({ recordLocator }) => !ids.has(recordLocator));
  if (missing.length > 0) {
    throw new OpsdeskError('PLAN_STALE', `${missing.length} of the plan's bookings are not in this database`, {
      hint: 'It was made for another one: make a plan here with opsdesk disruption plan.',
      details: { recordLocators: missing.slice(0, 10).map(({ recordLocator }) => recordLocator) },
    });
  }
  return plan.items.map((item, position) => ({
    job_id: jobId,
    booking_id: ids.get(item.recordLocator) as string,
    position,
    action: item.action,
    work: JSON.stringify(workOf(item, plan.policy)),
    version_before: item.version,
    status: 'pending',
  }));
}

/**
 * Goes on with a job where it stands: whatever ended it, what is pending was not done, and is done now.
 * @throws JOB_NOT_FOUND, DATABASE_UNAVAILABLE; GATEWAY_NOT_CONFIGURED for what it would have to give back
 */
export async function resumeJob(
  deps: ApplyDeps,
  jobId: string,
  choice: ApplyChoice,
  options: WriteOptions,
): Promise<ApplyResult> {
  const { kind } = await getJob(deps.session, jobId);
  return runJob(deps, jobId, kind === 'rebook', { ...options, command: 'disruption resume', input: { jobId } }, choice);
}

/**
 * @param isFromTheEnd for whoever goes on with a job: they meet whoever began it in the middle, and not at every item.
 *   Not for a rollback, in which whatever was done last has to go first
 */
async function runJob(
  deps: ApplyDeps,
  jobId: string,
  isFromTheEnd: boolean,
  { idempotencyKey: _, ...request }: WriteRequest,
  choice: ApplyChoice,
): Promise<ApplyResult> {
  choice.onJob?.(jobId);
  // Somebody may have been killed between reserving a refund and asking for it.
  for (const refundId of await listOpenRefunds(deps.session, jobId)) await payOut(deps, request, refundId);
  const pending = await listPending(deps.session, jobId);
  const chosen = choice.canary === undefined ? pending : pending.slice(0, choice.canary);
  const together = new ToldTogether(jobId, deps.clock, chosen);
  const release = (customerId?: string) => deps.runner.step(request, ({ tx }) => releaseDigests(tx, jobId, customerId));
  const work = workOnItems(chosen, isFromTheEnd, choice, async (item, isWaiting) => {
    const applied = await applyItem(deps, jobId, item, request, { isWaiting, digest: together.digestOf(item) });
    if (applied !== LATER && together.isLast(item)) await release(item.customer_id);
    return applied;
  });
  // However it ends, nobody waits for what this run does not come to: where the database is away, no longer than the window.
  const { end, counts } = await work.catch(async (error: unknown) => {
    await release().catch(() => undefined);
    throw error;
  });
  await release();
  await endJob(deps, jobId, request);
  return { ...(await showJob(deps.session, jobId)), ...counts, end };
}

async function applyItem(
  deps: ApplyDeps,
  jobId: string,
  item: PendingItem,
  request: WriteRequest,
  manner: Omit<Manner, 'withStays'>,
): Promise<AppliedItem | typeof LATER> {
  const { record_locator: recordLocator, booking_id: bookingId } = item;
  const find = (work: UnitOfWork) => () => lockPendingItem(work.tx, jobId, bookingId);
  try {
    const { status, refundId } = await carryOut(deps, bookingId, find, request, manner);
    if (refundId !== null) await payOut(deps, request, refundId, manner.digest);
    return { recordLocator, status, code: null, message: null };
  } catch (error) {
    if (error instanceof SeatStillTaken) return LATER;
    if (!isOpsdeskError(error) || endsTheJob(error)) throw error;
    const status = undoneStatus(error);
    const settled = await settleUndone(deps, jobId, item, request, status, error);
    return settled
      ? { recordLocator, status, code: error.code, message: error.message }
      : { recordLocator, status: 'already', code: null, message: null };
  }
}

/** What the back end or a gateway would not do has failed; what the world no longer allows is skipped. */
function undoneStatus({ kind }: OpsdeskError): 'skipped' | 'failed' {
  return kind === 'unavailable' || kind === 'pending' ? 'failed' : 'skipped';
}

async function carryOut(
  deps: ApplyDeps,
  bookingId: string,
  find: (work: UnitOfWork) => () => Promise<PlannedItem | undefined>,
  request: WriteRequest,
  manner: Omit<Manner, 'withStays'>,
): Promise<CarriedOut> {
  const attempt = (withStays: boolean) =>
    deps.runner.write(request, async (work) => {
      const carried = await carryOutItem(work, bookingId, find(work), { ...manner, withStays });
      if (carried.refundId !== null) await requirePayable(deps, work, carried.refundId);
      return carried;
    });
  try {
    return await attempt(true);
  } catch (error) {
    if (!(error instanceof StayTrouble)) throw error;
    return attempt(false);
  }
}

/** What could not be carried out is settled as well, so that the job comes to an end and `--residual` finds it. */
async function settleUndone(
  deps: ApplyDeps,
  jobId: string,
  { booking_id, record_locator }: PendingItem,
  request: WriteRequest,
  status: 'skipped' | 'failed',
  error: OpsdeskError,
): Promise<boolean> {
  return deps.runner.write(request, async (work) => {
    const { booking } = await lockBookingById(work.tx, booking_id);
    const item: DisruptionItemRow | undefined = await lockPendingItem(work.tx, jobId, booking_id);
    if (!item) return false;
    settleItem(work.tx, item, {
      ...{ status, code: error.code, reason: error.message, version_after: booking.version },
      ...{ undo: null, refund_id: null, applied_at: work.now, applied_by: work.actor },
    });
    work.audit({
      action: `disruption.${status}`,
      entity: 'booking',
      entityId: record_locator,
      after: { jobId, code: error.code, reason: error.message },
    });
    return true;
  });
}

/** Says once that nothing is left to be done, whoever did the last of it. */
async function endJob(deps: ApplyDeps, jobId: string, request: WriteRequest): Promise<void> {
  const { finished_at: finishedAt } = await getJob(deps.session, jobId);
  if (finishedAt !== null) return;
  await deps.runner.write(request, async (work) => {
    if (!(await finishJob(work.tx, jobId, work.now))) return;
    work.audit({ action: 'disruption.finished', entity: 'job', entityId: jobId });
  });
}

/** What the items behind it would meet as well; and a gateway that cannot be used here, or it would be skipped for good. */
function endsTheJob(error: OpsdeskError): boolean {
  return isOfTheJob(error) || error.code === 'GATEWAY_NOT_CONFIGURED' || error.code === 'PRODUCTION_DATABASE';
}
