import { stayId } from '../booking/booking-record.js';
import { HOUR_MS, type Instant, localDateOf, MINUTE_MS } from '../kernel/instant.js';
import { addDays, type LocalDate, nightsBetween } from '../kernel/local-date.js';
import { type DisruptedBooking, isLine } from './disrupted-booking.js';
import type { PlannedStay } from './plan.js';
import type { LiveStay, ScheduledFlight } from './plan-repository.js';
import type { RoomSpace } from './room-space.js';

/** Between which flights a journey lies, as it was sold and as it will be. */
export interface JourneyTimes {
  readonly journey: number;
  readonly sold: { readonly first: ScheduledFlight; readonly last: ScheduledFlight };
  /** Null where it is not made. */
  readonly will: { readonly first: ScheduledFlight; readonly last: ScheduledFlight } | null;
}

/** Who comes in before this hour by the clocks there has come for the night before. */
const SMALL_HOURS_MS = 6 * HOUR_MS;

/** A stay that the flights around it do not fit any more. */
export interface StayMove {
  readonly stay: LiveStay;
  /** Null where nobody comes to stay. */
  readonly to: { readonly checkIn: LocalDate; readonly checkOut: LocalDate } | null;
}

/** The stays of a booking that have to follow its flights, and where to. @param hits the journeys that were hit */
export function findStayMoves(booking: DisruptedBooking, hits: readonly JourneyTimes[]): StayMove[] {
  if (booking.stays.length === 0) return [];
  const journeys = timesOfAll(booking, hits);
  return booking.stays.flatMap((stay): StayMove[] => {
    const before = journeys.findLast(({ sold }) => arrivalDay(sold.last) <= stay.check_in);
    const after = journeys.find(
      (each) => each.journey > (before?.journey ?? 0) && departureDay(each.sold.first) >= stay.check_in,
    );
    if (before && before.will === null) return [{ stay, to: null }];
    const checkIn = before?.will ? newCheckIn(stay, before.sold.last, before.will.last) : stay.check_in;
    const followed = addDays(stay.check_out, nightsBetween(stay.check_in, checkIn));
    const checkOut = after ? newCheckOut(stay, after) : followed;
    return checkIn === stay.check_in && checkOut === stay.check_out ? [] : [{ stay, to: { checkIn, checkOut } }];
  });
}

/**
 * What a plan says of stays that have to move. @param mayShift false where the flights are kept: then nobody touches
 * the booking, and a person has to look
 */
export function planStays(moves: readonly StayMove[], rooms: RoomSpace, mayShift: boolean): PlannedStay[] {
  return moves.map(({ stay, to }): PlannedStay => {
    const id = stayId(stay.position);
    if (to === null) {
      return { stay: id, action: 'release', checkIn: null, checkOut: null, reason: 'nobody arrives for it' };
    }
    const nights = `from ${to.checkIn} to ${to.checkOut}`;
    const trouble = mayShift ? rooms.shift(stay, to) : 'the flights are kept';
    if (trouble !== undefined) {
      return { stay: id, action: 'flag', ...to, reason: `should be ${nights}, and is not moved: ${trouble}` };
    }
    return { stay: id, action: 'shift', ...to, reason: `follows the flights: ${nights}` };
  });
}

function timesOfAll(booking: DisruptedBooking, hits: readonly JourneyTimes[]): JourneyTimes[] {
  const times = new Map<number, JourneyTimes>();
  const lines = booking.lines.filter(isLine).toSorted((a, b) => a.flight.departs_at - b.flight.departs_at);
  for (const { journey, flight } of lines) {
    const ends = { first: times.get(journey)?.sold.first ?? flight, last: flight };
    times.set(journey, { journey, sold: ends, will: ends });
  }
  for (const hit of hits) times.set(hit.journey, hit);
  return [...times.values()].sort((a, b) => a.journey - b.journey);
}

function newCheckIn({ check_in }: LiveStay, sold: ScheduledFlight, will: ScheduledFlight): LocalDate {
  const day = arrivalDay(will);
  const isInSmallHours = day > arrivalDay(sold) && sinceMidnight(will) < SMALL_HOURS_MS;
  const night = isInSmallHours ? addDays(day, -1) : day;
  if (arrivalDay(sold) === check_in) return night;
  return night > check_in ? night : check_in;
}

function newCheckOut({ check_out }: LiveStay, { sold, will }: JourneyTimes): LocalDate {
  if (will === null || departureDay(sold.first) !== check_out) return check_out;
  return departureDay(will.first);
}

const arrivalDay = ({ arrives_at, arrives_offset }: ScheduledFlight) => localDateOf(arrives_at, arrives_offset);
const departureDay = ({ departs_at, departs_offset }: ScheduledFlight) => localDateOf(departs_at, departs_offset);

function sinceMidnight({ arrives_at, arrives_offset }: ScheduledFlight): Instant {
  const wall = arrives_at + arrives_offset * MINUTE_MS;
  return wall - Math.floor(wall / (24 * HOUR_MS)) * 24 * HOUR_MS;
}
