import { formatMoney } from '../catalog/currencies.js';
import { money } from '../kernel/money.js';
import { decideCompensation, factsOf, halfOf, isCareOwed, isWithin, type Outcome, termsOf } from './compensation.js';
import type { Disruption, Entitlement, Journey, RefundRight, Route, Step } from './journey.js';
import { afterCalendarDays } from './refund-deadline.js';
import { type Band, bandOf, type RightsRegime, type RightsRow } from './rights-table.js';
import { isFrenchOverseas } from './territory.js';
import { against, kilometres, spanOf } from './words.js';

/** What EU261 or UK261 owes, once its scope is clear. Pure. */
export function applyPassengerRights(
  regime: RightsRegime,
  journey: Journey,
  disruption: Disruption,
): Omit<Entitlement, 'setOffAgainst'> {
  const { terms, band } = termsOf(regime, journey);
  const facts = factsOf(disruption, terms, band);
  const { offer, noticeMinutes } = disruption;
  const lateMinutes = offer?.arrivesLaterMinutes ?? Number.POSITIVE_INFINITY;
  const earlierMinutes = offer ? -offer.departsLaterMinutes : 0;
  const outcome = decideCompensation(facts, lateMinutes, earlierMinutes, noticeMinutes);
  const amountMinor = { none: 0, half: halfOf(band.sumMinor), full: band.sumMinor }[outcome.share];
  const compensation = money(amountMinor, terms.currency);
  const refund = refundOf(terms, disruption);
  const care = careOf(
    disruption,
    isCareOwed(facts, offer?.departsLaterMinutes ?? Number.POSITIVE_INFINITY, noticeMinutes),
  );
  const percent = disruption.downgraded ? downgradePercent(regime, journey, disruption.downgraded) : 0;
  const steps: Step[] = [
    { step: 'distance', value: distanceOf(journey), rule: 'Art. 7(4)' },
    { step: 'band', value: `${band.name}: ${formatMoney(money(band.sumMinor, terms.currency))}`, rule: band.article },
    { step: 'event', value: eventOf(disruption), rule: EVENT_RULES[disruption.kind] },
    { step: 'notice', value: noticeOf(noticeMinutes), rule: 'Art. 5(1)(c)' },
    { step: 'cause', value: causeOf(disruption, facts.isExtraordinary), rule: 'Art. 5(3), recital 14' },
    {
      step: 'compensation',
      value: `${formatMoney(compensation)}: ${because(outcome, terms, band)}`,
      rule: outcome.rule,
    },
    refund.step,
    care.step,
  ];
  if (percent > 0) {
    steps.push({ step: 'downgrade', value: `${percent} % of that flight's price comes back`, rule: 'Art. 10(2)' });
  }
  return {
    ...{ regime, compensation, refund: refund.right, care: care.owed, downgradePercent: percent },
    derivation: steps.map((step) => ({ ...step, rule: `${regime} ${step.rule}` })),
  };
}

const EVENT_RULES = {
  cancelled: 'Art. 5(1)',
  delayed: 'Art. 6(1)',
  'denied-boarding': 'Art. 4',
} as const;

/**
 * The part of a flight's price that comes back to who flew it in a lower cabin (Art. 10(2)): by the distance of that
 * flight alone (C-255/15 Mennens). Between the European territory and a French overseas department it is that of the long band.
 */
export function downgradePercent(regime: RightsRegime, journey: Journey, flight: Route): number {
  const { terms } = termsOf(regime, journey);
  const [a, b] = [flight.origin.country, flight.destination.country].map(isFrenchOverseas);
  const isInside = isWithin(regime, { ...journey, origin: flight.origin, destination: flight.destination });
  return bandOf(terms, flight.distanceKm, isInside && a === b).downgradePercent;
}

