import { type LocalDate, toEpochDay } from '../../kernel/local-date.js';

/** `09:30`, as the clock of the place shows it. */
export function clockTime(iso: string): string {
  return iso.slice(11, 16);
}

/** The clock at arrival, with the days that the calendar has moved on by then: `06:10 +1`. */
export function arrivalTime(arrivesAt: string, departureDate: LocalDate): string {
  const days = toEpochDay(arrivesAt.slice(0, 10)) - toEpochDay(departureDate);
  return days === 0 ? clockTime(arrivesAt) : `${clockTime(arrivesAt)} ${days > 0 ? '+' : ''}${days}`;
}

/** `7h 05m`. */
export function duration(minutes: number): string {
  return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, '0')}m`;
}
