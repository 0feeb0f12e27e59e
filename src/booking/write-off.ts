import { OpsdeskError } from '../kernel/errors.js';
import type { WriteOptions } from '../runtime/request.js';
import { requireVersion } from '../runtime/version.js';
import type { BookingDeps } from './booking-deps.js';
import { amountOf, type BookingRecord, statusAt } from './booking-record.js';
import { lockBooking, updateBooking } from './booking-repository.js';
import { requireDebt, requireWithinBalance } from './require-due.js';
import { auditBooking, publishBooking } from './trail.js';
import { type BookingView, viewBooking } from './view-booking.js';

export interface WriteOffInput {
  readonly recordLocator: string;
  /** A decimal in the booking's currency. */
  readonly amount: string;
  readonly ifVersion?: number | undefined;
}

/**
 * Gives up a part of what is owed on a booking, which nobody will collect. It is no money that came in, so that none
 * of it can go back; a later change that leaves less to pay takes it back by itself, and nothing else does.
 * @throws INPUT_REQUIRED without a reason, WRONG_STATE, NOTHING_DUE, PAYMENT_EXCEEDS_BALANCE, INVALID_INPUT
 */
export async function writeOff(
  { runner }: Pick<BookingDeps, 'runner'>,
  { recordLocator, amount, ifVersion }: WriteOffInput,
  options: WriteOptions,
): Promise<BookingView> {
  if (options.reason === undefined) {
    throw new OpsdeskError('INPUT_REQUIRED', 'money is written off for a reason', {
      hint: 'Add --reason TEXT.',
      details: { flag: '--reason' },
    });
  }
  const request = { ...options, command: 'payment write-off', input: { recordLocator, amount } };
  return runner.write(request, async (work) => {
    const before = await lockBooking(work.tx, recordLocator);
    const { booking, money } = before;
    requireVersion(`booking ${booking.record_locator}`, booking.version, ifVersion);
    requireSold(before, work.now);
    requireDebt(before);
    const amountMinor = amountOf(before, amount) ?? 0;
    if (amountMinor <= 0) {
      throw new OpsdeskError('INVALID_INPUT', 'what is written off is more than nothing', {
        hint: 'Give --amount above 0.',
      });
    }
    requireWithinBalance(before, amountMinor);
    const after: BookingRecord = {
      ...before,
      booking: { ...booking, version: booking.version + 1, updated_at: work.now },
      money: { ...money, writtenOffMinor: money.writtenOffMinor + amountMinor },
    };
    updateBooking(work.tx, after.booking);
    work.concerns(after.subject);
    auditBooking(work, 'booking.written_off', before, after, { amountMinor });
    publishBooking(work, 'booking.written_off', after);
    return viewBooking(after, work.now);
  });
}

/** @throws WRONG_STATE: a hold is sold for its whole price, or not at all */
function requireSold({ booking, money }: BookingRecord, now: number): void {
  const status = statusAt(booking, money, now);
  if (status === 'confirmed' || status === 'cancelled') return;
  const locator = booking.record_locator;
  throw new OpsdeskError(
    'WRONG_STATE',
    `booking ${locator} is ${status}: only of what was sold is anything written off`,
    {
      hint: `Take the money, opsdesk payment take ${locator}; or let it run out.`,
      details: { recordLocator: locator, status },
    },
  );
}
