import { getBooking } from '../booking/booking-repository.js';
import { minorDigits } from '../catalog/currencies.js';
import type { Session } from '../database/dialect.js';
import { groupBy } from '../kernel/group-by.js';
import { formatInstant, type Instant } from '../kernel/instant.js';
import { type Money, money } from '../kernel/money.js';
import { bookingAccount } from '../payment/ledger.js';
import { type AccountSum, sumAccount, sumAccounts } from './ledger-repository.js';

export interface LedgerQuery {
  /** A business time; all that was posted unless given. */
  readonly asOf?: Instant | undefined;
  /** `gateway:stripe`, `fees`, `bookings` for all of them, or a single `voucher:ID`. */
  readonly account?: string | undefined;
  readonly currency?: string | undefined;
  /** Record locator: the account of this booking by itself. */
  readonly booking?: string | undefined;
}

export interface LedgerLine {
  readonly account: string;
  readonly debits: Money;
  readonly credits: Money;
  /** Debits less credits: below zero is what we owe, above zero what is owed to us. */
  readonly balance: Money;
}

export interface LedgerReport {
  readonly asOf: string;
  readonly accounts: readonly LedgerLine[];
  /** Of the whole ledger, whichever accounts were asked for: a line a currency, whose balance is always zero. */
  readonly trialBalance: readonly LedgerLine[];
}

const TRIAL_BALANCE = 'trial balance';
const SINGLE = /^(booking|voucher):/;

/**
 * The accounts of the ledger as of a moment. What they mean: `src/payment/ledger.ts`.
 * @throws BOOKING_NOT_FOUND, INVALID_INPUT for what is no currency
 */
export async function reportLedger(session: Session, query: LedgerQuery, now: Instant): Promise<LedgerReport> {
  if (query.currency !== undefined) minorDigits(query.currency);
  // A clock that was set back (OPSDESK_NOW) must not hide what was posted before.
  const at = query.asOf ?? Number.MAX_SAFE_INTEGER;
  const [all, single] = await Promise.all([sumAccounts(session, at), findSingle(session, query, at)]);
  const inCurrency = ({ currency }: AccountSum) => currency === (query.currency ?? currency);
  const wanted = single ?? all.filter(({ account }) => account === (query.account ?? account));
  return {
    asOf: formatInstant(query.asOf ?? now),
    accounts: wanted.filter(inCurrency).map(lineOf),
    trialBalance: [...groupBy(all.filter(inCurrency), ({ currency }) => currency)]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, sums]) => lineOf({ account: TRIAL_BALANCE, currency, ...addUp(sums) })),
  };
}

/** A single account that has no line of its own among all; undefined where all are asked for, or one of their lines. */
async function findSingle(session: Session, { account, booking }: LedgerQuery, at: Instant) {
  if (booking !== undefined) {
    const { id, record_locator: locator } = (await getBooking(session, booking)).booking;
    const sums = await sumAccount(session, bookingAccount(id), at);
    return sums.map((sum) => ({ ...sum, account: bookingAccount(locator) }));
  }
  return account !== undefined && SINGLE.test(account) ? sumAccount(session, account, at) : undefined;
}

function addUp(sums: readonly AccountSum[]): Pick<AccountSum, 'debit_minor' | 'credit_minor'> {
  return {
    debit_minor: sums.reduce((sum, { debit_minor }) => sum + debit_minor, 0),
    credit_minor: sums.reduce((sum, { credit_minor }) => sum + credit_minor, 0),
  };
}

function lineOf({ account, currency, debit_minor, credit_minor }: AccountSum): LedgerLine {
  return {
    account,
    debits: money(debit_minor, currency),
    credits: money(credit_minor, currency),
    balance: money(debit_minor - credit_minor, currency),
  };
}
