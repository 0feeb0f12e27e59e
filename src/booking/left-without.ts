import type { FlightRow, SegmentStatus } from '../database/schema.js';
import type { Instant } from '../kernel/instant.js';
import { isLive } from './booking-record.js';

/** A flight of a booking, as far as it tells who was on it. */
export interface TravelledLine {
  readonly position: number;
  readonly status: SegmentStatus;
  readonly journey: number;
  readonly replaces: number | null;
  readonly flight: Pick<FlightRow, 'carrier' | 'number' | 'origin' | 'destination' | 'departs_at' | 'arrives_at'>;
}

/**
 * The flights of a booking that have left and that its passengers cannot have been on: what was to bring them there
 * does not operate, or came in after them. Nobody has to say so: the times do.
 * @param lines all of the booking
 */
export function leftWithout<T extends TravelledLine>(lines: readonly T[], now: Instant): T[] {
  const missed = new Set<T>();
  const isLost = (line: T) => missed.has(line) || isOpen(line, lines);
  const isReached = (line: T) =>
    !lines.some((before) => leadsTo(before, line) && (isLost(before) || (isLive(before) && isTooLate(before, line))));
  for (let count = -1; count < missed.size; ) {
    count = missed.size;
    for (const line of lines) if (isLive(line) && line.flight.departs_at <= now && !isReached(line)) missed.add(line);
  }
  return [...missed];
}

/** Whether a flight is behind one that does not operate, and that nothing stands in for. */
export function isBehindLost<T extends TravelledLine>(line: T, lines: readonly T[]): boolean {
  return lines.some((before) => leadsTo(before, line) && isOpen(before, lines));
}

/** It does not operate, and nothing stands in for it. */
function isOpen({ status, position }: TravelledLine, lines: readonly TravelledLine[]): boolean {
  return status === 'UN' && !lines.some((line) => isLive(line) && line.replaces === position);
}

function leadsTo(before: TravelledLine, line: TravelledLine): boolean {
  if (before === line || before.journey !== line.journey || before.flight.destination !== line.flight.origin) {
    return false;
  }
  // Of a flight that was delayed only what it stands in for tells whether it was to leave before.
  const wasBefore = before.replaces !== null && before.replaces < (line.replaces ?? line.position);
  return wasBefore || before.flight.departs_at < line.flight.departs_at;
}

/** Whoever stays on the aircraft flies on with it. */
function isTooLate({ flight: before }: TravelledLine, { flight: after }: TravelledLine): boolean {
  const isOneAircraft = before.carrier === after.carrier && before.number === after.number;
  return !isOneAircraft && before.arrives_at > after.departs_at;
}
