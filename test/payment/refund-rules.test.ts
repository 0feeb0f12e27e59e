import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PaymentRow } from '../../src/database/schema.js';
import { refundStatusOf, spreadRefund } from '../../src/payment/refund-rules.js';

const payments = fc
  .array(fc.record({ createdAt: fc.nat(5), refundableMinor: fc.nat(10_000) }), { maxLength: 8 })
  .map((rows) =>
    rows.map(({ createdAt, refundableMinor }, index) => ({
      payment: { id: `pay_${index}`, created_at: createdAt, charged_minor: null } as PaymentRow,
      refundableMinor,
      chargedTakenMinor: 0,
    })),
  );

describe('how a refund is spread', () => {
  it('adds up, empties the newer payment before it touches an older one, and takes no more than each has', () => {
    fc.assert(
      fc.property(payments, fc.integer({ min: 1, max: 80_000 }), (refundable, amountMinor) => {
        const left = refundable.reduce((sum, each) => sum + each.refundableMinor, 0);
        const shares = spreadRefund(amountMinor, refundable);
        if (amountMinor > left) {
          expect(shares).toBeUndefined();
          return;
        }
        expect(shares?.reduce((sum, share) => sum + share.amountMinor, 0)).toBe(amountMinor);
        const shareOf = (id: string) => shares?.find((share) => share.payment.id === id)?.amountMinor ?? 0;
        const oldest = Math.min(...(shares ?? []).map((share) => share.payment.created_at));
        for (const { payment, refundableMinor } of refundable) {
          expect(shareOf(payment.id)).toBeLessThanOrEqual(refundableMinor);
          if (payment.created_at > oldest) expect(shareOf(payment.id)).toBe(refundableMinor);
        }
      }),
    );
  });
});

describe('the state of a refund', () => {
  it.each([
    [['succeeded', 'succeeded'], 'succeeded'],
    [['succeeded', 'failed'], 'failed'],
    [['failed', 'unknown'], 'unknown'],
    [['unknown', 'pending'], 'pending'],
    [['needs_review', 'succeeded'], 'needs_review'],
  ] as const)('%j make it %s', (statuses, expected) => {
    expect(refundStatusOf(statuses.map((status) => ({ status })))).toBe(expected);
  });
});
