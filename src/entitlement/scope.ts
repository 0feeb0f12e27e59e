import type { Carrier, Journey, Regime, Step } from './journey.js';
import { RIGHTS } from './rights-table.js';
import { isEu, isUk, isUs } from './territory.js';
import { REFUNDS } from './us-dot-table.js';

/** Why a regime holds for a journey. */
export interface Scope {
  readonly regime: Regime;
  readonly reason: string;
  readonly rule: string;
  /** By where it leaves, and not by where it goes: that law pays first. */
  readonly isByDeparture: boolean;
}

interface Finding {
  readonly scope: Omit<Scope, 'regime'> | undefined;
  /** Where there is no scope: why not. */
  readonly reason: string;
  readonly rule: string;
}

const FINDINGS: readonly { readonly regime: Regime; readonly find: (journey: Journey) => Finding }[] = [
  { regime: 'EU261', find: findEu },
  { regime: 'UK261', find: findUk },
  { regime: 'US-DOT', find: findUs },
];

/** The regimes that hold for a journey, those of its departure first, and why the others do not. */
export function findScopes(journey: Journey): { readonly scopes: readonly Scope[]; readonly outside: readonly Step[] } {
  const scopes: Scope[] = [];
  const outside: Step[] = [];
  for (const { regime, find } of FINDINGS) {
    const { scope, reason, rule } = find(journey);
    if (scope) scopes.push({ regime, ...scope });
    else outside.push({ step: regime, value: reason, rule });
  }
  scopes.sort((a, b) => Number(b.isByDeparture) - Number(a.isByDeparture));
  return { scopes, outside };
}

function findEu(journey: Journey): Finding {
  const { origin, destination, carrier, departureDate: date } = journey;
  const begins = RIGHTS.EU261[0]?.from ?? '';
  if (date < begins) return not(`not in force before ${begins}`, 'Reg. (EC) 261/2004 Art. 19');
  if (isEu(origin.country, date))
    return by(`departs from ${origin.airport} in ${origin.country}`, 'Art. 3(1)(a)', true);
  if (!isEu(destination.country, date)) {
    return not(`neither departs from the EU nor arrives there (${endsOf(journey)})`, 'Art. 3(1)');
  }
  if (!isEu(carrier.country, date)) return not(`arrives in the EU, but ${foreign(carrier, 'EU')}`, 'Art. 3(1)(b)');
  return by(`arrives at ${destination.airport} in ${destination.country} on ${homeOf(carrier)}`, 'Art. 3(1)(b)', false);
}

function findUk(journey: Journey): Finding {
  const { origin, destination, carrier, departureDate: date } = journey;
  const begins = RIGHTS.UK261[0]?.from ?? '';
  if (date < begins) return not(`not in force before ${begins}, when EU261 held in the UK`, 'SI 2019/278');
  if (isUk(origin.country)) return by(`departs from ${origin.airport} in the UK`, 'Art. 3(1)(a)', true);
  if (isUk(destination.country)) {
    const isCovered = isUk(carrier.country) || isEu(carrier.country, date);
    if (!isCovered) return not(`arrives in the UK, but ${foreign(carrier, 'UK or EU')}`, 'Art. 3(1)(b)(i)');
    return by(`arrives at ${destination.airport} in the UK on ${homeOf(carrier)}`, 'Art. 3(1)(b)(i)', false);
  }
  if (isEu(destination.country, date) && isUk(carrier.country)) {
    const place = `${destination.airport} in ${destination.country}`;
    return by(`arrives at ${place} in the EU on ${homeOf(carrier)}`, 'Art. 3(1)(b)(ii)', false);
  }
  return not(`neither departs from the UK nor arrives on a carrier that it covers (${endsOf(journey)})`, 'Art. 3(1)');
}

function findUs({ origin, via, destination, departureDate: date }: Journey): Finding {
  const begins = REFUNDS[0]?.from ?? '';
  if (date < begins) return not(`not in force before ${begins}`, '14 CFR 259');
  const touched = [origin, ...via, destination].find(({ country }) => isUs(country));
  if (!touched) return not('does not touch the United States', '14 CFR 260.3');
  const isByDeparture = isUs(origin.country);
  const how = isByDeparture ? 'departs from' : touched === destination ? 'arrives at' : 'goes through';
  return by(`${how} ${touched.airport} in ${touched.country}`, '14 CFR 260.3', isByDeparture);
}

function by(reason: string, rule: string, isByDeparture: boolean): Finding {
  return { scope: { reason, rule, isByDeparture }, reason, rule };
}

function not(reason: string, rule: string): Finding {
  return { scope: undefined, reason, rule };
}

const endsOf = ({ origin, destination }: Journey) => `${origin.country} to ${destination.country}`;
const homeOf = ({ code, country }: Carrier) => `${code}, a carrier of ${country}`;

function foreign({ code, country }: Carrier, covered: string): string {
  if (country === undefined) return `the home of ${code} is unknown and counts as outside the ${covered}`;
  return `${code} is a carrier of ${country}, outside the ${covered}`;
}
