import { type BookingRecord, isLive, segmentId, stayId } from '../booking/booking-record.js';
import { lockBookingById } from '../booking/booking-repository.js';
import { requireSettled } from '../booking/booking-state.js';
import type { Change } from '../booking/change.js';
import { cancelStay, changeStay } from '../booking/change-stay.js';
import { finishChange } from '../booking/finish-change.js';
import { giveUpJourneys } from '../booking/give-up-journeys.js';
import { reaccommodate } from '../booking/reaccommodate.js';
import { storeQuote, sumRefund } from '../booking/refund-quote.js';
import { restoreSegments } from '../booking/restore-segments.js';
import { isStillPaid, requireStillPaid } from '../booking/still-paid.js';
import type { DisruptionItemRow } from '../database/disruption-schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import { parseFlightRef } from '../kernel/flight-ref.js';
import type { Instant } from '../kernel/instant.js';
import type { Digest } from '../notification/notification-repository.js';
import { reserveRefund } from '../payment/reserve-refund.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import type { ItemWork, StayWork, UndoWork } from './item-work.js';
import { isPending, settleItem } from './job-repository.js';

/** What an item says, without what became of it. */
export type PlannedItem = Pick<DisruptionItemRow, 'job_id' | 'booking_id' | 'action' | 'work' | 'version_before'>;

/** What is done only as long as it can be. */
export interface Manner {
  /** False leaves hotel nights as they are. */
  readonly withStays: boolean;
  /** False takes other seats where those that come back are still taken by somebody who will leave them. */
  readonly isWaiting: boolean;
  /** Where the customer hears of other bookings of theirs as well. */
  readonly digest?: Digest | undefined;
}

export interface CarriedOut {
  /** `already`: somebody had carried it out. */
  readonly status: 'done' | 'already';
  /** Reserved, to be asked of the gateways once this has committed. */
  readonly refundId: string | null;
  readonly reason: string | null;
}

/** A stay that does not follow its flights: the flights are moved without it, and a person looks at the stay. */
export class StayTrouble extends Error {
  constructor(readonly reason: string) {
    super(reason);
  }
}

/**
 * Carries out what a plan says of one booking, and settles its item, in one transaction. The booking's lock comes
 * first, then the item's: of two who carry out the same job one finds nothing to do.
 * @param findItem locks the item of the booking; undefined where it is settled
 * @throws VERSION_CONFLICT when the booking has changed since the plan, SOLD_OUT, FLIGHT_NOT_SELLABLE,
 *   WRONG_STATE, StayTrouble, SeatStillTaken
 */
export async function carryOutItem(
  work: UnitOfWork,
  bookingId: string,
  findItem: () => Promise<PlannedItem | undefined>,
  manner: Manner,
): Promise<CarriedOut> {
  const before = await lockBookingById(work.tx, bookingId);
  const item = await findItem();
  if (!item) return { status: 'already', refundId: null, reason: null };
  requireUnchanged(before, item);
  requireSettled(before);
  const wanted = JSON.parse(item.work) as ItemWork;
  const willLeave = async (other: string) => manner.isWaiting && isPending(work.tx, item.job_id, other);
  const { withStays, digest } = manner;
  const outcome = await ACTIONS[item.action](work, before, wanted, { withStays, digest, willLeave });
  settleItem(work.tx, item, {
    status: 'done',
    code: null,
    reason: outcome.reason,
    version_after: outcome.after.booking.version,
    undo: outcome.undo ? JSON.stringify(outcome.undo) : null,
    refund_id: outcome.refundId,
    applied_at: work.now,
    applied_by: work.actor,
  });
  return { status: 'done', refundId: outcome.refundId, reason: outcome.reason };
}

interface Outcome {
  readonly after: BookingRecord;
  readonly undo: UndoWork | undefined;
  readonly refundId: string | null;
  readonly reason: string | null;
}

interface Terms extends Pick<Manner, 'withStays' | 'digest'> {
  readonly willLeave: (bookingId: string) => Promise<boolean>;
}

type Action = (work: UnitOfWork, before: BookingRecord, wanted: ItemWork, terms: Terms) => Promise<Outcome>;

const ACTIONS: Readonly<Record<DisruptionItemRow['action'], Action>> = {
  move: moveBooking,
  refund: refundBooking,
  restore: restoreBooking,
  keep: async (work, before) => {
    work.audit({ action: 'booking.kept', entity: 'booking', entityId: before.booking.record_locator });
    return { after: before, undo: undefined, refundId: null, reason: null };
  },
};

async function moveBooking(
  work: UnitOfWork,
  before: BookingRecord,
  { reroutings = [], stays = [] }: ItemWork,
  { withStays, digest }: Terms,
): Promise<Outcome> {
  const moved = await reaccommodate(
    work,
    before,
    reroutings.map(({ journey, gives, takes }) => ({
      journey,
      gives,
      takes: takes.map(({ flight, cabin }) => ({ ref: parseFlightRef(flight), cabin })),
    })),
  );
  const changes = [moved, ...(withStays ? await moveStays(work, moved.record, stays) : [])];
  const finish = { action: 'booking.rebooked', message: 'rebooked', digest } as const;
  const { after } = await finishChange(work, before, changes, finish);
  requirePaid(before, after, changes.length > 1);
  const flagged = !withStays && stays.length > 0 ? 'its hotel nights could not follow: a person has to look' : null;
  return { after, undo: undoOf(before, after, moved, work.now), refundId: null, reason: flagged };
}

