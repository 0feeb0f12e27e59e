import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasCardNumber, maskCardNumbers } from '../../src/kernel/card-number.js';
import { cardNumber, spaced } from '../support/cards.js';

describe('a card number', () => {
  it.each([
    '4111111111111111',
    '5555 5555 5555 4444',
    '3782-822463-10005',
    '6011\u00a01111\u00a01111\u00a01117',
    '4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1',
    '4111.1111.1111.1111',
    '4111\n1111 -- 1111\t1111',
    '４１１１１１１１１１１１１１１１',
    'paid with 4222222222222.',
    'card:4111111111111111 12/27 123',
    'VISA4111111111111111X',
    '2026-12-01 4111 1111 1111 1111',
    '6011000990139424',
    '4111111111111111 1a2b3c4d-1111-4111-8111-111111111111',
  ])('is found in "%s"', (text) => {
    expect(hasCardNumber(text)).toBe(true);
    expect(maskCardNumbers(text)).toContain('[card number]');
  });

  it.each([
    ['4111111111111112', 'which fails the check'],
    ['411111111111', 'which is too short'],
    ['41111111111111111111111', 'which is too long'],
    ['0000000000000000', 'which no issuer has'],
    ['1764547200000', 'a time in milliseconds'],
    ['2026-12-01 2026-12-05', 'two dates'],
    ['LON-01:DBL:2026-12-01:2026-12-04', 'a stay'],
    ['4111/1111/1111/1111', 'divided by what divides no card'],
    [`pay_01K8ZT4111111111111111V6W7`, 'an id'],
    ['console-41111111-1111-4111-8111-1a2b3c4d5e6f', 'a key of a console'],
    ['41111111-1111-4111-8111-11abcdefabcd', 'a UUID'],
    ['ab4111111111111111cdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefa', 'a hash'],
  ])('is not "%s", %s', (text) => {
    expect(hasCardNumber(text)).toBe(false);
    expect(maskCardNumbers(text)).toBe(text);
  });

  it('is masked whole, and what stands beside it stays', () => {
    expect(maskCardNumbers('a 4111 1111 1111 1111, b 5555555555554444 c')).toBe('a [card number], b [card number] c');
  });

  it('is in no UUID', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        fc.pre(/[a-f]/.test(uuid));
        expect(hasCardNumber(`console-${uuid}`)).toBe(false);
      }),
      { numRuns: 20_000 },
    );
  });

  it('is found whichever it is and however it is spaced', () => {
    fc.assert(
      fc.property(spaced(cardNumber), fc.constantFrom('', 'x ', 'card: '), (card, before) => {
        expect(hasCardNumber(before + card)).toBe(true);
        expect(maskCardNumbers(before + card)).toBe(`${before}[card number]`);
      }),
      { numRuns: 2_000 },
    );
  });
});
