import type { FareRow, FlightRow } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import { type Instant, localDateOf } from '../kernel/instant.js';
import { nightsBetween } from '../kernel/local-date.js';

/** One flight of a purchase with the fare that it is bought at. */
export interface RuledFlight {
  readonly flight: Pick<FlightRow, 'departs_at' | 'departs_offset' | 'departure_date'>;
  readonly fare: Pick<
    FareRow,
    'fare_class' | 'fare_basis' | 'advance_purchase_days' | 'min_stay_days' | 'max_stay_days'
  >;
  /** 1 is the way out, 2 the way back. */
  readonly journey: number;
}

/** A rule of a fare that a purchase does not keep. Days and nights are counted between local dates. */
export interface BrokenRule {
  readonly rule: 'advance purchase' | 'minimum stay' | 'maximum stay';
  readonly fareClass: string;
  readonly fareBasis: string;
  /** As the fare has it, and as the purchase does. */
  readonly required: number;
  readonly actual: number;
  readonly reason: string;
}

/**
 * The first rule that the purchase breaks. Advance purchase counts from the day of the sale to the first
 * departure of the fare's own journey, by the calendar of that airport. A stay runs from the first
 * departure of the first journey to that of the last: without a way back there is none, and no minimum is met.
 */
export function findBrokenRule(flights: readonly RuledFlight[], soldAt: Instant): BrokenRule | undefined {
  const starts = firstOfJourneys(flights);
  const [out] = starts;
  const last = starts.at(-1);
  if (!out || !last) return undefined;
  const nights = nightsBetween(out.flight.departure_date, last.flight.departure_date);
  for (const { fare, journey } of flights) {
    const start = starts.find((each) => each.journey === journey) ?? out;
    const broken = brokenAdvance(fare, start.flight, soldAt) ?? brokenStay(fare, nights, starts.length > 1);
    if (broken) return broken;
  }
  return undefined;
}

/**
 * The purchase keeps the rules of all its fares.
 * @throws REFUSED_BY_RULE that names the fare and the rule
 */
export function requireFareRules(flights: readonly RuledFlight[], soldAt: Instant): void {
  const broken = findBrokenRule(flights, soldAt);
  if (!broken) return;
  const { reason, ...details } = broken;
  throw new OpsdeskError('REFUSED_BY_RULE', `class ${broken.fareClass} (${broken.fareBasis}) ${reason}`, {
    hint: 'Choose other dates, or a fare class without this rule: opsdesk flight show REF lists them.',
    details,
  });
}

/** The first departure of each journey, in the order of the journeys. */
function firstOfJourneys(flights: readonly RuledFlight[]): RuledFlight[] {
  const first = new Map<number, RuledFlight>();
  for (const each of flights) {
    const known = first.get(each.journey);
    if (!known || each.flight.departs_at < known.flight.departs_at) first.set(each.journey, each);
  }
  return [...first.values()].sort((a, b) => a.journey - b.journey);
}

function brokenAdvance(
  fare: RuledFlight['fare'],
  start: RuledFlight['flight'],
  soldAt: Instant,
): BrokenRule | undefined {
  const required = fare.advance_purchase_days;
  if (required === 0) return undefined;
  const actual = nightsBetween(localDateOf(soldAt, start.departs_offset), start.departure_date);
  if (actual >= required) return undefined;
  const reason = `must be bought ${days(required)} before departure, and it leaves in ${days(Math.max(0, actual))}`;
  return broken(fare, { rule: 'advance purchase', required, actual, reason });
}

function brokenStay(fare: RuledFlight['fare'], nights: number, hasReturn: boolean): BrokenRule | undefined {
  const { min_stay_days: min, max_stay_days: max } = fare;
  if (min > 0 && !hasReturn) {
    const reason = `asks for a stay of ${count(min, 'night')}, and there is no way back`;
    return broken(fare, { rule: 'minimum stay', required: min, actual: 0, reason });
  }
  if (min > 0 && nights < min) {
    const reason = `asks for a stay of at least ${count(min, 'night')}, and this one has ${nights}`;
    return broken(fare, { rule: 'minimum stay', required: min, actual: nights, reason });
  }
  if (max > 0 && nights > max) {
    const reason = `allows a stay of at most ${count(max, 'night')}, and this one has ${nights}`;
    return broken(fare, { rule: 'maximum stay', required: max, actual: nights, reason });
  }
  return undefined;
}

function broken(fare: RuledFlight['fare'], what: Omit<BrokenRule, 'fareClass' | 'fareBasis'>): BrokenRule {
  return { fareClass: fare.fare_class, fareBasis: fare.fare_basis, ...what };
}

const days = (value: number) => count(value, 'day');

function count(value: number, unit: string): string {
  return `${value} ${unit}${value === 1 ? '' : 's'}`;
}
