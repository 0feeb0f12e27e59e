import type { Instant } from '../../kernel/instant.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { findBrokenRule, type RuledFlight } from '../../pricing/fare-rules.js';
import type { SearchFare } from './space-repository.js';

/** When a journey begins, by the clocks of its origin. */
export interface JourneyStart {
  readonly departureDate: LocalDate;
  readonly offsetMinutes: number;
}

/** Whether the rules of a fare allow its sale on the nth journey of a trip, counted from 0. */
export type FareJudge = (fare: SearchFare, journey: number) => boolean;

const WITHOUT_RULES = { fare_class: '', fare_basis: '', advance_purchase_days: 0, min_stay_days: 0, max_stay_days: 0 };

/** By the rules that a booking is held to. The dates are those of the search, so that few fares need a look. */
export function judgeFares(starts: readonly JourneyStart[], now: Instant): FareJudge {
  const known = new Map<string, boolean>();
  return (fare, journey) => {
    const { advance_purchase_days, min_stay_days, max_stay_days } = fare;
    if (advance_purchase_days === 0 && min_stay_days === 0 && max_stay_days === 0) return true;
    const key = `${advance_purchase_days} ${min_stay_days} ${max_stay_days} ${journey}`;
    let isSold = known.get(key);
    if (isSold === undefined) {
      const flights = starts.map((start, at) => ruledFlight(start, at, at === journey ? fare : undefined));
      isSold = findBrokenRule(flights, now) === undefined;
      known.set(key, isSold);
    }
    return isSold;
  };
}

function ruledFlight(start: JourneyStart, at: number, fare: SearchFare | undefined): RuledFlight {
  return {
    flight: { departure_date: start.departureDate, departs_offset: start.offsetMinutes, departs_at: at },
    fare: { ...WITHOUT_RULES, ...fare },
    journey: at + 1,
  };
}
