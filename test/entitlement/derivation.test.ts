import { expect, it } from 'vitest';
import { assessEntitlements } from '../../src/entitlement/assess.js';
import { DAY, disruption, HOUR, journey, offer } from './cases.js';

const linesOf = (...args: Parameters<typeof assessEntitlements>) =>
  assessEntitlements(...args).entitlements.map(({ derivation }) =>
    derivation.map(({ step, value, rule }) => `${step}: ${value} [${rule}]`),
  );

it('every result says how it came about, step by step, each with its source', () => {
  const what = disruption({ noticeMinutes: 3 * DAY, offer: offer(3 * HOUR + 20, -40) });
  expect(linesOf(journey('FR-US/UA', 5_837.4), what)).toEqual([
    [
      'scope: departs from FR1 in FR [EU261 Art. 3(1)(a)]',
      'distance: 5,837 km, great circle from FR1 to US1 [EU261 Art. 7(4)]',
      'band: over 3,500 km: 600.00 EUR [EU261 Art. 7(1)(c)]',
      'event: cancelled; departs 40 min earlier, arrives 3 h 20 min later [EU261 Art. 5(1)]',
      'notice: told 3 days before departure [EU261 Art. 5(1)(c)]',
      'cause: technical: no extraordinary circumstances [EU261 Art. 5(3), recital 14]',
      'compensation: 300.00 EUR: cancelled, halved for arriving in time [EU261 Art. 5(1)(c), 7(2)]',
      'refund: the unflown ticket in full within 7 days, by 2026-12-08, unless they travel [EU261 Art. 5(1)(a), 8(1)(a)]',
      'care: none: nobody waits long enough at the airport [EU261 Art. 5(1)(b), 9]',
    ],
    [
      'scope: arrives at US1 in US [14 CFR 260.3]',
      'itinerary: international [14 CFR 260.2]',
      'event: cancelled; departs 40 min earlier, arrives 3 h 20 min later [14 CFR 260.6]',
      'change: cancelled [14 CFR 260.2]',
      'refund: the unflown ticket in full, once they say no, within 7 business days (card), by 2026-12-10 [14 CFR 260.6]',
      'compensation: none for delay or cancellation [14 CFR 259]',
      'care: as the carrier has promised, no law [14 CFR 259.5]',
    ],
  ]);
});

it('what excuses the carrier is named with its rule, and what is set off', () => {
  const what = disruption({ kind: 'delayed', cause: 'weather', offer: offer(6 * HOUR, 6 * HOUR, { nights: 1 }) });
  const [, second] = linesOf(journey('GB-FR/LH', 900), what);
  expect(second).toEqual([
    'scope: arrives at FR1 in FR on LH, a carrier of DE [EU261 Art. 3(1)(b)]',
    'distance: 900 km, great circle from GB1 to FR1 [EU261 Art. 7(4)]',
    'band: up to 1,500 km: 250.00 EUR [EU261 Art. 7(1)(a)]',
    'event: new times; departs 6 h later, arrives 6 h later [EU261 Art. 6(1)]',
    'notice: not told before departure [EU261 Art. 5(1)(c)]',
    'cause: weather: extraordinary circumstances [EU261 Art. 5(3), recital 14]',
    'compensation: 0.00 EUR: extraordinary circumstances [EU261 Art. 5(3)]',
    'refund: the unflown ticket in full within 7 days, by 2026-12-08, unless they travel [EU261 Art. 6(1)(iii), 8(1)(a)]',
    'care: meals and two calls, hotel for 1 night and the way there, whatever the cause [EU261 Art. 6(1), 9]',
    'set off: less what UK261 gives [EU261 Art. 3(1)(b)]',
  ]);
});

it('denied boarding in America shows the share, the cap and the sum', () => {
  const [lines] = linesOf(journey('US-US/UA', 4_000), disruption({ kind: 'denied-boarding', offer: offer(90) }));
  expect(lines?.slice(-4)).toEqual([
    'share: 200 % of the one-way fare of 300.00 USD: arrives less than 2 h late [14 CFR 250.5(a)]',
    'cap: 1075.00 USD [14 CFR 250.5(a)]',
    'compensation: 600.00 USD [14 CFR 250.5(a)]',
    'care: as the carrier has promised, no law [14 CFR 259.5]',
  ]);
});
