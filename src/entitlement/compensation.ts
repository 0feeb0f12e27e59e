import { basisPoints, type Money, money } from '../kernel/money.js';
import { isExtraordinary } from './causes.js';
import { inForce } from './in-force.js';
import type { Disruption, DisruptionKind, Journey } from './journey.js';
import { type Band, bandOf, RIGHTS, type RightsRegime, type RightsRow } from './rights-table.js';
import { findScopes } from './scope.js';
import { isEu, isUk } from './territory.js';

/** How much of a band's sum is owed, and the rule that says so. */
export interface Outcome {
  readonly why: keyof typeof OUTCOMES;
  readonly share: 'none' | 'half' | 'full';
  readonly rule: string;
}

const OUTCOMES = {
  volunteer: { why: 'volunteer', share: 'none', rule: 'Art. 4(1)' },
  denied: { why: 'denied', share: 'full', rule: 'Art. 4(3)' },
  deniedAndRerouted: { why: 'deniedAndRerouted', share: 'half', rule: 'Art. 4(3), 7(2)' },
  onTime: { why: 'onTime', share: 'none', rule: 'Art. 6; C-402/07 Sturgeon' },
  extraordinary: { why: 'extraordinary', share: 'none', rule: 'Art. 5(3)' },
  toldEarly: { why: 'toldEarly', share: 'none', rule: 'Art. 5(1)(c)(i)' },
  toldInTime: { why: 'toldInTime', share: 'none', rule: 'Art. 5(1)(c)(ii)' },
  toldLate: { why: 'toldLate', share: 'none', rule: 'Art. 5(1)(c)(iii)' },
  cancelled: { why: 'cancelled', share: 'full', rule: 'Art. 5(1)(c)' },
  cancelledAndRerouted: { why: 'cancelledAndRerouted', share: 'half', rule: 'Art. 5(1)(c), 7(2)' },
  broughtForward: { why: 'broughtForward', share: 'full', rule: 'Art. 5(1)(c); C-146/20 Azurair' },
  late: { why: 'late', share: 'full', rule: 'Art. 7(1); C-402/07 Sturgeon' },
  lateOnLongFlight: { why: 'lateOnLongFlight', share: 'half', rule: 'Art. 7(2)(c); C-402/07 Sturgeon' },
} as const;

/** What decides about compensation before anything is known of the way there: one for a journey and what became of it. */
export interface CompensationFacts {
  readonly kind: DisruptionKind;
  readonly isExtraordinary: boolean;
  readonly isVolunteer: boolean;
  readonly terms: RightsRow;
  readonly band: Band;
  /** Minor units of whatever the caller counts in. */
  readonly fullMinor: number;
  readonly halfMinor: number;
}

/** The row of a regime that holds for a journey, and the journey's band in it. */
export function termsOf(regime: RightsRegime, journey: Journey): { readonly terms: RightsRow; readonly band: Band } {
  const terms = inForce(RIGHTS[regime], journey.departureDate);
  if (!terms) throw new Error(`${regime} is not in force on ${journey.departureDate}`);
  return { terms, band: bandOf(terms, journey.distanceKm, isWithin(regime, journey)) };
}

/** Whether both ends lie in the territory of the regime. */
export function isWithin(regime: RightsRegime, { origin, destination, departureDate }: Journey): boolean {
  const isInside = (country: string) => (regime === 'UK261' ? isUk(country) : isEu(country, departureDate));
  return isInside(origin.country) && isInside(destination.country);
}

/** Half of a sum, in minor units. */
export function halfOf(amountMinor: number): number {
  return basisPoints(amountMinor, 5_000);
}

/**
 * Works out once what `compensationStep` needs for each way there that is tried.
 * @param inMinor a sum in minor units of the currency that the caller counts in; it is asked once
 * @returns undefined where no law owes compensation, whatever the way there. Of two laws it is that of the departure, which pays first
 */
export function prepareCompensation(
  journey: Journey,
  disruption: Pick<Disruption, 'kind' | 'cause' | 'isVolunteer'>,
  inMinor: (sum: Money) => number,
): CompensationFacts | undefined {
  const regime = findScopes(journey)
    .scopes.map((scope) => scope.regime)
    .find((each) => each !== 'US-DOT');
  if (!regime) return undefined;
  const { terms, band } = termsOf(regime, journey);
  const sumIn = (amountMinor: number) => inMinor(money(amountMinor, terms.currency));
  return factsOf(disruption, terms, band, sumIn);
}

