import { describe, expect, it } from 'vitest';
import { assessEntitlements } from '../../src/entitlement/assess.js';
import { disruption, journey, place } from './cases.js';

const regimesOf = (text: string, date = '2026-12-01') =>
  assessEntitlements(journey(text, 1_000, { departureDate: date }), disruption())
    .entitlements.map(({ regime, setOffAgainst }) => (setOffAgainst ? `${regime}<${setOffAgainst}` : regime))
    .join(' ');

/** `A<B`: A gives what B, the law of the departure, does not. */
describe('which laws hold', () => {
  it.each([
    // EU261 Art. 3(1)(a): any departure from there, whoever flies.
    ['FR-ES/LH', 'EU261'],
    ['FR-AE/EK', 'EU261'],
    ['DE-SG/SQ', 'EU261'],
    ['NO-AE/EK', 'EU261'],
    ['IS-AE/EK', 'EU261'],
    ['CH-AE/EK', 'EU261'],
    // The outermost regions are a part of it; the Faroes, Greenland and Svalbard are not.
    ['RE-AE/EK', 'EU261'],
    ['GP-AE/EK', 'EU261'],
    ['FO-AE/EK', ''],
    ['GL-AE/EK', ''],
    ['SJ-AE/EK', ''],
    // EU261 Art. 3(1)(b): an arrival there on a carrier from there.
    ['AE-FR/LH', 'EU261'],
    ['AE-FR/EK', ''],
    ['AE-NO/LX', 'EU261'],
    ['AE-CH/DY', 'EU261'],
    ['AE-FR/FI', 'EU261'],
    // A carrier whose home nobody knows counts as a foreign one.
    ['AE-FR/ZZ', ''],
    ['FR-AE/ZZ', 'EU261'],
    // UK261 Art. 3(1): any departure; an arrival there on a UK or EU carrier; in the EU on a UK carrier.
    ['GB-AE/EK', 'UK261'],
    ['GB-AE/ZZ', 'UK261'],
    ['AE-GB/BA', 'UK261'],
    ['AE-GB/LH', 'UK261'],
    ['AE-GB/DY', 'UK261'],
    ['AE-GB/EK', ''],
    ['AE-GB/ZZ', ''],
    ['AE-FR/BA', 'UK261'],
    ['JE-AE/EK', ''],
    ['AE-JE/BA', ''],
    // Both, the law of the departure first.
    ['GB-FR/LH', 'UK261 EU261<UK261'],
    ['GB-FR/BA', 'UK261'],
    ['FR-GB/LH', 'EU261 UK261<EU261'],
    ['FR-GB/BA', 'EU261 UK261<EU261'],
    ['FR-GB/EK', 'EU261'],
    // 14 CFR: to, from and within the United States and its territories.
    ['US-US/UA', 'US-DOT'],
    ['PR-US/UA', 'US-DOT'],
    ['AE-US/EK', 'US-DOT'],
    ['US-AE/EK', 'US-DOT'],
    ['FR-US/UA', 'EU261 US-DOT'],
    ['US-FR/LH', 'US-DOT EU261<US-DOT'],
    ['US-FR/UA', 'US-DOT'],
    ['GB-US/UA', 'UK261 US-DOT'],
    ['US-GB/LH', 'US-DOT UK261<US-DOT'],
    // None of the three.
    ['AU-SG/QF', ''],
  ])('%s: %s', (text, expected) => {
    expect(regimesOf(text)).toBe(expected);
  });

  it.each([
    // The day before a law begins or ends, and the day itself.
    ['FR-ES/LH', '2005-02-16', ''],
    ['FR-ES/LH', '2005-02-17', 'EU261'],
    ['CH-AE/EK', '2006-11-30', ''],
    ['CH-AE/EK', '2006-12-01', 'EU261'],
    ['RO-AE/EK', '2006-12-31', ''],
    ['RO-AE/EK', '2007-01-01', 'EU261'],
    ['HR-AE/EK', '2013-06-30', ''],
    ['HR-AE/EK', '2013-07-01', 'EU261'],
    ['YT-AE/EK', '2013-12-31', ''],
    ['YT-AE/EK', '2014-01-01', 'EU261'],
    ['GB-AE/EK', '2020-12-31', 'EU261'],
    ['GB-AE/EK', '2021-01-01', 'UK261'],
    ['AE-FR/BA', '2020-12-31', 'EU261'],
    ['AE-FR/BA', '2021-01-01', 'UK261'],
    ['US-US/UA', '2011-08-22', ''],
    ['US-US/UA', '2011-08-23', 'US-DOT'],
  ])('%s on %s: %s', (text, date, expected) => {
    expect(regimesOf(text, date)).toBe(expected);
  });

  it('include the American one where only a connection is there', () => {
    const way = journey('CA-AE/EK', 11_000, { via: [place('US')] });
    const [only] = assessEntitlements(way, disruption()).entitlements;
    expect(only?.regime).toBe('US-DOT');
    expect(only?.derivation[0]).toEqual({ step: 'scope', value: 'goes through US1 in US', rule: '14 CFR 260.3' });
  });

  it('are told with those that do not hold, and why', () => {
    const { entitlements, outside } = assessEntitlements(journey('AE-FR/ZZ', 5_000), disruption());
    expect(entitlements).toEqual([]);
    expect(outside).toEqual([
      {
        step: 'EU261',
        value: 'arrives in the EU, but the home of ZZ is unknown and counts as outside the EU',
        rule: 'Art. 3(1)(b)',
      },
      {
        step: 'UK261',
        value: 'neither departs from the UK nor arrives on a carrier that it covers (AE to FR)',
        rule: 'Art. 3(1)',
      },
      { step: 'US-DOT', value: 'does not touch the United States', rule: '14 CFR 260.3' },
    ]);
  });
});
