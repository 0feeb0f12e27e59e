import type { Session } from '../database/dialect.js';
import { statement } from '../database/statement.js';
import type { Instant } from '../kernel/instant.js';

/** What was posted to an account, or to all accounts of a kind, in one currency and its minor units. */
export type AccountSum = {
  readonly account: string;
  readonly currency: string;
  readonly debit_minor: number;
  /** The sum of what was credited, not below zero. */
  readonly credit_minor: number;
};

const SUMS = `cast(sum(case when amount_minor > 0 then amount_minor else 0 end) as bigint) as debit_minor,
    cast(sum(case when amount_minor < 0 then -amount_minor else 0 end) as bigint) as credit_minor`;

/** There are as many accounts of bookings and vouchers as there are of these. */
const KIND = `case when account like 'booking:%' then 'bookings' when account like 'voucher:%' then 'vouchers' else account end`;

const sumAll = statement<{ at: Instant }, AccountSum>(
  'ledger_accounts',
  `select ${KIND} as account, currency, ${SUMS} from posting where created_at <= :at group by 1, 2 order by 1, 2`,
);
const sumOne = statement<{ at: Instant; account: string }, AccountSum>(
  'ledger_account',
  `select account, currency, ${SUMS} from posting
    where created_at <= :at and account = :account group by account, currency order by currency`,
);

/** Every account as of a business time; those of bookings and of vouchers as one each. */
export function sumAccounts(session: Session, at: Instant): Promise<AccountSum[]> {
  return session.all(sumAll, { at });
}

/** @param account a single one, such as `booking:ID` */
export function sumAccount(session: Session, account: string, at: Instant): Promise<AccountSum[]> {
  return session.all(sumOne, { at, account });
}
