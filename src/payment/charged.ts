import { convertMinor, divideHalfEven, type ExchangeRate, rateText } from '../catalog/exchange-rate.js';
import type { PaymentRow, RefundPartRow } from '../database/schema.js';
import type { LocalDate } from '../kernel/local-date.js';
import { type Money, money } from '../kernel/money.js';

/** What a payment in another currency than its booking's is charged, and by which rate. */
export interface Exchange {
  readonly charged: Money;
  readonly rate: ExchangeRate;
}

/** The columns of a payment that hold an exchange; of one without, nothing. */
export type ExchangeColumns = Pick<
  PaymentRow,
  'charged_currency' | 'charged_minor' | 'charged_moved_minor' | 'fx_base' | 'fx_units' | 'fx_scale' | 'fx_date'
>;

export function exchangeColumns(exchange?: Exchange): ExchangeColumns {
  return {
    charged_currency: exchange?.charged.currency ?? null,
    charged_minor: exchange?.charged.amountMinor ?? null,
    charged_moved_minor: 0,
    fx_base: exchange?.rate.base ?? null,
    fx_units: exchange?.rate.units ?? null,
    fx_scale: exchange?.rate.scale ?? null,
    fx_date: exchange?.rate.date ?? null,
  };
}

/** What a payment's gateway, or its voucher, is asked for. */
export function chargedOf(payment: Pick<PaymentRow, 'amount_minor' | 'currency' | keyof ExchangeColumns>): Money {
  const { charged_currency: currency, charged_minor: amountMinor } = payment;
  return money(amountMinor ?? payment.amount_minor, currency ?? payment.currency);
}

/**
 * What a part of a refund gives back, in the currency that was charged; it may be nothing.
 * @param currency the booking's
 */
export function chargedOfPart(
  part: Pick<RefundPartRow, 'amount_minor' | 'charged_minor' | 'charged_currency'>,
  currency: string,
): Money {
  return money(part.charged_minor ?? part.amount_minor, part.charged_currency ?? currency);
}

/** What is captured of a payment, and what of that is given away already; with the same in the currency charged. */
export interface Spent {
  /** Minor units of the booking's currency. */
  readonly capturedMinor: number;
  readonly takenMinor: number;
  /** Minor units of the currency that was charged. */
  readonly chargedMinor: number;
  readonly chargedTakenMinor: number;
}

/**
 * How much of what was charged goes along with a part of what was captured: at the rate of the payment itself, counted
 * over all that was given away so far, so that parts do not drift from it; and the last of them takes what is left.
 * @param amountMinor above zero, no more than is left of what was captured
 * @returns not below zero, never more than is left of what was charged
 */
export function chargedShare(
  { capturedMinor, takenMinor, chargedMinor, chargedTakenMinor }: Spent,
  amountMinor: number,
): number {
  const givenMinor = Number(
    divideHalfEven(BigInt(chargedMinor) * BigInt(takenMinor + amountMinor), BigInt(capturedMinor)),
  );
  return Math.max(0, Math.min(givenMinor, chargedMinor) - chargedTakenMinor);
}

/**
 * What a balance is in another currency, and what a sum of that takes off the balance. The sum that the whole balance
 * comes to takes all of it, whatever rounding would leave.
 * @param dueMinor minor units of `currency`, above zero
 * @param wishedMinor minor units of `other`; the whole balance unless given
 * @returns minor units of each; either may be nothing, and the first may be above `dueMinor`
 */
export function exchangeOf(
  dueMinor: number,
  { currency, other, rate }: { readonly currency: string; readonly other: string; readonly rate: ExchangeRate },
  wishedMinor: number | undefined,
): { readonly amountMinor: number; readonly chargedMinor: number } {
  const wholeMinor = convertMinor(dueMinor, currency, other, rate);
  const chargedMinor = wishedMinor ?? wholeMinor;
  const amountMinor = chargedMinor === wholeMinor ? dueMinor : convertMinor(chargedMinor, other, currency, rate);
  return { amountMinor, chargedMinor };
}

export interface ExchangeView {
  readonly base: string;
  readonly quote: string;
  /** How much of `quote` one of `base` was: a decimal, exact. */
  readonly rate: string;
  readonly date: LocalDate;
}

/** The rate of a payment in another currency than its booking's; null for any other. */
export function viewExchange(payment: PaymentRow): ExchangeView | null {
  const { fx_base: base, fx_units: units, fx_scale: scale, fx_date: date, currency, charged_currency } = payment;
  if (base === null || units === null || scale === null || date === null || charged_currency === null) return null;
  const quote = base === currency ? charged_currency : currency;
  return { base, quote, rate: rateText({ units, scale }), date };
}
