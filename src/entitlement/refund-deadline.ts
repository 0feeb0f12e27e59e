import { addDays, fromEpochDay, type LocalDate, toEpochDay } from '../kernel/local-date.js';

/** The last day of a term of so many calendar days that begins on a day. */
export function afterCalendarDays(date: LocalDate, days: number): LocalDate {
  return addDays(date, days);
}

/** The same in business days: Monday to Friday without federal holidays of the United States (14 CFR 260.2). */
export function afterBusinessDays(date: LocalDate, days: number): LocalDate {
  let day = date;
  for (let left = days; left > 0; ) {
    day = addDays(day, 1);
    if (isBusinessDay(day)) left -= 1;
  }
  return day;
}

function isBusinessDay(date: LocalDate): boolean {
  const weekday = weekdayOf(date);
  return weekday >= 1 && weekday <= 5 && !isFederalHoliday(date);
}

/** Sunday is 0. */
function weekdayOf(date: LocalDate): number {
  return (toEpochDay(date) + 4) % 7;
}

/** Month and day of the holidays that have a date. */
const FIXED: readonly { readonly day: string; readonly since: number }[] = [
  { day: '01-01', since: 0 },
  { day: '06-19', since: 2021 },
  { day: '07-04', since: 0 },
  { day: '11-11', since: 0 },
  { day: '12-25', since: 0 },
];
/** The others: Monday is 1, Thursday is 4; the first possible day of the month. */
const FLOATING: readonly { readonly weekday: number; readonly month: string; readonly from: number }[] = [
  { weekday: 1, month: '01', from: 15 },
  { weekday: 1, month: '02', from: 15 },
  { weekday: 1, month: '05', from: 25 },
  { weekday: 1, month: '09', from: 1 },
  { weekday: 1, month: '10', from: 8 },
  { weekday: 4, month: '11', from: 22 },
];

/** A legal public holiday (5 USC 6103), or the weekday on which one of a weekend is kept. */
function isFederalHoliday(date: LocalDate): boolean {
  const weekday = weekdayOf(date);
  const dayOfMonth = Number(date.slice(8));
  const isFloating = FLOATING.some(
    (each) =>
      each.weekday === weekday &&
      date.slice(5, 7) === each.month &&
      dayOfMonth >= each.from &&
      dayOfMonth < each.from + 7,
  );
  if (isFloating || isFixed(date)) return true;
  if (weekday === 5) return isFixed(fromEpochDay(toEpochDay(date) + 1));
  return weekday === 1 && isFixed(fromEpochDay(toEpochDay(date) - 1));
}

function isFixed(date: LocalDate): boolean {
  return FIXED.some(({ day, since }) => date.slice(5) === day && Number(date.slice(0, 4)) >= since);
}
