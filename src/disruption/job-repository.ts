import { segmentId } from '../booking/booking-record.js';
import type { Session, SqlValue, Transaction } from '../database/dialect.js';
import type { DisruptionItemRow, DisruptionJobRow } from '../database/disruption-schema.js';
import type { FlightRow, SegmentRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';
import { refOfFlight } from '../inventory/flight.js';
import { OpsdeskError } from '../kernel/errors.js';
import { formatFlightRef } from '../kernel/flight-ref.js';
import { formatInstant, type Instant } from '../kernel/instant.js';
import type { PlannedLeg } from './plan.js';

const insertOnce = insertInto<DisruptionJobRow>(
  'disruption_job',
  [
    ...(['id', 'plan_id', 'plan_hash', 'kind', 'undoes_job', 'items', 'policy_hash'] as const),
    ...(['created_at', 'created_by', 'finished_at'] as const),
  ],
  'on conflict (plan_hash) do nothing',
);
const byPlan = statement<{ plan_hash: string }, DisruptionJobRow>(
  'find_disruption_job_of_plan',
  'select * from disruption_job where plan_hash = :plan_hash',
);
const byId = statement<{ id: string }, DisruptionJobRow>(
  'find_disruption_job',
  'select * from disruption_job where id = :id',
);
const pending = statement<{ job_id: string }, PendingItem>(
  'pending_disruption_items',
  `select booking_id, position, record_locator, customer_id, told_bookings
    from (select i.booking_id, i.position, i.status, b.record_locator, b.customer_id,
        sum(case when i.action <> 'keep' then 1 else 0 end) over (partition by b.customer_id) as told_bookings
      from disruption_item i join booking b on b.id = i.booking_id where i.job_id = :job_id) item
    where status = 'pending' order by position`,
);
// Whether an item is pending is no part of how it is looked up: a planner that has not heard yet how many there are
// takes the index of what is pending then, and reads all of it for one row (a storm at 89 bookings a second, not 162).
const lockItem = statement<{ job_id: string; booking_id: string }, DisruptionItemRow>(
  'lock_disruption_item',
  (sql) => `select * from disruption_item where job_id = :job_id and booking_id = :booking_id ${sql.forUpdate()}`,
);
const statusOfItem = statement<{ job_id: string; booking_id: string }, Pick<DisruptionItemRow, 'status'>>(
  'status_of_disruption_item',
  'select status from disruption_item where job_id = :job_id and booking_id = :booking_id',
);
const settle = statement<Settled & { job_id: string; booking_id: string }>(
  'settle_disruption_item',
  `update disruption_item set status = :status, code = :code, reason = :reason, version_after = :version_after,
     undo = :undo, refund_id = :refund_id, applied_at = :applied_at, applied_by = :applied_by
    where job_id = :job_id and booking_id = :booking_id`,
);
const finish = statement<{ id: string; finished_at: Instant }>(
  'finish_disruption_job',
  `update disruption_job set finished_at = :finished_at where id = :id and finished_at is null
    and not exists (select 1 from disruption_item i where i.job_id = disruption_job.id and i.status = 'pending')`,
);
const counts = statement<{ job_id: string }, Pick<DisruptionItemRow, 'action' | 'status'> & { bookings: number }>(
  'count_disruption_items',
  `select action, status, count(*) as bookings from disruption_item where job_id = :job_id
    group by action, status order by action, status`,
);
const reasons = statement<{ job_id: string }, { code: string; status: string; bookings: number }>(
  'count_disruption_reasons',
  `select code, status, count(*) as bookings from disruption_item
    where job_id = :job_id and status in ('skipped','failed') group by code, status order by 3 desc, code`,
);
const openRefunds = statement<{ job_id: string }, { refund_id: string }>(
  'open_refunds_of_disruption_job',
  `select i.refund_id from disruption_item i join refund r on r.id = i.refund_id
    where i.job_id = :job_id and r.status = 'pending' order by i.position`,
);
const doneItems = statement<{ job_id: string }, DoneItem>(
  'done_disruption_items',
  `select i.*, b.record_locator, b.version, c.tier,
      (select count(*) from passenger p where p.booking_id = b.id and p.type <> 'INF') as passengers,
      (select count(*) from passenger p where p.booking_id = b.id and p.type = 'INF') as infants
    from disruption_item i join booking b on b.id = i.booking_id join customer c on c.id = b.customer_id
    where i.job_id = :job_id and i.status = 'done' order by i.applied_at desc, i.position desc`,
);
const segmentsOfJob = statement<
  { job_id: string },
  Pick<SegmentRow, 'booking_id' | 'position' | 'journey' | 'cabin'> & FlightOfSegment
>(
  'segments_of_disruption_job',
  `select g.booking_id, g.position, g.journey, g.cabin, f.carrier, f.number, f.departure_date, f.origin, f.destination,
      f.departs_at, f.departs_offset, f.arrives_at, f.arrives_offset, f.version
    from disruption_item i join segment g on g.booking_id = i.booking_id join flight f on f.id = g.flight_id
    where i.job_id = :job_id and i.status = 'done' and i.action = 'move' order by g.booking_id, g.position`,
);
const list = statement<{ count: number }, DisruptionJobRow>(
  'list_disruption_jobs',
  'select * from disruption_job order by created_at desc, id desc limit :count',
);
const idsOf = statement<{ locators: string }, { id: string; record_locator: string }>(
  'booking_ids_of_locators',
  (sql) =>
    `select id, record_locator from booking where ${sql.isAnyOf('record_locator', sql.listed(':locators', 'text'))}`,
);

export type PendingItem = Pick<DisruptionItemRow, 'booking_id' | 'position'> & {
  readonly record_locator: string;
  readonly customer_id: string;
  /** How many bookings of its customer the job changes, pending or not. */
  readonly told_bookings: number;
};
export type DoneItem = DisruptionItemRow & {
  readonly record_locator: string;
  /** The booking's, as it is now. */
  readonly version: number;
  readonly tier: string;
  /** With a seat. */
  readonly passengers: number;
  readonly infants: number;
};

type FlightOfSegment = Omit<FlightRow, 'id' | 'equipment' | 'status'>;

/** A line of a booking that the job moved, whether it took it or gave it up. */
export interface SegmentOfJob extends PlannedLeg {
  readonly booking_id: string;
  readonly segment: string;
  readonly journey: number;
  readonly flight_version: number;
}

type Settled = Pick<
  DisruptionItemRow,
  'status' | 'code' | 'reason' | 'version_after' | 'undo' | 'refund_id' | 'applied_at' | 'applied_by'
>;

/** @returns the job of the plan, and whether this call has begun it */
export async function beginJob(
  tx: Transaction,
  job: DisruptionJobRow,
): Promise<{ readonly job: DisruptionJobRow; readonly isNew: boolean }> {
  const isNew = (await tx.run(insertOnce, job)) === 1;
  const found = isNew ? job : await tx.first(byPlan, { plan_hash: job.plan_hash });
  return { job: found ?? job, isNew };
}

const ITEM_COLUMNS = [
  'job_id',
  'booking_id',
  'position',
  'action',
  'work',
  'version_before',
  'status',
] as const satisfies readonly (keyof DisruptionItemRow)[];

export type NewItem = Pick<DisruptionItemRow, (typeof ITEM_COLUMNS)[number]>;

export async function insertItems(tx: Transaction, items: readonly NewItem[]): Promise<void> {
  const rows = items.map((item): SqlValue[] => ITEM_COLUMNS.map((column) => item[column]));
  await tx.load('disruption_item', ITEM_COLUMNS, rows);
}

/** Of those bookings that are there, by record locator. */
export async function findBookingIds(session: Session, locators: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let at = 0; at < locators.length; at += 1_000) {
    const rows = await session.all(idsOf, { locators: locators.slice(at, at + 1_000).join() });
    for (const { id, record_locator } of rows) found.set(record_locator, id);
  }
  return found;
}

