import type { Session } from '../../database/dialect.js';
import type { VoucherRow } from '../../database/schema.js';
import { OpsdeskError } from '../../kernel/errors.js';
import { endOfDayIn, formatInstant, type Instant } from '../../kernel/instant.js';
import type { UnitOfWork } from '../../runtime/unit-of-work.js';
import { postGoodwillVoucher } from '../ledger.js';
import { hashVoucherCode } from './voucher-code.js';
import { findVoucher, insertVoucher } from './voucher-repository.js';

/** The end of that day (UTC) is the end of a voucher whose issuer names none. */
const GOOD_FOR_DAYS = 365;

export interface NewVoucher {
  /** Of `hashVoucherCode`: the code itself is told to whoever issues it, and nowhere kept. */
  readonly codeHash: string;
  readonly kind: VoucherRow['kind'];
  /** Minor units, above zero. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly bookingId: string | undefined;
  /** A year unless given. */
  readonly expiresAt: Instant | undefined;
}

/** The first moment at which a voucher that is issued now pays no more. */
export function expiryOf(now: Instant, wished: Instant | undefined): Instant {
  return wished ?? endOfDayIn(now, GOOD_FOR_DAYS);
}

/**
 * Issues a voucher. A present is posted here; what a refund becomes is posted with the refund, which has to follow in
 * the same transaction.
 * @throws INVALID_INPUT when it would have run out already
 */
export async function issueVoucher(work: UnitOfWork, wish: NewVoucher): Promise<VoucherRow> {
  const expiresAt = expiryOf(work.now, wish.expiresAt);
  if (expiresAt <= work.now) {
    throw new OpsdeskError('INVALID_INPUT', 'the voucher would have run out already', {
      hint: 'Name a day to come with --expires, or leave it out for a year.',
    });
  }
  const voucher: VoucherRow = {
    id: work.ids.next('vch'),
    code_hash: wish.codeHash,
    kind: wish.kind,
    currency: wish.currency,
    issued_minor: wish.amountMinor,
    balance_minor: wish.amountMinor,
    booking_id: wish.bookingId ?? null,
    expires_at: expiresAt,
    created_at: work.now,
    created_by: work.actor,
  };
  await insertVoucher(work.tx, voucher);
  if (voucher.kind === 'goodwill') postGoodwillVoucher(work, voucher);
  work.audit({
    action: 'voucher.issued',
    entity: 'voucher',
    entityId: voucher.id,
    after: {
      kind: voucher.kind,
      bookingId: voucher.booking_id,
      amountMinor: voucher.issued_minor,
      currency: voucher.currency,
      expiresAt: formatInstant(expiresAt),
    },
  });
  return voucher;
}

/**
 * The code that a command made, if the voucher that it answers with has it: who repeats a command is answered with the
 * voucher of the first, whose code nobody has kept.
 * @param voucherId null where there is no voucher, or one that was rolled back with a dry run
 */
export async function codeIfIssued(
  session: Session,
  voucherId: string | null,
  code: string | undefined,
): Promise<string | null> {
  if (voucherId === null || code === undefined) return null;
  const voucher = await findVoucher(session, voucherId);
  return voucher?.code_hash === hashVoucherCode(code) ? code : null;
}
