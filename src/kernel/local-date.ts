import { OpsdeskError } from './errors.js';

/** A calendar date without a zone, as `YYYY-MM-DD`. Compares as text. */
export type LocalDate = string;

const DAY_MS = 86_400_000;

export function isLocalDate(text: string): text is LocalDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text);
}

/** @throws INVALID_INPUT when the text is no date of the calendar (`2026-02-30`) */
export function parseLocalDate(text: string, what = 'date'): LocalDate {
  if (isLocalDate(text)) return text;
  const isWellWritten = /^\d{4}-\d{2}-\d{2}$/.test(text);
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is not a ${what}`, {
    hint: isWellWritten ? 'The calendar has no such day.' : 'Write dates like 2026-12-01.',
  });
}

/** Whole days since 1970-01-01. */
export function toEpochDay(date: LocalDate): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

export function fromEpochDay(day: number): LocalDate {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return fromEpochDay(toEpochDay(date) + days);
}

/** The nights from one date to another; the second is no night. */
export function nightsBetween(from: LocalDate, to: LocalDate): number {
  return toEpochDay(to) - toEpochDay(from);
}
