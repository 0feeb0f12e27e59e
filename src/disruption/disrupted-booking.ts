import type { SegmentStatus, SpecialService, Tier } from '../database/schema.js';
import { groupBy } from '../kernel/group-by.js';
import type { Instant } from '../kernel/instant.js';
import type { LiveStay, loadBookings, ScheduledFlight } from './plan-repository.js';

/** A line of a booking: a flight at the times that the line stands for, and those at which it was sold. */
export interface Line {
  readonly position: number;
  readonly status: SegmentStatus;
  readonly journey: number;
  readonly replaces: number | null;
  /** Another line stands in for it, whatever has become of that one since. */
  readonly isReplaced: boolean;
  readonly cabin: string;
  /** Of one adult, minor units of the booking's currency. */
  readonly base_minor: number;
  readonly tax_minor: number;
  /** A line that new times have taken the place of has the old ones. */
  readonly flight: ScheduledFlight;
}

/** A confirmed booking without a word on who travels. */
export interface DisruptedBooking {
  readonly id: string;
  readonly recordLocator: string;
  readonly version: number;
  readonly currency: string;
  readonly tier: Tier;
  /** With a seat. */
  readonly seats: number;
  readonly adults: number;
  readonly infants: number;
  /** One for each passenger who has one. */
  readonly services: readonly SpecialService[];
  /** By position. */
  readonly lines: readonly Line[];
  readonly stays: readonly LiveStay[];
}

type Loaded = Awaited<ReturnType<typeof loadBookings>>;

/** Puts bookings together from their rows, in the order of their ids. @param flightOf by its id */
export function assembleBookings(loaded: Loaded, flightOf: (id: number) => ScheduledFlight): DisruptedBooking[] {
  const idOf = ({ booking_id }: { readonly booking_id: string }) => booking_id;
  const passengers = groupBy(loaded.passengers, idOf);
  const segments = groupBy(loaded.segments, idOf);
  const stays = groupBy(loaded.stays, idOf);
  const times = groupBy(loaded.offers, idOf);
  return loaded.heads.map(({ id, record_locator, version, currency, tier }) => {
    const party = passengers.get(id) ?? [];
    const count = (isCounted: (type: string) => boolean) =>
      party.reduce((sum, each) => sum + (isCounted(each.type) ? each.count : 0), 0);
    return {
      ...{ id, recordLocator: record_locator, version, currency, tier },
      seats: count((type) => type !== 'INF'),
      adults: count((type) => type === 'ADT'),
      infants: count((type) => type === 'INF'),
      services: party.flatMap(({ service, count: people }) =>
        service === null ? [] : Array.from({ length: people }, () => service),
      ),
      lines: linesOf(segments.get(id) ?? [], times.get(id) ?? [], flightOf),
      stays: stays.get(id) ?? [],
    };
  });
}

type Segment = Loaded['segments'][number];
type Offer = Loaded['offers'][number];

function linesOf(
  segments: readonly Segment[],
  offers: readonly Offer[],
  flightOf: (id: number) => ScheduledFlight,
): Line[] {
  const kept = segments.filter((segment) => !isTakenBack(segment, offers));
  const replaced = new Set(kept.flatMap((segment) => ancestorsOf(segment, segments)));
  return kept.map((segment) => {
    const { booking_id: _, flight_id, ...line } = segment;
    const before = offers.find((each) => each.old_position === line.position && each.flight_id === flight_id);
    const flight = flightOf(flight_id);
    return { ...line, isReplaced: replaced.has(segment), flight: before ? atOldTimes(flight, before) : flight };
  });
}

/** Another flight that was offered and taken back leaves what it stood in for as it was. */
function isTakenBack({ status, position, flight_id }: Segment, offers: readonly Offer[]): boolean {
  const offer = offers.find((each) => each.new_position === position);
  return status === 'XX' && offer?.status === 'superseded' && offer.flight_id !== flight_id;
}

function ancestorsOf({ replaces }: Segment, segments: readonly Segment[]): Segment[] {
  const before = segments.find(({ position }) => position === replaces);
  return before ? [before, ...ancestorsOf(before, segments)] : [];
}

function atOldTimes(flight: ScheduledFlight, old: Offer): ScheduledFlight {
  return {
    ...flight,
    departs_at: old.old_departs_at,
    departs_offset: old.old_departs_offset,
    arrives_at: old.old_arrives_at,
    arrives_offset: old.old_arrives_offset,
  };
}

const OVER: readonly SegmentStatus[] = ['XX', 'UN', 'UC', 'NO'];

/** It is to be flown, or was. Whoever waits for a seat (HL) has none. */
export function isLine(line: Line): boolean {
  return !OVER.includes(line.status) && line.status !== 'HL';
}

/** An old time of a flight is no other flight: whoever has its new times has the same seats. */
export function isDelayed(line: Line, lines: readonly Line[]): boolean {
  if (line.status !== 'TK' || line.replaces === null) return false;
  return lines.some(({ position, flight }) => position === line.replaces && flight.id === line.flight.id);
}

/** The line that was sold, of one that stands in for it on the same flight. */
export function soldLine(line: Line, lines: readonly Line[]): Line {
  let sold = line;
  for (;;) {
    const before = lines.find(({ position, flight }) => position === sold.replaces && flight.id === sold.flight.id);
    if (!before || before.position >= sold.position) return sold;
    sold = before;
  }
}

export function hasLeft(line: Line, now: Instant): boolean {
  return line.flight.departs_at <= now;
}
