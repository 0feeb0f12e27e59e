import { assessEntitlements } from '../../src/entitlement/assess.js';
import type { Disruption, Entitlement, Journey, Offer, Place, Regime } from '../../src/entitlement/journey.js';

const HOME_OF: Readonly<Record<string, string | undefined>> = {
  ...{ BA: 'GB', LH: 'DE', AF: 'FR', LX: 'CH', DY: 'NO', FI: 'IS', UA: 'US', EK: 'AE', QF: 'AU', SQ: 'SG' },
};

/** A journey as `FR-ES` or `FR-US/UA`: the countries of both ends, and the carrier, which is LH unless it is said. */
export function journey(text: string, distanceKm: number, more: Partial<Journey> = {}): Journey {
  const [way = '', code = 'LH'] = text.split('/');
  const [origin = '', destination = ''] = way.split('-');
  return {
    origin: place(origin),
    destination: place(destination),
    via: [],
    distanceKm,
    departureDate: '2026-12-01',
    carrier: { code, country: HOME_OF[code] },
    ...more,
  };
}

export function place(country: string): Place {
  return { airport: `${country}1`, country };
}

export const HOUR = 60;
export const DAY = 24 * HOUR;

/** Arrives and departs so much later than planned, all of it on the same day. Minutes. */
export function offer(arrivesLaterMinutes: number, departsLaterMinutes = 0, more: Partial<Offer> = {}): Offer {
  return { departsLaterMinutes, arrivesLaterMinutes, nights: 0, ...more };
}

/** Cancelled without notice by the carrier's own fault, and nothing offered, unless it is said otherwise. */
export function disruption(more: Partial<Disruption> = {}): Disruption {
  return {
    kind: 'cancelled',
    cause: 'technical',
    noticeMinutes: 0,
    offer: undefined,
    answer: 'open',
    fare: { amountMinor: 30_000, currency: 'USD' },
    isPaidByCard: true,
    today: '2026-12-01',
    ...more,
  };
}

/** What a regime owes; undefined where it does not hold. */
export function owed(regime: Regime, way: Journey, what: Disruption): Entitlement | undefined {
  return assessEntitlements(way, what).entitlements.find((each) => each.regime === regime);
}

/** `600 EUR`, without the cents that no sum of the tables has. */
export function sumOwed(regime: Regime, way: Journey, what: Disruption): string | undefined {
  const sum = owed(regime, way, what)?.compensation;
  return sum && `${sum.amountMinor / 100} ${sum.currency}`;
}