/** Art. 5(1)(a), 6(1)(iii) and 4(3), each with Art. 8(1)(a): seven days, for who does not want to be rerouted. */
function refundOf(terms: RightsRow, disruption: Disruption): { readonly right: RefundRight; readonly step: Step } {
  const { kind, offer, answer, today } = disruption;
  const departsLater = offer?.departsLaterMinutes ?? Number.POSITIVE_INFINITY;
  const isBroughtForward = -departsLater > terms.broughtForwardMinutes;
  const mayChoose = kind !== 'delayed' || departsLater >= terms.refundFromMinutes || isBroughtForward;
  const rule = {
    cancelled: 'Art. 5(1)(a), 8(1)(a)',
    delayed: 'Art. 6(1)(iii), 8(1)(a)',
    'denied-boarding': 'Art. 4(3), 8(1)(a)',
  };
  const isDue = mayChoose && answer !== 'accepted';
  const by = isDue ? afterCalendarDays(today, terms.refundDays) : null;
  let value = `departs less than ${spanOf(terms.refundFromMinutes)} late: none`;
  if (isDue) value = `the unflown ticket in full within ${terms.refundDays} days, by ${by}, unless they travel`;
  else if (mayChoose) value = 'none: they took the new routing';
  return { right: { isDue, isAutomatic: false, by }, step: { step: 'refund', value, rule: rule[kind] } };
}

function careOf({ kind, offer }: Disruption, isOwed: boolean) {
  const hotelNights = isOwed ? Math.max(0, offer?.nights ?? 0) : 0;
  const hotel =
    hotelNights > 0 ? `, hotel for ${hotelNights} night${hotelNights === 1 ? '' : 's'} and the way there` : '';
  const rule = { cancelled: 'Art. 5(1)(b), 9', delayed: 'Art. 6(1), 9', 'denied-boarding': 'Art. 4(3), 9' }[kind];
  const value = isOwed
    ? `meals and two calls${hotel}, whatever the cause`
    : 'none: nobody waits long enough at the airport';
  return { owed: { meals: isOwed, hotelNights }, step: { step: 'care', value, rule } };
}

function distanceOf({ distanceKm, origin, destination }: Journey): string {
  return `${kilometres(distanceKm)}, great circle from ${origin.airport} to ${destination.airport}`;
}

/** What happened, with the new times against the schedule. */
export function eventOf({ kind, offer, isVolunteer }: Disruption): string {
  const what = { cancelled: 'cancelled', delayed: 'new times', 'denied-boarding': 'denied boarding' }[kind];
  const told = isVolunteer ? `${what}, as a volunteer` : what;
  if (!offer) return `${told}; nothing gets them there yet`;
  const { departsLaterMinutes, arrivesLaterMinutes } = offer;
  return `${told}; ${against('departs', departsLaterMinutes)}, ${against('arrives', arrivesLaterMinutes)}`;
}

function noticeOf(minutes: number): string {
  return minutes > 0 ? `told ${spanOf(minutes)} before departure` : 'not told before departure';
}

function causeOf({ kind, cause }: Disruption, isExtraordinary: boolean): string {
  if (kind === 'denied-boarding') return `${cause}: nothing excuses denied boarding`;
  return `${cause}: ${isExtraordinary ? 'extraordinary circumstances' : 'no extraordinary circumstances'}`;
}

function because({ why }: Outcome, terms: RightsRow, band: Band): string {
  const [early, late] = terms.notices;
  const within = ({ earlierUpToMinutes: earlier, laterBelowMinutes: later }: typeof early) =>
    `at most ${spanOf(earlier)} earlier and less than ${spanOf(later)} later`;
  switch (why) {
    case 'volunteer':
      return 'the benefit that was agreed takes its place';
    case 'denied':
      return 'denied boarding';
    case 'deniedAndRerouted':
      return 'denied boarding, halved for arriving in time';
    case 'onTime':
      return `arrives less than ${spanOf(terms.lateFromMinutes)} late`;
    case 'extraordinary':
      return 'extraordinary circumstances';
    case 'toldEarly':
      return `told ${spanOf(terms.freeNoticeMinutes)} ahead or earlier`;
    case 'toldInTime':
      return `told ${spanOf(early.fromMinutes)} ahead or earlier, ${within(early)}`;
    case 'toldLate':
      return `told less than ${spanOf(early.fromMinutes)} ahead, ${within(late)}`;
    case 'cancelled':
      return 'cancelled without new routing in time';
    case 'cancelledAndRerouted':
      return 'cancelled, halved for arriving in time';
    case 'broughtForward':
      return `brought forward by more than ${spanOf(terms.broughtForwardMinutes)}, which is a cancellation`;
    case 'late':
      return `arrives ${spanOf(terms.lateFromMinutes)} late or more`;
    case 'lateOnLongFlight':
      return `halved for a delay below ${spanOf(band.lateHalvedBelowMinutes)}`;
  }
}
