import type { WriteOffRow } from '../database/schema.js';
import { insertInto } from '../database/statement.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { postWriteOff } from './ledger.js';

const insert = insertInto<WriteOffRow>('write_off', [
  'id',
  'booking_id',
  'currency',
  'amount_minor',
  'reason',
  'created_at',
  'created_by',
]);

/**
 * Records, and posts, that of a booking so much more is written off from now on.
 * @param amountMinor minor units; below zero where the debt that was written off is none any more
 */
export function recordWriteOff(
  work: UnitOfWork,
  { bookingId, amountMinor, currency }: { bookingId: string; amountMinor: number; currency: string },
): void {
  const row: WriteOffRow = {
    id: work.ids.next('wof'),
    booking_id: bookingId,
    currency,
    amount_minor: amountMinor,
    reason: work.request.reason ?? null,
    created_at: work.now,
    created_by: work.actor,
  };
  work.tx.later(insert, row);
  postWriteOff(work, row);
}
