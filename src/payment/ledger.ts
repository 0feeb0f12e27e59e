import type { PaymentRow, PostingRow, RefundPartRow, RefundRow, VoucherRow, WriteOffRow } from '../database/schema.js';
import { insertInto } from '../database/statement.js';
import type { Instant } from '../kernel/instant.js';
import { type Money, money } from '../kernel/money.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { chargedOf, chargedOfPart } from './charged.js';
import { isByVoucher } from './means.js';

/**
 * The accounts of the house. A debit is positive and a credit negative, in minor units; a journal's postings
 * add up to nothing, so that each currency's trial balance is zero at any time. Nothing is ever posted twice
 * to tell two things: each account says one, and only what moves money or a claim to it is posted.
 *
 * - `gateway:NAME`, a debit: what a gateway took in and has not paid back, and so owes us.
 * - `booking:ID`, a credit: what was paid towards a booking, or is written off of what it owes, and is neither given back
 *   nor kept. A debit where a
 *   change fee was charged and not paid yet; nothing once a booking is over and its refund is paid.
 * - `voucher:ID`, a credit: what a voucher is still good for.
 * - `fees`, a credit: what is kept for good: change fees from the moment that they are charged, and with a
 *   cancellation all that it keeps (its penalties, what was flown, the change fees before it).
 * - `goodwill`, a debit: what was given away as a present.
 * - `write_off`, a debit: what was owed on bookings and nobody will collect.
 * - `exchange`, in each of two currencies: what one side of an exchange gave and the other got. What a gateway took in
 *   another currency than the booking's stands against what the booking was credited for it.
 *
 * A fare that is flown stays in its booking's account: when travel is earned is for the accounts department to say.
 */
const FEES = 'fees';
const GOODWILL = 'goodwill';
const EXCHANGE = 'exchange';
const WRITE_OFF = 'write_off';

const insert = insertInto<PostingRow>('posting', [
  'id',
  'journal_id',
  'operation_id',
  'account',
  'currency',
  'amount_minor',
  'created_at',
]);

function voucherAccount(voucherId: string): string {
  return `voucher:${voucherId}`;
}

/** What a payment came from. */
function meansAccount(payment: PaymentRow): string {
  return isByVoucher(payment) ? voucherAccount(payment.source) : `gateway:${payment.gateway}`;
}

export function bookingAccount(bookingId: string): string {
  return `booking:${bookingId}`;
}

/** A capture: the gateway, or the voucher, is debited and the booking credited. The operation is the payment. */
export function postCapture(work: UnitOfWork, payment: PaymentRow): void {
  for (const posting of capturePostings(payment, work.now)) work.tx.later(insert, posting);
}

/** The postings of a capture as rows, for whoever loads payments in bulk. */
export function capturePostings(payment: PaymentRow, now: Instant): readonly PostingRow[] {
  return postingsOf(
    {
      operationId: payment.id,
      debit: meansAccount(payment),
      credit: bookingAccount(payment.booking_id),
      amountMinor: payment.captured_minor,
      currency: payment.currency,
      // Of what was set aside only a part may have been taken.
      debited: chargedOf({ ...payment, amount_minor: payment.captured_minor }),
    },
    now,
  );
}

/**
 * A refund reverses the capture by postings of its own. The operation is the refund's part. What is given as a
 * present is put into the booking's account first, for it takes nothing away of what was paid towards the booking.
 */
export function postRefund(work: UnitOfWork, refund: RefundRow, payment: PaymentRow, part: RefundPartRow): void {
  const booking = bookingAccount(payment.booking_id);
  const { amount_minor: amountMinor } = part;
  const { currency } = payment;
  if (refund.kind === 'goodwill') {
    post(work, { operationId: `${part.id}_goodwill`, debit: GOODWILL, credit: booking, amountMinor, currency });
  }
  const journal = { operationId: part.id, debit: booking, amountMinor, currency };
  // A voucher is in the booking's currency: what was charged stays with the gateway, and nothing is exchanged.
  if (refund.voucher_id !== null) post(work, { ...journal, credit: voucherAccount(refund.voucher_id) });
  else post(work, { ...journal, credit: meansAccount(payment), credited: chargedOfPart(part, currency) });
}