export function factsOf(
  { kind, cause, isVolunteer = false }: Pick<Disruption, 'kind' | 'cause' | 'isVolunteer'>,
  terms: RightsRow,
  band: Band,
  sumIn: (amountMinor: number) => number = (amountMinor) => amountMinor,
): CompensationFacts {
  return {
    ...{ kind, isExtraordinary: isExtraordinary(cause), isVolunteer, terms, band },
    fullMinor: sumIn(band.sumMinor),
    halfMinor: sumIn(halfOf(band.sumMinor)),
  };
}

/**
 * What each passenger is owed if they get there so, in the minor units of `prepareCompensation`. Allocates nothing.
 * @param arrivalDelayMinutes against the schedule; Infinity where they do not get there
 * @param departsEarlierMinutes before the scheduled departure; 0 or less where it is not earlier
 * @param noticeMinutes from when they were told to the scheduled departure
 */
export function compensationStep(
  facts: CompensationFacts | undefined,
  arrivalDelayMinutes: number,
  departsEarlierMinutes: number,
  noticeMinutes: number,
): number {
  if (!facts) return 0;
  const { share } = decideCompensation(facts, arrivalDelayMinutes, departsEarlierMinutes, noticeMinutes);
  if (share === 'none') return 0;
  return share === 'half' ? facts.halfMinor : facts.fullMinor;
}

/** The rule that decides; parameters as those of `compensationStep`. */
export function decideCompensation(
  facts: CompensationFacts,
  arrivalDelayMinutes: number,
  departsEarlierMinutes: number,
  noticeMinutes: number,
): Outcome {
  const { kind, terms, band } = facts;
  const isReroutedInTime = arrivalDelayMinutes <= band.halvedUpToMinutes;
  if (kind === 'denied-boarding') {
    if (facts.isVolunteer) return OUTCOMES.volunteer;
    return isReroutedInTime ? OUTCOMES.deniedAndRerouted : OUTCOMES.denied;
  }
  const isBroughtForward = kind === 'delayed' && departsEarlierMinutes > terms.broughtForwardMinutes;
  const isLate = arrivalDelayMinutes >= terms.lateFromMinutes;
  if (kind === 'delayed' && !isBroughtForward && !isLate) return OUTCOMES.onTime;
  if (facts.isExtraordinary) return OUTCOMES.extraordinary;
  if (noticeMinutes >= terms.freeNoticeMinutes) return OUTCOMES.toldEarly;
  const [early, late] = terms.notices;
  const isEarly = noticeMinutes >= early.fromMinutes;
  const { earlierUpToMinutes, laterBelowMinutes } = isEarly ? early : late;
  if (departsEarlierMinutes <= earlierUpToMinutes && arrivalDelayMinutes < laterBelowMinutes) {
    return isEarly ? OUTCOMES.toldInTime : OUTCOMES.toldLate;
  }
  if (kind === 'cancelled') return isReroutedInTime ? OUTCOMES.cancelledAndRerouted : OUTCOMES.cancelled;
  if (isBroughtForward) return OUTCOMES.broughtForward;
  return arrivalDelayMinutes < band.lateHalvedBelowMinutes ? OUTCOMES.lateOnLongFlight : OUTCOMES.late;
}

/**
 * Whether meals are owed to who waits for a departure that is so much later; a hotel with them, where the wait goes overnight.
 * A delay owes them from 2, 3 or 4 h by band (Art. 6), a cancellation and denied boarding for any wait (Art. 5(1)(b), 4(3)).
 * @param departsLaterMinutes Infinity where nothing leaves yet
 */
export function isCareOwed(
  { kind, terms, band, isVolunteer }: CompensationFacts,
  departsLaterMinutes: number,
  noticeMinutes: number,
): boolean {
  if (isVolunteer || noticeMinutes >= terms.careBelowNoticeMinutes) return false;
  return kind === 'delayed' ? departsLaterMinutes >= band.careFromMinutes : departsLaterMinutes > 0;
}
