import { DAY_MS, MINUTE_MS } from '../kernel/instant.js';
import { isLocalDate, type LocalDate, toEpochDay } from '../kernel/local-date.js';
import { quoteValue, type RowProblem } from './row-problems.js';
import { columns, type SsimRecord } from './ssim-records.js';

/** A leg of a schedule (type 3), read and not yet spread over its days. */
export interface SsimLeg {
  readonly line: number;
  readonly carrier: string;
  /** With the operational suffix behind it: `974Z`. */
  readonly number: string;
  /** Of the number: legs with one variation fly one behind the other. */
  readonly variation: string;
  readonly sequence: number;
  readonly serviceType: string;
  /** Both ends included; without an end it goes on. In UTC where the file is. */
  readonly from: LocalDate;
  readonly to: LocalDate | undefined;
  /** Of the week: 1 is Monday. */
  readonly days: ReadonlySet<number>;
  /** Every so many weeks, counted from the first day of the period. */
  readonly everyWeeks: number;
  readonly departure: SsimTime;
  readonly arrival: SsimTime;
  readonly equipment: string;
  readonly bookingClasses: string;
  readonly configuration: string;
}

export interface SsimTime {
  readonly station: string;
  /** Minutes since midnight, by the clock of the station, or of UTC where the file says so. */
  readonly minuteOfDay: number;
  /** Minutes that the station's clocks are ahead of UTC. */
  readonly offset: number;
  /** Days behind the day of operation; undefined where the file leaves it open. */
  readonly dayShift: number | undefined;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const OPEN_END = '00XXX00';

type Complain = (column: string, reason: string) => undefined;

/** Reads the fields of a leg, or says everything that is wrong with them. */
export function readSsimLeg(record: SsimRecord): SsimLeg | readonly RowProblem[] {
  const problems: RowProblem[] = [];
  const complain: Complain = (column, reason) => {
    problems.push({ line: record.line, column, reason });
    return undefined;
  };
  const field = (from: number, to = from) => columns(record, from, to).trim();
  const period = readPeriod(field(15, 21), field(22, 28), complain);
  const leg = {
    line: record.line,
    carrier: readMatching(/^[A-Z0-9]{2}$/, field(3, 5), 'airline', 'no airline of two characters', complain),
    number: readNumber(field(6, 9), field(2), complain),
    variation: `${field(2)}${field(6, 9)}/${field(10, 11)}`,
    sequence: Number(readMatching(/^\d{2}$/, field(12, 13), 'leg_sequence', 'no leg from 01', complain) ?? 0),
    serviceType: readMatching(/^[A-Z]$/, field(14), 'service_type', 'no service type', complain),
    days: readDays(columns(record, 29, 35), complain),
    everyWeeks: readFrequency(field(36), complain),
    departure: readTime('departure', field(37, 39), field(40, 43), field(48, 52), columns(record, 193), complain),
    arrival: readTime('arrival', field(55, 57), field(62, 65), field(66, 70), columns(record, 194), complain),
    equipment: field(73, 75),
    bookingClasses: field(76, 95),
    configuration: field(173, 192),
  };
  if (leg.departure && leg.departure.station === leg.arrival?.station)
    complain('arrival_station', 'is the departure station too');
  return problems.length > 0 || !period ? problems : ({ ...leg, ...period } as SsimLeg);
}

function readMatching(pattern: RegExp, text: string, column: string, what: string, complain: Complain) {
  return pattern.test(text) ? text : complain(column, `${quoteValue(text)} is ${what}`);
}

function readNumber(digits: string, suffix: string, complain: Complain): string | undefined {
  const number = /^\d{1,4}$/.test(digits) ? Number(digits) : 0;
  if (number > 0 && /^[A-Z]?$/.test(suffix)) return `${number}${suffix}`;
  return complain('flight_number', `${quoteValue(`${digits}${suffix}`)} is no flight number of one to four digits`);
}

function readPeriod(first: string, last: string, complain: Complain) {
  const from = readSsimDate(first) ?? complain('period_start', `${quoteValue(first)} is no day like 09JUN26`);
  const isOpen = last === OPEN_END;
  const to = isOpen
    ? undefined
    : (readSsimDate(last) ?? complain('period_end', `${quoteValue(last)} is no day like 09JUN26`));
  if (from === undefined || (to === undefined && !isOpen)) return undefined;
  if (to !== undefined && to < from)
    return complain('period_end', `${quoteValue(last)} is before the start of the period`);
  return { from, to };
}

/** `09JUN26`, of this century. @returns undefined for what is no day */
export function readSsimDate(text: string): LocalDate | undefined {
  const match = /^(\d{2})([A-Z]{3})(\d{2})$/.exec(text);
  const month = MONTHS.indexOf(match?.[2] ?? '') + 1;
  const date = `20${match?.[3]}-${String(month).padStart(2, '0')}-${match?.[1]}`;
  return match && month > 0 && isLocalDate(date) ? date : undefined;
}

/** Each of the seven places has its own digit, or a blank. */
function readDays(text: string, complain: Complain): ReadonlySet<number> {
  const days = new Set([...text].filter((sign) => sign !== ' ').map(Number));
  if (![...text].every((sign, index) => sign === ' ' || sign === String(index + 1))) {
    complain('days_of_operation', `${quoteValue(text)} is not the digits 1 to 7, each at its place`);
  } else if (days.size === 0) complain('days_of_operation', 'there is no day on which it operates');
  return days;
}

function readFrequency(text: string, complain: Complain): number {
  if (text === '' || text === '1' || text === 'W') return 1;
  if (text === '2') return 2;
  complain('frequency', `${quoteValue(text)} is neither blank nor 2, for every other week`);
  return 1;
}

function readTime(
  end: 'departure' | 'arrival',
  station: string,
  time: string,
  offset: string,
  shift: string,
  complain: Complain,
): SsimTime | undefined {
  const clock = /^([01]\d|2[0-3])([0-5]\d)$/.exec(time);
  const ahead = /^([+-])(0\d|1[0-4])([0-5]\d)$/.exec(offset);
  const dayShift = readDayShift(shift);
  if (!/^[A-Z]{3}$/.test(station)) complain(`${end}_station`, `${quoteValue(station)} is no station of three letters`);
  if (!clock) complain(`${end}_time`, `${quoteValue(time)} is no time like 0930`);
  if (!ahead) complain(`${end}_offset`, `${quoteValue(offset)} is no offset like +0100`);
  if (dayShift === null)
    complain('date_variation', `${quoteValue(shift)} is no number of days, nor J or A for the day before`);
  if (!clock || !ahead || dayShift === null) return undefined;
  const minutes = Number(ahead[2]) * 60 + Number(ahead[3]);
  return {
    station,
    minuteOfDay: Number(clock[1]) * 60 + Number(clock[2]),
    offset: ahead[1] === '-' ? -minutes : minutes,
    dayShift,
  };
}

/** @returns undefined where it is left open, null for what is none */
function readDayShift(text: string): number | undefined | null {
  if (text === ' ') return undefined;
  if (text === 'A' || text === 'J') return -1;
  return /^[0-7]$/.test(text) ? Number(text) : null;
}

/** The day of operation's midnight and a time of it as an instant. @param isUtc the file's times are UTC */
export function instantOn(day: LocalDate, shift: number, time: SsimTime, isUtc: boolean): number {
  const offset = isUtc ? 0 : time.offset;
  return toEpochDay(day) * DAY_MS + shift * DAY_MS + (time.minuteOfDay - offset) * MINUTE_MS;
}
