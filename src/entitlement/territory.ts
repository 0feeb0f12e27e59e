import type { LocalDate } from '../kernel/local-date.js';

interface Membership {
  readonly countries: readonly string[];
  readonly from: LocalDate;
  /** The last day. */
  readonly until?: LocalDate;
}

const IN_FORCE_OF_EU261 = '2005-02-17';

/**
 * Where EU261 holds, by ISO 3166-1: the member states with their outermost regions (Art. 355 TFEU) and Åland, Norway and
 * Iceland (EEA), and Switzerland (the agreement on air transport). Svalbard, the Faroes and Greenland are outside.
 */
const EU_TERRITORY: readonly Membership[] = [
  {
    countries: [
      ...['AT', 'BE', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HU', 'IE', 'IT', 'LT', 'LU', 'LV'],
      ...['MT', 'NL', 'PL', 'PT', 'SE', 'SI', 'SK', 'AX', 'GP', 'MQ', 'GF', 'RE', 'MF', 'NO', 'IS'],
    ],
    from: IN_FORCE_OF_EU261,
  },
  { countries: ['GB'], from: IN_FORCE_OF_EU261, until: '2020-12-31' },
  { countries: ['CH'], from: '2006-12-01' },
  { countries: ['BG', 'RO'], from: '2007-01-01' },
  { countries: ['HR'], from: '2013-07-01' },
  { countries: ['YT'], from: '2014-01-01' },
];

const membershipOf: ReadonlyMap<string, Membership> = new Map(
  EU_TERRITORY.flatMap((membership) => membership.countries.map((country) => [country, membership] as const)),
);

/** Whether EU261 counts a country as its own on a day. A carrier's home is looked up the same way. */
export function isEu(country: string | undefined, date: LocalDate): boolean {
  const membership = country === undefined ? undefined : membershipOf.get(country);
  if (!membership || date < membership.from) return false;
  return membership.until === undefined || date <= membership.until;
}

/** The United Kingdom alone: Jersey, Guernsey, Man and Gibraltar are outside UK261. */
export function isUk(country: string | undefined): boolean {
  return country === 'GB';
}

const UNITED_STATES: ReadonlySet<string> = new Set(['US', 'PR', 'VI', 'GU', 'AS', 'MP']);

/** The United States with its territories (49 USC 40102). */
export function isUs(country: string): boolean {
  return UNITED_STATES.has(country);
}

const FRENCH_OVERSEAS: ReadonlySet<string> = new Set(['GP', 'MQ', 'GF', 'RE', 'YT']);

/** The departments that Art. 10(2) of EU261 sets apart from the European territory. */
export function isFrenchOverseas(country: string): boolean {
  return FRENCH_OVERSEAS.has(country);
}