/** A voucher that is a present. The operation is the voucher. */
export function postGoodwillVoucher(work: UnitOfWork, { id, issued_minor, currency }: VoucherRow): void {
  post(work, {
    operationId: id,
    debit: GOODWILL,
    credit: voucherAccount(id),
    amountMinor: issued_minor,
    currency,
  });
}

/** What was paid for one booking counts for another from now on; no gateway is asked. The operation is the new payment. */
export function postMove(work: UnitOfWork, payment: PaymentRow, fromBookingId: string): void {
  post(work, {
    operationId: payment.id,
    debit: bookingAccount(fromBookingId),
    credit: bookingAccount(payment.booking_id),
    amountMinor: payment.captured_minor,
    currency: payment.currency,
  });
}

/** A debt is given up, or there is less of it than was given up. The operation is the row. */
export function postWriteOff(work: UnitOfWork, { id, booking_id, amount_minor, currency }: WriteOffRow): void {
  const booking = bookingAccount(booking_id);
  post(work, {
    operationId: id,
    debit: amount_minor > 0 ? WRITE_OFF : booking,
    credit: amount_minor > 0 ? booking : WRITE_OFF,
    amountMinor: Math.abs(amount_minor),
    currency,
  });
}

export interface KeptChange {
  readonly bookingId: string;
  /** That the change has made: it has one journal at most. */
  readonly version: number;
  /** Minor units; below zero where less is kept than before. */
  readonly amountMinor: number;
  readonly currency: string;
}

/** What is kept of a booking's money has changed. The operation is the booking. */
export function postKept(work: UnitOfWork, { bookingId, version, amountMinor, currency }: KeptChange): void {
  if (amountMinor === 0) return;
  const booking = bookingAccount(bookingId);
  post(work, {
    operationId: bookingId,
    journalId: `jrn_${bookingId}_v${version}`,
    debit: amountMinor > 0 ? booking : FEES,
    credit: amountMinor > 0 ? FEES : booking,
    amountMinor: Math.abs(amountMinor),
    currency,
  });
}

interface Journal {
  readonly operationId: string;
  /** Follows from the operation unless that has several. */
  readonly journalId?: string;
  readonly debit: string;
  readonly credit: string;
  /** Minor units, above zero. */
  readonly amountMinor: number;
  readonly currency: string;
  /** Where one side is in another currency; it may be nothing. */
  readonly debited?: Money;
  readonly credited?: Money;
}

function post(work: UnitOfWork, journal: Journal): void {
  for (const posting of postingsOf(journal, work.now)) work.tx.later(insert, posting);
}

/** The ids follow from the operation, so that the primary key refuses to post it twice. */
function postingsOf(journal: Journal, now: Instant): readonly PostingRow[] {
  const { operationId, journalId = `jrn_${operationId}`, debit, credit } = journal;
  const same = money(journal.amountMinor, journal.currency);
  const { debited = same, credited = same } = journal;
  const entry = { journal_id: journalId, operation_id: operationId, created_at: now };
  const sides: readonly [string, number, string][] =
    debited.currency === credited.currency
      ? [
          [debit, debited.amountMinor, debited.currency],
          [credit, -credited.amountMinor, credited.currency],
        ]
      : [
          [debit, debited.amountMinor, debited.currency],
          [EXCHANGE, -debited.amountMinor, debited.currency],
          [EXCHANGE, credited.amountMinor, credited.currency],
          [credit, -credited.amountMinor, credited.currency],
        ];
  return sides
    .filter(([, amountMinor]) => amountMinor !== 0)
    .map(([account, amountMinor, currency], at) => ({
      ...entry,
      id: `${journalId}_${at + 1}`,
      ...{ account, currency, amount_minor: amountMinor },
    }));
}
