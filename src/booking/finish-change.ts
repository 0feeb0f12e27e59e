import { OpsdeskError } from '../kernel/errors.js';
import type { Digest } from '../notification/notification-repository.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { holdSpaceUntil, sellSpace } from './booked-space.js';
import {
  type AssignedSeat,
  type BookingRecord,
  balanceMinor,
  discountOf,
  isLive,
  paidTowardsMinor,
  totalMinor,
} from './booking-record.js';
import { updateBooking } from './booking-repository.js';
import type { Change } from './change.js';
import { keptWithinUse } from './deadlines.js';
import { firstUseAt } from './first-use.js';
import { queueCancellation, queueItinerary } from './messages.js';
import { requirePartyRules } from './party-rules.js';
import { type PricedChange, priceChange } from './priced-change.js';
import { auditBooking, publishBooking } from './trail.js';

export interface Finish {
  /** What is left with nothing is cancelled, as when new times of its only flight are refused. */
  readonly mayEnd?: boolean;
  /** What is left with nothing stays as it is: its flights do not operate, and somebody is to look at it. */
  readonly mayBeEmpty?: boolean;
  /** For the audit trail and the outbox. */
  readonly action?: 'booking.modified' | 'booking.rebooked' | 'booking.restored' | 'booking.refund_offered';
  /** What the customer of a confirmed booking is told by. */
  readonly message?: 'change' | 'rebooked' | 'refund-offered';
  /** Where the customer hears of other bookings as well. */
  readonly digest?: Digest | undefined;
}

/**
 * Prices and saves what the changes have made of a booking.
 * @throws USAGE when nothing was to change, PASSENGER_RULE, REFUSED_BY_RULE
 */
export async function finishChange(
  work: UnitOfWork,
  before: BookingRecord,
  changes: readonly Change[],
  { mayEnd = false, mayBeEmpty = false, action = 'booking.modified', message = 'change', digest }: Finish = {},
): Promise<{ after: BookingRecord; change: PricedChange }> {
  const last = changes.at(-1);
  if (!last) {
    throw new OpsdeskError('USAGE', 'nothing to change was named', {
      hint: 'Name what is to be different, such as --flight, --date, --seat, --name or --email.',
    });
  }
  const isOver = mayEnd && !hasSomething(last.record);
  // Where the carrier has taken everything, an agent must still be able to write to the booking.
  if (!isOver && !mayBeEmpty && hasSomething(before)) requireSomethingLeft(last.record);
  requirePartyRules(last.record);
  const changed = priced(work, last.record, changes);
  const after = isOver ? ended(changed) : changed;
  const isNowSold = after.booking.status === 'confirmed' && before.booking.status === 'held';
  // What was added is among the writes that nothing has read back yet.
  if (after.booking.status === 'held' || isNowSold) await work.tx.sendLater();
  if (after.booking.status === 'held') await holdSpaceUntil(work, after, after.booking.hold_expires_at);
  else if (isNowSold) await sellSpace(work, after);
  updateBooking(work.tx, after.booking);
  work.concerns(after.subject);
  auditBooking(work, action, before, after);
  publishBooking(work, action, after);
  if (isOver) {
    queueCancellation(work, after, Math.max(0, paidTowardsMinor(after.money) - after.booking.total_minor), digest);
  }
  if (after.booking.status === 'confirmed') {
    const isTheirs = action === 'booking.modified';
    queueItinerary(work, isNowSold ? 'confirmation' : message, after, {
      ...(isTheirs ? {} : { before }),
      digest,
    });
  }
  return { after, change: priceChange(before, after, changes) };
}

/** A held booking that its change leaves paid in full is confirmed with it: no payment could do that any more. */
function priced(work: UnitOfWork, record: BookingRecord, changes: readonly Change[]): BookingRecord {
  const { booking, money: sums } = record;
  const prices = {
    fees_minor: booking.fees_minor + changes.reduce((sum, change) => sum + change.feeMinor, 0),
    discount_minor: discountOf(record),
  };
  const changed = {
    ...booking,
    ...prices,
    version: booking.version + 1,
    total_minor: totalMinor(record, prices),
    updated_at: work.now,
  };
  const isPaid = sums.paidMinor > 0 && balanceMinor({ booking: changed, money: sums }) <= 0;
  if (booking.status === 'confirmed' || isPaid) {
    const seats = record.seats.map((seat): AssignedSeat => ({ ...seat, status: 'sold' }));
    return { ...record, booking: { ...changed, status: 'confirmed', hold_expires_at: null }, seats };
  }
  return { ...record, booking: { ...changed, ...keptWithinUse(changed, firstUseAt(record)) } };
}

function ended(record: BookingRecord): BookingRecord {
  return { ...record, booking: { ...record.booking, status: 'cancelled', hold_expires_at: null }, seats: [] };
}

function hasSomething({ segments, stays }: BookingRecord): boolean {
  return segments.some(isLive) || stays.some(isLive);
}

function requireSomethingLeft(record: BookingRecord): void {
  const { booking } = record;
  if (hasSomething(record)) return;
  throw new OpsdeskError('REFUSED_BY_RULE', 'nothing would be left of the booking', {
    hint: `To give everything up: opsdesk booking cancel ${booking.record_locator}`,
  });
}