/** A stay follows only where it costs the customer nothing. @throws StayTrouble */
async function moveStays(work: UnitOfWork, record: BookingRecord, stays: readonly StayWork[]): Promise<Change[]> {
  const changes: Change[] = [];
  for (const { stay, checkIn, checkOut } of stays) {
    const last = changes.at(-1)?.record ?? record;
    try {
      changes.push(
        checkIn === null || checkOut === null
          ? await cancelStay(work, last, stay)
          : await changeStay(work, last, stay, { checkIn, checkOut }),
      );
    } catch (error) {
      if (error instanceof OpsdeskError && error.kind !== 'unavailable') throw new StayTrouble(error.message);
      throw error;
    }
  }
  return changes;
}

async function refundBooking(
  work: UnitOfWork,
  before: BookingRecord,
  { fromJourney = 1, stays = [], isOffer }: ItemWork,
  { withStays, digest }: Terms,
): Promise<Outcome> {
  if (isOffer) return offerRefund(work, before, digest);
  const given = await giveUpJourneys(work, before, fromJourney);
  const changes = [given, ...(withStays ? await moveStays(work, given.record, stays) : [])];
  const { after } = await finishChange(work, before, changes, { mayEnd: true, digest });
  const sum = sumRefund(after, work.now);
  if (sum.owedNowMinor === 0) return { after, undo: undefined, refundId: null, reason: null };
  const quote = storeQuote(work, after, sum);
  await work.tx.sendLater();
  const { refund } = await reserveRefund(work, {
    bookingId: after.booking.id,
    quoteId: quote.id,
    kind: after.booking.status === 'cancelled' ? 'cancellation' : 'overpayment',
    amountMinor: sum.owedNowMinor,
    currency: after.booking.currency,
    reason: work.request.reason,
  });
  return { after, undo: undefined, refundId: refund.id, reason: null };
}

/** The customer is asked, and has what is left until then; it can be taken back by doing nothing. */
async function offerRefund(work: UnitOfWork, before: BookingRecord, digest: Digest | undefined): Promise<Outcome> {
  const why = ['The carrier cannot fly it: the price of what was not flown is offered back.'];
  const { after } = await finishChange(work, before, [{ record: before, released: [], taken: [], feeMinor: 0, why }], {
    mayBeEmpty: true,
    action: 'booking.refund_offered',
    message: 'refund-offered',
    digest,
  });
  return { after, undo: undefined, refundId: null, reason: null };
}

async function restoreBooking(
  work: UnitOfWork,
  before: BookingRecord,
  { undo }: ItemWork,
  { withStays, digest, willLeave }: Terms,
): Promise<Outcome> {
  if (!undo) throw new Error('a restoration without what is to be restored');
  const restored = await restoreSegments(work, before, undo, willLeave);
  const changes = [restored, ...(withStays ? await moveStays(work, restored.record, undo.stays) : [])];
  const { after } = await finishChange(work, before, changes, {
    action: 'booking.restored',
    mayBeEmpty: true,
    digest,
  });
  return { after, undo: undefined, refundId: null, reason: null };
}

/** What is kept may be over: a rollback lists it to say so. @throws VERSION_CONFLICT */
function requireUnchanged({ booking }: BookingRecord, { version_before: version, action }: PlannedItem): void {
  if (booking.version === version && (booking.status === 'confirmed' || action === 'keep')) return;
  throw new OpsdeskError('VERSION_CONFLICT', `${booking.record_locator} has changed since the plan was made`, {
    hint: 'Plan what is left again: opsdesk disruption plan --residual JOB --out FILE',
    details: { recordLocator: booking.record_locator, version: booking.version, planned: version },
  });
}

/**
 * Whoever has had their money back would travel for nothing; and nobody pays for the hotel nights of a storm unasked.
 * @throws WRONG_STATE, StayTrouble
 */
function requirePaid(before: BookingRecord, after: BookingRecord, hasStays: boolean): void {
  if (hasStays && !isStillPaid(before, after)) throw new StayTrouble('the nights that follow the flights cost more');
  requireStillPaid(before, after);
}

function undoOf(before: BookingRecord, after: BookingRecord, moved: Change, now: Instant): UndoWork {
  const had = new Map(before.segments.map((segment) => [segment.position, segment]));
  const gave = after.segments.filter((segment) => {
    const old = had.get(segment.position);
    return old !== undefined && isLive(old) && !isLive(segment);
  });
  return {
    took: after.segments.flatMap(({ position }) => (had.has(position) ? [] : [segmentId(position)])),
    gave: gave.map(({ position, flight }) => ({
      segment: segmentId(position),
      status: had.get(position)?.status ?? 'HK',
      ...(flight.departs_at <= now ? { wasMissed: true } : {}),
      seats: before.seats
        .filter((seat) => seat.segment_position === position)
        .map(({ passenger_position, ordinal }) => ({ passenger: passenger_position ?? 0, ordinal })),
    })),
    feeMinor: moved.feeMinor,
    stays: before.stays.flatMap((stay) => {
      const now = after.stays.find(({ position }) => position === stay.position);
      const isSame = now && now.check_in === stay.check_in && now.check_out === stay.check_out;
      const isThere = isLive(stay) && now !== undefined && isLive(now);
      if (isSame || !isThere) return [];
      return [{ stay: stayId(stay.position), checkIn: stay.check_in, checkOut: stay.check_out }];
    }),
  };
}
