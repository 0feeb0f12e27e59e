import { DAY_MS, type Instant, MINUTE_MS } from '../kernel/instant.js';
import { isLocalDate, type LocalDate, toEpochDay } from '../kernel/local-date.js';
import { offsetMinutesAt } from './time-zone.js';

/** What a clock on the wall of a place shows. */
export interface WallTime {
  readonly date: LocalDate;
  /** Minutes since midnight, 0 to 1439. */
  readonly minuteOfDay: number;
}

export interface ZonedInstant {
  readonly instant: Instant;
  /** Minutes that clocks there are ahead of UTC at that instant. */
  readonly offsetMinutes: number;
}

/**
 * The instants at which the clocks of a zone show a wall time, earliest first. Where clocks go back and
 * show it twice, both; where they go forward and skip it, the one that lies as far behind the jump.
 */
export function instantsOf(timeZone: string, wall: WallTime): readonly [ZonedInstant, ...ZonedInstant[]] {
  const asUtc = asUtcOf(wall);
  // No zone is more than 14 hours from UTC and none changes twice in three days.
  const before = offsetMinutesAt(timeZone, asUtc - DAY_MS);
  const after = offsetMinutesAt(timeZone, asUtc + DAY_MS);
  const first = asUtc - before * MINUTE_MS;
  if (before === after) return [{ instant: first, offsetMinutes: before }];
  const second = asUtc - after * MINUTE_MS;
  const isFirstReal = offsetMinutesAt(timeZone, first) === before;
  const isSecondReal = offsetMinutesAt(timeZone, second) === after;
  if (isFirstReal && isSecondReal) {
    return [
      { instant: first, offsetMinutes: before },
      { instant: second, offsetMinutes: after },
    ];
  }
  if (isSecondReal) return [{ instant: second, offsetMinutes: after }];
  return [{ instant: first, offsetMinutes: offsetMinutesAt(timeZone, first) }];
}

/**
 * The instant of a wall time. A time that clocks skip is shifted forward by as much as they jump; of a
 * time that they show twice it is the first.
 */
export function instantOf(timeZone: string, wall: WallTime): ZonedInstant {
  return instantsOf(timeZone, wall)[0];
}

/** The same for a time that a timetable names, which nobody can keep where clocks skip it: none there. */
export function shownInstantsOf(timeZone: string, wall: WallTime): readonly ZonedInstant[] {
  return instantsOf(timeZone, wall).filter((each) => isShownAt(each, wall));
}

/** Whether clocks show a wall time at an instant of whole minutes. */
export function isShownAt({ instant, offsetMinutes }: ZonedInstant, wall: WallTime): boolean {
  return instant + offsetMinutes * MINUTE_MS === asUtcOf(wall);
}

/** The instant at which clocks that are not ahead of UTC show it. */
function asUtcOf({ date, minuteOfDay }: WallTime): Instant {
  return toEpochDay(date) * DAY_MS + minuteOfDay * MINUTE_MS;
}

/** Reads `2026-12-01T09:30` (seconds, if any, must be zero), or returns undefined. */
export function parseWallTime(text: string): WallTime | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::00)?$/.exec(text);
  const date = match?.[1];
  if (!match || !date || !isLocalDate(date)) return undefined;
  const hour = Number(match[2]);
  const minute = Number(match[3]);
  return hour < 24 && minute < 60 ? { date, minuteOfDay: hour * 60 + minute } : undefined;
}
