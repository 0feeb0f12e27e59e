import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chargedShare, exchangeOf } from '../../src/payment/charged.js';

describe('what of a charge goes along with a part of it', () => {
  /** A payment, parts that add up to it, and which of them fail at first and are made again at the end. */
  const lives = fc
    .record({
      parts: fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 30 }),
      chargedMinor: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 5_000_000 })),
    })
    .map((life) => ({ ...life, capturedMinor: life.parts.reduce((sum, part) => sum + part, 0) }));

  it('comes to all of it in the end, never to more on the way, and follows the rate at each step', () => {
    fc.assert(
      fc.property(lives, ({ parts, chargedMinor, capturedMinor }) => {
        let [takenMinor, chargedTakenMinor] = [0, 0];
        for (const part of parts) {
          const share = chargedShare({ capturedMinor, takenMinor, chargedMinor, chargedTakenMinor }, part);
          expect(share).toBeGreaterThanOrEqual(0);
          takenMinor += part;
          chargedTakenMinor += share;
          expect(chargedTakenMinor).toBeLessThanOrEqual(chargedMinor);
          const exact = (chargedMinor * takenMinor) / capturedMinor;
          expect(Math.abs(chargedTakenMinor - exact)).toBeLessThanOrEqual(0.500001);
        }
        expect(chargedTakenMinor).toBe(chargedMinor);
      }),
      { numRuns: 200 },
    );
  });

  it('comes to all of it where parts fail and are made again', () => {
    const failing = fc.tuple(lives, fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }));
    fc.assert(
      fc.property(failing, ([{ parts, chargedMinor, capturedMinor }, fails]) => {
        let [takenMinor, chargedTakenMinor] = [0, 0];
        const give = (part: number, isLost: boolean) => {
          const share = chargedShare({ capturedMinor, takenMinor, chargedMinor, chargedTakenMinor }, part);
          expect(share).toBeGreaterThanOrEqual(0);
          if (isLost) return;
          takenMinor += part;
          chargedTakenMinor += share;
          expect(chargedTakenMinor).toBeLessThanOrEqual(chargedMinor);
        };
        // Two under way at once, of which the first fails behind the second: it was counted while that was made.
        for (let at = 0; at + 1 < parts.length; at += 2) {
          const [first = 0, second = 0] = [parts[at], parts[at + 1]];
          const before = [takenMinor, chargedTakenMinor] as const;
          give(first, false);
          const firstCharged = chargedTakenMinor - before[1];
          give(second, false);
          if (!fails[at]) continue;
          takenMinor -= first;
          chargedTakenMinor -= firstCharged;
          give(first, true);
          give(first, false);
        }
        if (parts.length % 2 === 1) give(parts.at(-1) ?? 0, false);
        expect([takenMinor, chargedTakenMinor]).toEqual([capturedMinor, chargedMinor]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a balance in another currency', () => {
  it('is paid to the last unit by what all of it comes to, and never overpaid by less', () => {
    const pairs = fc.constantFrom(['USD', 'EUR'], ['USD', 'JPY'], ['JPY', 'USD'], ['KWD', 'JPY'], ['JPY', 'KWD']);
    const rates = fc.record({ units: fc.integer({ min: 1, max: 500_000 }), scale: fc.integer({ min: 0, max: 6 }) });
    fc.assert(
      fc.property(
        pairs,
        rates,
        fc.boolean(),
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ([currency = '', other = ''], units, isBack, dueMinor, part) => {
          const [base, quote] = isBack ? [currency, other] : [other, currency];
          const by = { currency, other, rate: { base, quote, date: '2026-11-01', ...units } };
          const whole = exchangeOf(dueMinor, by, undefined);
          expect(whole.amountMinor).toBe(dueMinor);
          expect(exchangeOf(dueMinor, by, whole.chargedMinor)).toEqual(whole);
          const less = exchangeOf(dueMinor, by, Math.floor(whole.chargedMinor * part));
          expect(less.amountMinor).toBeLessThanOrEqual(dueMinor);
        },
      ),
      { numRuns: 200 },
    );
  });
});