/** Undefined where nobody has begun to apply the plan. */
export async function findJobOfPlan(session: Session, planHash: string): Promise<DisruptionJobRow | undefined> {
  return session.first(byPlan, { plan_hash: planHash });
}

/** @throws JOB_NOT_FOUND */
export async function getJob(session: Session, id: string): Promise<DisruptionJobRow> {
  const row = await session.first(byId, { id });
  if (row) return row;
  throw new OpsdeskError('JOB_NOT_FOUND', `there is no job ${id}`, {
    hint: 'See the jobs that there are: opsdesk disruption status',
    details: { jobId: id },
  });
}

export async function listJobs(session: Session, count: number): Promise<DisruptionJobRow[]> {
  return session.all(list, { count });
}

export async function listPending(session: Session, jobId: string): Promise<PendingItem[]> {
  return session.all(pending, { job_id: jobId });
}

/** @returns undefined when somebody has carried it out. By the global lock order its booking is locked before. */
export async function lockPendingItem(tx: Transaction, jobId: string, bookingId: string) {
  const item = await tx.first(lockItem, { job_id: jobId, booking_id: bookingId });
  return item?.status === 'pending' ? item : undefined;
}

/** Whether the job is still to do something about a booking; locks nothing. */
export async function isPending(session: Session, jobId: string, bookingId: string): Promise<boolean> {
  return (await session.first(statusOfItem, { job_id: jobId, booking_id: bookingId }))?.status === 'pending';
}

/** Of an item that `lockPendingItem` has locked. */
export function settleItem(tx: Transaction, item: Pick<DisruptionItemRow, 'job_id' | 'booking_id'>, settled: Settled) {
  tx.later(settle, { job_id: item.job_id, booking_id: item.booking_id, ...settled });
}

/** Ends the job if nothing of it is left to be done. @returns whether this call has ended it */
export async function finishJob(tx: Transaction, id: string, now: Instant): Promise<boolean> {
  return (await tx.run(finish, { id, finished_at: now })) === 1;
}

export async function countItems(session: Session, jobId: string) {
  return session.all(counts, { job_id: jobId });
}

export async function countReasons(session: Session, jobId: string) {
  return session.all(reasons, { job_id: jobId });
}

/** Refunds that the job reserved and nobody has asked a gateway for yet. */
export async function listOpenRefunds(session: Session, jobId: string): Promise<string[]> {
  return (await session.all(openRefunds, { job_id: jobId })).map(({ refund_id }) => refund_id);
}

/** What was done last comes first: it may have the seats of what was done before. */
export async function listDoneItems(session: Session, jobId: string): Promise<DoneItem[]> {
  return session.all(doneItems, { job_id: jobId });
}

export async function listSegmentsOfJob(session: Session, jobId: string): Promise<SegmentOfJob[]> {
  const rows = await session.all(segmentsOfJob, { job_id: jobId });
  return rows.map((row) => ({
    booking_id: row.booking_id,
    segment: segmentId(row.position),
    journey: row.journey,
    flight: formatFlightRef(refOfFlight(row)),
    flight_version: row.version,
    origin: row.origin,
    destination: row.destination,
    cabin: row.cabin,
    departsAt: formatInstant(row.departs_at, row.departs_offset),
    arrivesAt: formatInstant(row.arrives_at, row.arrives_offset),
  }));
}
