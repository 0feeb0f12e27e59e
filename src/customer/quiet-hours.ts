import { isTimeZone, offsetMinutesAt } from '../catalog/time-zone.js';
import { instantsOf } from '../catalog/wall-time.js';
import { OpsdeskError } from '../kernel/errors.js';
import { type Instant, localDateOf } from '../kernel/instant.js';
import { addDays } from '../kernel/local-date.js';
import type { ChannelName } from './preferences.js';

/** When a customer is not to be disturbed, every day by their own clock; over midnight where `from` is the later one. */
export interface QuietHours {
  /** Minutes since midnight. */
  readonly fromMinute: number;
  /** Minutes since midnight; the first that is not quiet. */
  readonly untilMinute: number;
  /** An IANA name. */
  readonly timeZone: string;
}

/** A telephone rings at night. Mail and programs wait for whoever reads them. */
const DISTURBING: readonly ChannelName[] = ['sms'];

export function isDisturbing(channel: string): boolean {
  return DISTURBING.some((each) => each === channel);
}

/**
 * When the quiet hours end that an instant falls in, or undefined when it falls in none. They end and begin as in other
 * nights where clocks skip their time, that is as long after the last midnight; where clocks show it twice they
 * begin at the first and end at the second. A zone that this machine does not know has none: what is told at night
 * is better than what is never told.
 */
export function quietUntil({ fromMinute, untilMinute, timeZone }: QuietHours, at: Instant): Instant | undefined {
  if (!isTimeZone(timeZone)) return undefined;
  const today = localDateOf(at, offsetMinutesAt(timeZone, at));
  const isOverMidnight = untilMinute < fromMinute;
  for (const date of [addDays(today, -1), today]) {
    const [{ instant: begins }] = instantsOf(timeZone, { date, minuteOfDay: fromMinute });
    const endDate = isOverMidnight ? addDays(date, 1) : date;
    const ends = instantsOf(timeZone, { date: endDate, minuteOfDay: untilMinute }).at(-1)?.instant ?? begins;
    if (begins <= at && at < ends) return ends;
  }
  return undefined;
}

/** Reads `22:00-07:00`. @throws INVALID_INPUT */
export function parseQuietHours(text: string): Pick<QuietHours, 'fromMinute' | 'untilMinute'> {
  const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  const [fromHour, fromRest, untilHour, untilRest] = (match ?? []).slice(1).map(Number);
  const fromMinute = (fromHour ?? 0) * 60 + (fromRest ?? 0);
  const untilMinute = (untilHour ?? 0) * 60 + (untilRest ?? 0);
  if (match && fromMinute !== untilMinute) return { fromMinute, untilMinute };
  throw new OpsdeskError('INVALID_INPUT', `"${text}" does not say when a customer is not to be disturbed`, {
    hint: match
      ? 'They begin and end at different times. For no SMS at all: --notify all:sms=off'
      : 'Write it like 22:00-07:00, or none.',
  });
}

/** `22:00-07:00`. */
export function formatQuietHours({ fromMinute, untilMinute }: QuietHours): string {
  const clock = (minute: number) =>
    [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return `${clock(fromMinute)}-${clock(untilMinute)}`;
}

/** An IANA name as it is written. @throws INVALID_INPUT for a zone that this machine's rules do not know */
export function requireTimeZone(text: string): string {
  const zone = text.trim();
  // Some versions of Node take `+01:00`, which knows no summer.
  if (/^[a-z]/i.test(zone) && isTimeZone(zone)) return zone;
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is not a time zone`, {
    hint: 'Write its IANA name, such as Europe/Berlin or America/New_York.',
  });
}
