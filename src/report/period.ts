import { DAY_MS, type Instant } from '../kernel/instant.js';
import { type LocalDate, toEpochDay } from '../kernel/local-date.js';

/** Days from and to, both of them within; without them from the first and to the last. */
export interface Period {
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
}

/** By instants, in days of UTC: `before` is the first that is beyond it. */
export function instantsOf({ from, to }: Period): { from: Instant; before: Instant } {
  return {
    from: from === undefined ? 0 : toEpochDay(from) * DAY_MS,
    before: to === undefined ? Number.MAX_SAFE_INTEGER : (toEpochDay(to) + 1) * DAY_MS,
  };
}

/** By local dates, which compare as texts. */
export function datesOf({ from, to }: Period): { from: LocalDate; to: LocalDate } {
  return { from: from ?? '0000-01-01', to: to ?? '9999-12-31' };
}
