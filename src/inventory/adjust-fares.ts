import { minorDigits } from '../catalog/currencies.js';
import type { FareRow } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import { parseDecimal } from '../kernel/money.js';
import { fareOf } from './adjust-units.js';
import type { FlightState } from './flight-state.js';

/** A new price of a class; what is sold keeps the price that it was sold at. Decimals of the fare's currency. */
export interface NewPrice {
  readonly fareClass: string;
  readonly base: string;
  readonly tax?: string | undefined;
}

/** A new rule of a class, as typed: `change-fee`, `75.00`. */
export interface NewRule {
  readonly fareClass: string;
  readonly rule: string;
  readonly value: string;
}

const MAX_DAYS = 365;

/** @throws FARE_CLASS_NOT_FOUND, INVALID_INPUT */
export function priceClass(state: FlightState, { fareClass, base, tax }: NewPrice): FlightState {
  const fare = fareOf(state, fareClass);
  const base_minor = amountOf(fare, base);
  return withFare(state, { ...fare, base_minor, tax_minor: tax === undefined ? fare.tax_minor : amountOf(fare, tax) });
}

const RULES: Readonly<Record<string, (fare: FareRow, value: string) => Partial<FareRow>>> = {
  refundable: (_, value) => ({ is_refundable: yesOrNo(value) }),
  'change-fee': (fare, value) => ({ change_fee_minor: amountOf(fare, value) }),
  'cancel-fee': (fare, value) => ({ cancel_fee_minor: amountOf(fare, value) }),
  'no-show-fee': (fare, value) => ({ no_show_fee_minor: amountOf(fare, value) }),
  'name-change-fee': (fare, value) => ({ name_change_fee_minor: value === 'none' ? null : amountOf(fare, value) }),
  'advance-purchase': (_, value) => ({ advance_purchase_days: daysOf(value) }),
  'min-stay': (_, value) => ({ min_stay_days: daysOf(value) }),
  'max-stay': (_, value) => ({ max_stay_days: daysOf(value) }),
  residual: (_, value) => ({ residual: residualOf(value) }),
};

/** The rules that `ruleClass` knows. */
export const RULE_NAMES = Object.keys(RULES);

/** @throws FARE_CLASS_NOT_FOUND, INVALID_INPUT for a rule or a value that there is not */
export function ruleClass(state: FlightState, { fareClass, rule, value }: NewRule): FlightState {
  const fare = fareOf(state, fareClass);
  const change = Object.hasOwn(RULES, rule) ? RULES[rule] : undefined;
  if (!change) {
    throw new OpsdeskError('INVALID_INPUT', `"${rule}" is no rule of a fare`, {
      hint: `There are ${RULE_NAMES.join(', ')}.`,
    });
  }
  const next = { ...fare, ...change(fare, value) };
  if (next.max_stay_days > 0 && next.max_stay_days < next.min_stay_days) {
    throw new OpsdeskError('INVALID_INPUT', `class ${fareClass} would allow no stay at all`, {
      hint: `It asks for ${next.min_stay_days} nights at least and allows ${next.max_stay_days} at most.`,
    });
  }
  return withFare(state, next);
}

function amountOf({ currency }: FareRow, text: string): number {
  const minor = parseDecimal(text, minorDigits(currency));
  if (minor >= 0) return minor;
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is less than nothing`, { hint: 'Write an amount: 25.00.' });
}

function daysOf(text: string): number {
  const days = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (days <= MAX_DAYS) return days;
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is no number of days from 0 to ${MAX_DAYS}`, {
    hint: '0 is no rule.',
  });
}

function yesOrNo(text: string): 0 | 1 {
  if (text === 'yes' || text === 'no') return text === 'yes' ? 1 : 0;
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is neither yes nor no`, { hint: 'Write yes or no.' });
}

function residualOf(text: string): FareRow['residual'] {
  if (text === 'refund' || text === 'forfeit') return text;
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is neither refund nor forfeit`, {
    hint: 'Write refund or forfeit.',
  });
}

function withFare(state: FlightState, fare: FareRow): FlightState {
  return { ...state, fares: state.fares.map((each) => (each.fare_class === fare.fare_class ? fare : each)) };
}
