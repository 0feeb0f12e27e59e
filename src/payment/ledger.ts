import type { PaymentRow, PostingRow, RefundPartRow } from '../database/schema.js';
import { insertInto } from '../database/statement.js';
import type { Instant } from '../kernel/instant.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';

const insert = insertInto<PostingRow>('posting', [
  'id',
  'journal_id',
  'operation_id',
  'account',
  'currency',
  'amount_minor',
  'created_at',
]);

/** What a gateway owes us: the money that it took in and has not paid back. */
export function gatewayAccount(gateway: string): string {
  return `gateway:${gateway}`;
}

/** What we owe for a booking's money. */
export function bookingAccount(bookingId: string): string {
  return `booking:${bookingId}`;
}

/** A capture: the gateway is debited and the booking credited. The operation is the payment. */
export function postCapture(work: UnitOfWork, payment: PaymentRow): void {
  for (const posting of capturePostings(payment, work.now)) work.tx.later(insert, posting);
}

/** The postings of a capture as rows, for whoever loads payments in bulk. */
export function capturePostings(payment: PaymentRow, now: Instant): readonly [PostingRow, PostingRow] {
  return postingsOf(
    {
      operationId: payment.id,
      debit: gatewayAccount(payment.gateway),
      credit: bookingAccount(payment.booking_id),
      amountMinor: payment.amount_minor,
      currency: payment.currency,
    },
    now,
  );
}

/** A refund reverses the capture by postings of its own. The operation is the refund's part. */
export function postRefund(work: UnitOfWork, payment: PaymentRow, part: RefundPartRow): void {
  post(work, {
    operationId: part.id,
    debit: bookingAccount(payment.booking_id),
    credit: gatewayAccount(payment.gateway),
    amountMinor: part.amount_minor,
    currency: payment.currency,
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

interface Journal {
  readonly operationId: string;
  readonly debit: string;
  readonly credit: string;
  /** Minor units, above zero. */
  readonly amountMinor: number;
  readonly currency: string;
}

function post(work: UnitOfWork, journal: Journal): void {
  for (const posting of postingsOf(journal, work.now)) work.tx.later(insert, posting);
}

/** The ids follow from the operation, so that the primary key refuses to post it twice. */
function postingsOf(journal: Journal, now: Instant): readonly [PostingRow, PostingRow] {
  const journalId = `jrn_${journal.operationId}`;
  const { operationId, currency, debit, credit, amountMinor } = journal;
  const entry = { journal_id: journalId, operation_id: operationId, currency, created_at: now };
  return [
    { ...entry, id: `${journalId}_1`, account: debit, amount_minor: amountMinor },
    { ...entry, id: `${journalId}_2`, account: credit, amount_minor: -amountMinor },
  ];
}
