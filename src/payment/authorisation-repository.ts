import type { Session, Transaction } from '../database/dialect.js';
import type { AuthorisationRow, PaymentRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';
import { invariant } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import { isDue } from './inquiry-repository.js';

export type Ending = NonNullable<AuthorisationRow['ending']>;

/** A payment whose authorisation is being ended, or has run out. */
export type DueAuthorisation = Pick<PaymentRow, 'id' | 'status'> & Pick<AuthorisationRow, 'ending_id' | 'expires_at'>;

type StoredEnding = Pick<AuthorisationRow, 'payment_id' | 'ending' | 'ending_id' | 'ending_minor' | 'failure'>;

const insert = insertInto<AuthorisationRow>('authorisation', [
  'payment_id',
  'expires_at',
  'ending',
  'ending_id',
  'ending_minor',
  'failure',
]);
const find = statement<{ payment_id: string }, AuthorisationRow>(
  'find_authorisation',
  'select * from authorisation where payment_id = :payment_id',
);
const storeEnding = statement<StoredEnding>(
  'store_ending',
  `update authorisation set ending = :ending, ending_id = :ending_id, ending_minor = :ending_minor, failure = :failure
   where payment_id = :payment_id`,
);
const prolong = statement<Pick<AuthorisationRow, 'payment_id' | 'expires_at'>>(
  'prolong_authorisation',
  'update authorisation set expires_at = :expires_at where payment_id = :payment_id',
);
const ofBooking = statement<{ record_locator: string }, Pick<PaymentRow, 'id'>>(
  'authorised_payments_of_booking',
  `select p.id from payment p join booking b on b.id = p.booking_id
   where b.record_locator = :record_locator and p.status = 'authorised' order by p.id`,
);
const due = statement<{ real: Instant; due: Instant }, DueAuthorisation>(
  'due_authorisations',
  `select p.id, p.status, a.ending_id, a.expires_at from payment p join authorisation a on a.payment_id = p.id
   where p.status = 'authorised' and (a.ending is not null or a.expires_at <= :real)
     and ${isDue('coalesce(a.ending_id, p.id)')} order by p.id`,
);

/** @param expiresAt real time in milliseconds */
export async function insertAuthorisation(tx: Transaction, paymentId: string, expiresAt: Instant | undefined) {
  invariant(expiresAt !== undefined, `${paymentId} is set aside, and nobody says until when`);
  const none = { ending: null, ending_id: null, ending_minor: null, failure: null };
  await tx.run(insert, { payment_id: paymentId, expires_at: expiresAt, ...none });
}

/** Binding in a transaction that has locked the payment; elsewhere it informs. */
export async function getAuthorisation(session: Session, paymentId: string): Promise<AuthorisationRow> {
  const row = await session.first(find, { payment_id: paymentId });
  invariant(row, `${paymentId} is authorised, and has no authorisation`);
  return row;
}

export async function updateEnding(tx: Transaction, row: StoredEnding): Promise<void> {
  const { payment_id, ending, ending_id, ending_minor, failure } = row;
  await tx.run(storeEnding, { payment_id, ending, ending_id, ending_minor, failure });
}

export async function updateExpiry(tx: Transaction, paymentId: string, expiresAt: Instant): Promise<void> {
  await tx.run(prolong, { payment_id: paymentId, expires_at: expiresAt });
}

/** Ids of what is set aside for a booking, the oldest first. */
export async function listAuthorised(session: Session, recordLocator: string): Promise<readonly string[]> {
  return (await session.all(ofBooking, { record_locator: recordLocator })).map(({ id }) => id);
}

/** What is being captured or voided, and what has run out by our clock. @param notLater see `openOperations` */
export async function listDueAuthorisations(session: Session, real: Instant, notLater: Instant) {
  return session.all(due, { real, due: notLater });
}
