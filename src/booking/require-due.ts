import { formatMoney } from '../catalog/currencies.js';
import type { BookingStatus } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import { money } from '../kernel/money.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type BookingRecord, balanceMinor } from './booking-record.js';
import { requireLive } from './booking-state.js';
import { requireStandingPrice } from './reprice.js';

/**
 * What a payment of a locked booking is to take: the amount that was asked for, or all that is due. What other
 * payments have reserved counts as paid.
 * @param amountMinor in the booking's currency
 * @throws NOTHING_DUE, PAYMENT_EXCEEDS_BALANCE, HOLD_EXPIRED, PRICE_CHANGED, WRONG_STATE, INVALID_INPUT
 */
export async function requireDue(
  work: UnitOfWork,
  record: BookingRecord,
  amountMinor: number | undefined,
): Promise<{ readonly status: BookingStatus; readonly amountMinor: number }> {
  const status = requireLive(record, work.now);
  await requireStandingPrice(work, record);
  const dueMinor = requireDebt(record);
  const takenMinor = amountMinor ?? dueMinor;
  if (takenMinor <= 0)
    throw new OpsdeskError('INVALID_INPUT', 'a payment takes more than nothing', {
      hint: 'Give --amount above 0, or leave it out.',
    });
  requireWithinBalance(record, takenMinor);
  return { status, amountMinor: takenMinor };
}

/** @returns what is due, above zero, in minor units @throws NOTHING_DUE */
export function requireDebt(record: BookingRecord): number {
  const dueMinor = balanceMinor(record);
  if (dueMinor > 0) return dueMinor;
  const isUnderWay = record.money.reservedMinor > 0;
  throw new OpsdeskError(
    'NOTHING_DUE',
    isUnderWay ? 'another payment of this booking is under way for all that is due' : 'nothing is due on this booking',
    {
      hint: isUnderWay
        ? 'If it does not end, settle it: opsdesk payment reconcile'
        : `See: opsdesk booking show ${record.booking.record_locator}`,
      details: detailsOf(record),
    },
  );
}

/** @param amountMinor in the booking's currency @throws PAYMENT_EXCEEDS_BALANCE */
export function requireWithinBalance(record: BookingRecord, amountMinor: number): void {
  const dueMinor = balanceMinor(record);
  if (amountMinor <= dueMinor) return;
  throw new OpsdeskError('PAYMENT_EXCEEDS_BALANCE', 'that is more than the customer owes', {
    hint: `${formatMoney(money(dueMinor, record.booking.currency))} is due.`,
    details: detailsOf(record),
  });
}

function detailsOf(record: BookingRecord) {
  const { record_locator: recordLocator, currency } = record.booking;
  return { recordLocator, dueMinor: balanceMinor(record), currency };
}
