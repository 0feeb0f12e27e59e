import type { FlightTimes } from '../catalog/flight-times.js';
import { HOUR_MS, localDateOf } from '../kernel/instant.js';
import { fromEpochDay, type LocalDate, toEpochDay } from '../kernel/local-date.js';
import { instantOn, type SsimLeg } from './ssim-leg.js';

const MAX_DURATION_MS = 24 * HOUR_MS;

/** What narrows a schedule down; both ends included, by the calendar of the origin. */
export interface Horizon {
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
}

/** How many days behind the day of operation a leg leaves and arrives. */
export interface DayShifts {
  readonly departure: number;
  readonly arrival: number;
}

/**
 * The days behind the day of operation, where the file leaves them open: a leg leaves behind the arrival
 * of the leg before it that is written with the same days, and arrives at the first time that it can.
 * @param before the leg ahead of it in the same flight, with its shifts
 * @returns undefined when the arrival that the file gives is not behind the departure, within a day
 */
export function shiftsOf(
  leg: SsimLeg,
  before: { readonly leg: SsimLeg; readonly shifts: DayShifts } | undefined,
  isUtc: boolean,
): DayShifts | undefined {
  const at = (end: 'departure' | 'arrival', shift: number) => instantOn(leg.from, shift, leg[end], isUtc);
  let departure = leg.departure.dayShift ?? 0;
  if (leg.departure.dayShift === undefined && before && hasSameDays(leg, before.leg)) {
    const free = instantOn(leg.from, before.shifts.arrival, before.leg.arrival, isUtc);
    while (at('departure', departure) < free) departure += 1;
  }
  const departs = at('departure', departure);
  let arrival = leg.arrival.dayShift ?? departure - 1;
  if (leg.arrival.dayShift === undefined) while (at('arrival', arrival) <= departs) arrival += 1;
  const durationMs = at('arrival', arrival) - departs;
  return durationMs > 0 && durationMs <= MAX_DURATION_MS ? { departure, arrival } : undefined;
}

function hasSameDays(a: SsimLeg, b: SsimLeg): boolean {
  return a.from === b.from && a.to === b.to && [...a.days].join() === [...b.days].join();
}

/**
 * The flights of a leg: each day of its period that is one of its days of the week, every so many
 * weeks. What leaves outside of the horizon is left out.
 * @param end the last day of an open period
 */
export function* flightsOfLeg(
  leg: SsimLeg,
  shifts: DayShifts,
  options: { readonly isUtc: boolean; readonly horizon: Horizon; readonly end: LocalDate },
): Generator<FlightTimes> {
  const { isUtc, horizon } = options;
  const first = toEpochDay(leg.from);
  const last = toEpochDay(leg.to ?? options.end);
  // A day beside the horizon may lie within it by another clock.
  const margin = Math.abs(shifts.departure) + 1;
  const begin = Math.max(first, horizon.from === undefined ? first : toEpochDay(horizon.from) - margin);
  const until = Math.min(last, horizon.to === undefined ? last : toEpochDay(horizon.to) + margin);
  for (let day = begin; day <= until; day += 1) {
    if (!leg.days.has(weekdayOf(day)) || Math.floor((day - first) / 7) % leg.everyWeeks !== 0) continue;
    const times = timesOn(fromEpochDay(day), leg, shifts, isUtc);
    const isEarly = horizon.from !== undefined && times.departureDate < horizon.from;
    const isLate = horizon.to !== undefined && times.departureDate > horizon.to;
    if (!isEarly && !isLate) yield times;
  }
}

function timesOn(day: LocalDate, leg: SsimLeg, shifts: DayShifts, isUtc: boolean): FlightTimes {
  const departsAt = instantOn(day, shifts.departure, leg.departure, isUtc);
  return {
    departureDate: localDateOf(departsAt, leg.departure.offset),
    departsAt,
    departsOffset: leg.departure.offset,
    arrivesAt: instantOn(day, shifts.arrival, leg.arrival, isUtc),
    arrivesOffset: leg.arrival.offset,
  };
}

/** 1 is Monday. @param day since 1970-01-01, a Thursday */
function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}
