import { OpsdeskError } from './errors.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './instant.js';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };
const LONGEST_MS = 366 * DAY_MS;

/** Reads `90s`, `30m`, `2h` or `1d`. @returns milliseconds @throws INVALID_INPUT when it is none, or above a year */
export function parseDuration(text: string): number {
  const match = /^(\d{1,6})([smhd])$/.exec(text.trim().toLowerCase());
  const durationMs = match ? Number(match[1]) * (UNITS[match[2] ?? ''] ?? Number.NaN) : Number.NaN;
  if (durationMs <= LONGEST_MS) return durationMs;
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is not a duration of up to a year`, {
    hint: 'Write a number with its unit: 30m, 2h or 1d.',
  });
}
