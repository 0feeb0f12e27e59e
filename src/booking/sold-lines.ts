import type { ScheduleChangeRow } from '../database/schema.js';
import { type Instant, MINUTE_MS } from '../kernel/instant.js';
import { type BookingRecord, isLive, isSeated, type SegmentRecord } from './booking-record.js';
import type { BookingFate } from './hit-journey-repository.js';

/** A flight as it was sold, and what has come of it. */
export interface SoldLine {
  readonly segment: SegmentRecord;
  /** By the schedule that the passengers agreed to. */
  readonly departsAt: Instant;
  readonly arrivesAt: Instant;
  /** What stands in for it now: itself where nothing happened, several where another way was found. */
  readonly ends: readonly SegmentRecord[];
  /** The offers that led there. */
  readonly changes: readonly ScheduleChangeRow[];
  readonly journey: number;
  /** Cancelled by whoever booked it, or left out with the rest of a journey. */
  readonly isGivenUp: boolean;
}

/**
 * Follows each flight of a booking from what was sold to what is left of it. A change that was agreed to is a new
 * beginning, if it was offered so long before the departure: from then on that is what was sold.
 * @param agreedMinutes 0 where every answer counts
 */
export function traceSoldLines(
  { segments }: Pick<BookingRecord, 'segments'>,
  fate: Pick<BookingFate, 'changes' | 'events'>,
  agreedMinutes: number,
): SoldLine[] {
  const byPosition = new Map(segments.map((segment) => [segment.position, segment]));
  const changeTo = new Map(fate.changes.map((change) => [change.new_position, change]));
  // Another flight that was offered and taken back leaves what it stood in for as it was.
  const isTakenBack = ({ status, position, flight_id }: SegmentRecord) => {
    const change = changeTo.get(position);
    return status === 'XX' && change?.status === 'superseded' && change.flight_id !== flight_id;
  };
  const kept = segments.filter((segment) => !isTakenBack(segment));
  const replaced = new Set(kept.flatMap((segment) => ancestorsOf(segment, byPosition)));
  const lines = new Map<SegmentRecord, Traced>();
  for (const end of kept) {
    if (replaced.has(end)) continue;
    const { root, changes, agreedAt } = climb(end, byPosition, changeTo, agreedMinutes);
    const line = lines.get(root) ?? { ends: [], changes: [], agreedAt };
    line.ends.push(end);
    line.changes.push(...changes.filter((change) => !line.changes.includes(change)));
    lines.set(root, line);
  }
  return [...lines].map(([segment, { ends, changes, agreedAt }]) => {
    const times = soldTimes(segment, changes, agreedAt, fate);
    const journey = ends.toSorted((a, b) => b.position - a.position)[0]?.journey ?? segment.journey;
    const isGivenUp = ends.every((end) => !isSeated(end) && end.status !== 'UN' && !isRefused(end, fate));
    return { segment, ...times, ends, changes, journey, isGivenUp };
  });
}

interface Traced {
  readonly ends: SegmentRecord[];
  readonly changes: ScheduleChangeRow[];
  readonly agreedAt: Instant;
}

/** The customer did not take what was offered: said no to it, or cancelled a flight while its new times were open. */
export function isRefused(
  { status, position, flight_id }: SegmentRecord,
  { changes }: Pick<BookingFate, 'changes'>,
): boolean {
  const change = changes.find((each) => each.new_position === position);
  if (status !== 'XX' || !change) return false;
  return change.status === 'refused' || (change.status === 'superseded' && change.flight_id === flight_id);
}

/** The minutes by which a flight was behind its schedule at a moment, by what had been recorded of it before. */
function delayBefore(flightId: number, at: Instant, { events }: Pick<BookingFate, 'events'>): number {
  const told = events.filter(({ flight_id, kind, recorded_at }) => {
    return flight_id === flightId && kind === 'delayed' && recorded_at < at;
  });
  return told.at(-1)?.delay_minutes ?? 0;
}

function soldTimes(
  { flight, flight_id }: SegmentRecord,
  changes: readonly ScheduleChangeRow[],
  agreedAt: Instant,
  fate: Pick<BookingFate, 'events'>,
): { readonly departsAt: Instant; readonly arrivesAt: Instant } {
  const first = changes.toSorted((a, b) => a.new_position - b.new_position)[0];
  const departsAt = first?.old_departs_at ?? flight.departs_at;
  const arrivesAt = first?.old_arrives_at ?? flight.arrives_at;
  // A small delay moves the times without an offer; one that was agreed to is a part of what was sold.
  const delayMinutes =
    delayBefore(flight_id, first?.offered_at ?? Number.POSITIVE_INFINITY, fate) -
    delayBefore(flight_id, agreedAt + 1, fate);
  const delayMs = delayMinutes * MINUTE_MS;
  return { departsAt: departsAt - delayMs, arrivesAt: arrivesAt - delayMs };
}

/** Every segment that one stands in for, the nearest first. */
function ancestorsOf(segment: SegmentRecord, byPosition: ReadonlyMap<number, SegmentRecord>): SegmentRecord[] {
  const before = segment.replaces === null ? undefined : byPosition.get(segment.replaces);
  return before ? [before, ...ancestorsOf(before, byPosition)] : [];
}

function climb(
  end: SegmentRecord,
  byPosition: ReadonlyMap<number, SegmentRecord>,
  changeTo: ReadonlyMap<number, ScheduleChangeRow>,
  agreedMinutes: number,
): { readonly root: SegmentRecord; readonly changes: readonly ScheduleChangeRow[]; readonly agreedAt: Instant } {
  const change = changeTo.get(end.position);
  const before = end.replaces === null ? undefined : byPosition.get(end.replaces);
  if (!change || !before) return { root: end, changes: [], agreedAt: Number.NEGATIVE_INFINITY };
  if (isAgreed(end, change, agreedMinutes)) return { root: end, changes: [], agreedAt: change.offered_at };
  const above = climb(before, byPosition, changeTo, agreedMinutes);
  return { ...above, changes: [...above.changes, change] };
}

/** Who chose another flight while new times were open has agreed to that one. */
function isAgreed(segment: SegmentRecord, change: ScheduleChangeRow, agreedMinutes: number): boolean {
  if (change.status === 'superseded') return isLive(segment);
  return change.status === 'accepted' && change.old_departs_at - change.offered_at >= agreedMinutes * MINUTE_MS;
}
