import { OpsdeskError } from './errors.js';
import { isLocalDate, type LocalDate, parseLocalDate, toEpochDay } from './local-date.js';

/** A point in time as whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** ISO 8601 with the offset of the place (`2026-12-01T09:30:00+01:00`), or `Z` for UTC. */
export function formatInstant(instant: Instant, offsetMinutes = 0): string {
  const wall = instant + offsetMinutes * MINUTE_MS;
  const seconds = Math.floor(wall / 1000);
  const millis = wall - seconds * 1000;
  const fraction = millis === 0 ? '' : `.${String(millis).padStart(3, '0')}`;
  return `${wallSeconds(seconds)}${fraction}${formatOffset(offsetMinutes)}`;
}

/** Of the last few seconds that were asked for: a booking tells one moment many times, and Date's text costs a microsecond. */
const known = new Map<number, string>();
const MOST_KNOWN = 64;

function wallSeconds(seconds: number): string {
  let text = known.get(seconds);
  if (text === undefined) {
    text = new Date(seconds * 1000).toISOString().slice(0, 19);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(seconds, text);
  }
  return text;
}

export function formatOffset(offsetMinutes: number): string {
  if (offsetMinutes === 0) return 'Z';
  const minutes = Math.abs(offsetMinutes);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The calendar date of an instant where clocks are `offsetMinutes` ahead of UTC. */
export function localDateOf(instant: Instant, offsetMinutes: number): LocalDate {
  return new Date(instant + offsetMinutes * MINUTE_MS).toISOString().slice(0, 10);
}

/** @throws INVALID_INPUT unless it is an ISO 8601 instant with an offset or `Z`, of a day that the calendar has */
export function parseInstant(text: string, what = 'instant'): Instant {
  const [, date = ''] = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.exec(text) ?? [];
  // Date.parse takes the 30th of February for the 2nd of March.
  const ms = isLocalDate(date) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(ms)) return ms;
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is not an ${what} with an offset`, {
    hint: 'Write it like 2026-12-01T09:30:00Z or 2026-12-01T09:30:00+01:00, of a day that there is.',
  });
}

/** @throws INVALID_INPUT unless it is a date (midnight UTC) or an instant with an offset */
export function parseSince(text: string): Instant {
  return /^[\d-]*$/.test(text) ? toEpochDay(parseLocalDate(text)) * DAY_MS : parseInstant(text);
}

/** The midnight (UTC) that ends the day so many days from now. */
export function endOfDayIn(now: Instant, days: number): Instant {
  return (Math.floor(now / DAY_MS) + days + 1) * DAY_MS;
}
