import { formatMoney, minorDigits } from '../catalog/currencies.js';
import { findNewestRate } from '../catalog/exchange-rate-repository.js';
import type { BookingStatus } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import { localDateOf } from '../kernel/instant.js';
import { addDays } from '../kernel/local-date.js';
import { money, parseDecimal } from '../kernel/money.js';
import { type Exchange, exchangeOf } from '../payment/charged.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { amountOf, type BookingRecord } from './booking-record.js';
import { requireDue, requireWithinBalance } from './require-due.js';

/** For so many days a rate may be paid at. */
const OLDEST_RATE_DAYS = 7;

/** What somebody wants to be charged. */
export interface ChargeWish {
  /** A decimal in the currency that is charged; the whole balance unless given. */
  readonly amount?: string | undefined;
  /** The booking's unless given. */
  readonly currency?: string | undefined;
}

export interface Charge {
  /** Of the booking. */
  readonly status: BookingStatus;
  /** Minor units of the booking's currency. */
  readonly amountMinor: number;
  /** Where another currency is charged. */
  readonly exchange?: Exchange;
}

/**
 * What a payment of a locked booking takes, and what it charges for that.
 * @throws what `requireDue` throws, NO_EXCHANGE_RATE, INVALID_INPUT
 */
export async function decideCharge(work: UnitOfWork, record: BookingRecord, wish: ChargeWish): Promise<Charge> {
  const { currency } = record.booking;
  const other = wish.currency ?? currency;
  if (other === currency) return requireDue(work, record, amountOf(record, wish.amount));
  const digits = minorDigits(other);
  const { status, amountMinor: dueMinor } = await requireDue(work, record, undefined);
  const wishedMinor = wish.amount === undefined ? undefined : parseDecimal(wish.amount, digits);
  const rate = await rateOfToday(work, other, currency);
  const { amountMinor, chargedMinor } = exchangeOf(dueMinor, { currency, other, rate }, wishedMinor);
  requireWithinBalance(record, amountMinor);
  if (amountMinor > 0 && chargedMinor > 0) {
    return { status, amountMinor, exchange: { charged: money(chargedMinor, other), rate } };
  }
  const due = formatMoney(money(dueMinor, currency));
  throw new OpsdeskError('INVALID_INPUT', `that is less than the smallest coin, of ${currency} or of ${other}`, {
    hint: `${due} is due: give another --amount, or take it in ${currency}.`,
  });
}

async function rateOfToday(work: UnitOfWork, other: string, currency: string) {
  const latest = localDateOf(work.now, 0);
  const earliest = addDays(latest, -OLDEST_RATE_DAYS);
  const rate = await findNewestRate(work.tx, [other, currency], { earliest, latest });
  if (rate) return rate;
  throw new OpsdeskError(
    'NO_EXCHANGE_RATE',
    `there is no rate between ${other} and ${currency} from ${earliest} to ${latest}`,
    {
      hint: `Import the rates of these days: opsdesk fx import FILE. Or take the payment in ${currency}.`,
      details: { base: other, quote: currency, earliest, latest },
    },
  );
}
