import { formatMoney } from '../catalog/currencies.js';
import { basisPoints, type Money, money } from '../kernel/money.js';
import { inForce } from './in-force.js';
import type { Disruption, Entitlement, Journey, RefundRight, Step } from './journey.js';
import { eventOf } from './passenger-rights.js';
import { afterBusinessDays, afterCalendarDays } from './refund-deadline.js';
import { isUs } from './territory.js';
import { DENIED_BOARDING, type DeniedBoardingRow, REFUNDS, type RefundRow } from './us-dot-table.js';
import { spanOf } from './words.js';

const CURRENCY = 'USD';
const NOTHING = { compensation: money(0, CURRENCY), steps: [] as readonly Step[] };

/** What the Department of Transportation's rules owe, once their scope is clear. Pure. */
export function applyUsDot(journey: Journey, disruption: Disruption): Omit<Entitlement, 'setOffAgainst'> {
  const isDomestic = [journey.origin, ...journey.via, journey.destination].every(({ country }) => isUs(country));
  const refunds = inForce(REFUNDS, journey.departureDate);
  if (!refunds) throw new Error(`no refund rule is in force on ${journey.departureDate}`);
  const change = changeOf(refunds, isDomestic, disruption);
  const refund = refundOf(refunds, disruption, change);
  const denied = disruption.kind === 'denied-boarding' ? deniedBoarding(journey, disruption, isDomestic) : NOTHING;
  return {
    regime: 'US-DOT',
    compensation: denied.compensation,
    refund: refund.right,
    care: { meals: false, hotelNights: 0 },
    downgradePercent: 0,
    derivation: [
      { step: 'itinerary', value: isDomestic ? 'domestic' : 'international', rule: '14 CFR 260.2' },
      { step: 'event', value: eventOf(disruption), rule: refunds.rule },
      { step: 'change', value: change.value, rule: refunds.isAutomatic ? '14 CFR 260.2' : refunds.rule },
      refund.step,
      ...denied.steps,
      ...(disruption.kind === 'denied-boarding'
        ? []
        : [{ step: 'compensation', value: 'none for delay or cancellation', rule: '14 CFR 259' }]),
      { step: 'care', value: 'as the carrier has promised, no law', rule: '14 CFR 259.5' },
    ],
  };
}

interface Change {
  readonly isSignificant: boolean;
  readonly value: string;
}

/** Whether it is cancelled or significantly changed (14 CFR 260.2). A worse accessibility is for an agent to say. */
function changeOf(row: RefundRow, isDomestic: boolean, { kind, offer, downgraded }: Disruption): Change {
  if (kind === 'cancelled') return { isSignificant: true, value: 'cancelled' };
  if (!offer) return { isSignificant: true, value: 'nothing gets them there' };
  const limit = isDomestic ? row.domesticMinutes : row.internationalMinutes;
  if (limit === null)
    return { isSignificant: false, value: 'not cancelled, and no rule says what change is significant' };
  const found = [
    -offer.departsLaterMinutes >= limit && `departs ${spanOf(limit)} earlier or more`,
    offer.arrivesLaterMinutes >= limit && `arrives ${spanOf(limit)} later or more`,
    offer.isOtherAirport && 'another airport',
    (offer.extraConnections ?? 0) > 0 && 'more connections',
    downgraded && 'a lower cabin',
  ].filter((each) => typeof each === 'string');
  if (found.length > 0) return { isSignificant: true, value: `significant: ${found.join(', ')}` };
  return { isSignificant: false, value: `not significant: less than ${spanOf(limit)} either way` };
}

function refundOf(row: RefundRow, disruption: Disruption, change: Change) {
  const { answer, isPaidByCard, today } = disruption;
  const isDue = change.isSignificant && answer !== 'accepted';
  // While an offer waits for its answer nothing is undisputed, and nothing automatic (260.6(b)).
  const isAutomatic = isDue && row.isAutomatic && (answer === 'rejected' || !disruption.offer);
  const by = isPaidByCard
    ? afterBusinessDays(today, row.cardBusinessDays)
    : afterCalendarDays(today, row.otherCalendarDays);
  const term = isPaidByCard
    ? `${row.cardBusinessDays} business days (card)`
    : `${row.otherCalendarDays} days (no card)`;
  const how = isAutomatic ? 'without being asked, ' : row.isAutomatic ? 'once they say no, ' : 'when they ask, ';
  const none = change.isSignificant ? 'none: they took what was offered' : 'none';
  const right: RefundRight = { isDue, isAutomatic, by: isDue ? by : null };
  const value = isDue ? `the unflown ticket in full, ${how}within ${term}, by ${by}` : none;
  return { right, step: { step: 'refund', value, rule: row.rule } };
}

/** 14 CFR 250.5: for who is denied boarding against their will at an airport of the United States. */
function deniedBoarding(
  { origin, departureDate }: Journey,
  disruption: Disruption,
  isDomestic: boolean,
): { readonly compensation: Money; readonly steps: readonly Step[] } {
  const row = inForce(DENIED_BOARDING, departureDate);
  const none = (value: string, rule: string) => ({
    compensation: money(0, CURRENCY),
    steps: [{ step: 'compensation', value: `none: ${value}`, rule }],
  });
  if (!row || !isUs(origin.country)) return none('not denied at an airport of the United States', '14 CFR 250.2');
  if (disruption.isVolunteer) return none('the benefit that was agreed takes its place', '14 CFR 250.2b');
  const lateMinutes = disruption.offer?.arrivesLaterMinutes ?? Number.POSITIVE_INFINITY;
  const rule = isDomestic ? '14 CFR 250.5(a)' : '14 CFR 250.5(b)';
  if (lateMinutes <= row.freeUpToMinutes) {
    return none(`the substitute arrives no later than ${spanOf(row.freeUpToMinutes)} after the schedule`, rule);
  }
  return shareOfFare(row, disruption.fare, lateMinutes, isDomestic, rule);
}

function shareOfFare(row: DeniedBoardingRow, fare: Money, lateMinutes: number, isDomestic: boolean, rule: string) {
  const lowerBelow = isDomestic ? row.domesticLowerBelowMinutes : row.internationalLowerBelowMinutes;
  const isLower = lateMinutes < lowerBelow;
  const percent = isLower ? row.lowerPercent : row.higherPercent;
  const cap = money(isLower ? row.lowerCapMinor : row.higherCapMinor, CURRENCY);
  const shareMinor = basisPoints(fare.amountMinor, percent * 100);
  // The caps are in dollars: a fare in another currency is converted by whoever pays it out.
  const isCapped = fare.currency === CURRENCY && shareMinor > cap.amountMinor;
  const compensation = isCapped ? cap : money(shareMinor, fare.currency);
  const unconverted = fare.currency === CURRENCY ? '' : `, to be compared at the day's rate`;
  const steps: Step[] = [
    {
      step: 'share',
      value: `${percent} % of the one-way fare of ${formatMoney(fare)}: arrives ${isLower ? 'less than' : 'no less than'} ${spanOf(lowerBelow)} late`,
      rule,
    },
    { step: 'cap', value: `${formatMoney(cap)}${unconverted}`, rule },
    { step: 'compensation', value: formatMoney(compensation), rule },
  ];
  return { compensation, steps };
}
