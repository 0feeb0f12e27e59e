import type { Session } from '../database/dialect.js';
import { getFlight } from '../inventory/flight-repository.js';
import type { FlightRef } from '../kernel/flight-ref.js';
import { DAY_MS, type Instant } from '../kernel/instant.js';
import { assembleBookings, type DisruptedBooking } from './disrupted-booking.js';
import { findHits, type Hit, type HitRules } from './find-hits.js';
import { getJob } from './job-repository.js';
import {
  listDisruptedIds,
  listFlightsById,
  listLeftOver,
  loadBookings,
  type ScheduledFlight,
} from './plan-repository.js';

/** Which disrupted bookings are planned; all of them where nothing is named. */
export interface DisruptionScope {
  readonly flights?: readonly FlightRef[] | undefined;
  /** Those of flights of which something was said since. */
  readonly since?: Instant | undefined;
  /** Those that a job left over. */
  readonly residualOf?: string | undefined;
}

/** A booking that something is to be done about. */
export interface HitBooking {
  readonly booking: DisruptedBooking;
  readonly hits: readonly Hit[];
}

const BOOKINGS_A_QUERY = 1_000;

/**
 * The bookings with a journey that cannot be made as it was sold, or much later, read in pieces.
 * @param onProgress told how many of how many were looked at
 * @throws FLIGHT_NOT_FOUND, JOB_NOT_FOUND
 */
export async function findDisrupted(
  session: Session,
  scope: DisruptionScope,
  rules: HitRules,
  onProgress: (done: number, total: number) => void,
): Promise<HitBooking[]> {
  const ids = await listIds(session, scope, rules);
  const flights = new Map<number, ScheduledFlight>();
  const found: HitBooking[] = [];
  for (let at = 0; at < ids.length; at += BOOKINGS_A_QUERY) {
    const loaded = await loadBookings(session, ids.slice(at, at + BOOKINGS_A_QUERY));
    await loadMissing(session, flights, loaded.segments);
    const bookings = assembleBookings(loaded, (id) => {
      const flight = flights.get(id);
      if (!flight) throw new Error(`flight ${id} of a segment is missing`);
      return flight;
    });
    for (const booking of bookings) {
      const hits = booking.seats > 0 ? thatCount(findHits(booking, rules)) : [];
      if (hits.length > 0) found.push({ booking, hits });
    }
    onProgress(Math.min(ids.length, at + BOOKINGS_A_QUERY), ids.length);
  }
  // Not by ids, which are new in each database: what comes first must not turn on them.
  return found.sort((a, b) => (a.booking.recordLocator < b.booking.recordLocator ? -1 : 1));
}

/** Whoever has a journey that is lost keeps one that is only late; of several late ones the latest is looked at. */
function thatCount(hits: readonly Hit[]): readonly Hit[] {
  if (hits.length < 2) return hits;
  const lost = hits.filter(({ kind }) => kind !== 'delayed');
  if (lost.length > 0) return lost;
  const late = ({ ahead, soldLast }: Hit) => (ahead.at(-1)?.flight.arrives_at ?? 0) - soldLast.flight.arrives_at;
  return hits.toSorted((a, b) => late(b) - late(a)).slice(0, 1);
}

async function listIds(session: Session, scope: DisruptionScope, { now, policy }: HitRules): Promise<string[]> {
  if (scope.residualOf !== undefined) {
    const job = await getJob(session, scope.residualOf);
    return listLeftOver(session, job.id);
  }
  const flights = await Promise.all((scope.flights ?? []).map((ref) => getFlight(session, ref)));
  return listDisruptedIds(session, {
    flightIds: flights.map(({ id }) => id),
    since: scope.since ?? null,
    // A window counts from a local day, which may begin a day earlier than here.
    departedFrom: now - (policy.window.days + 2) * DAY_MS,
  });
}

async function loadMissing(
  session: Session,
  known: Map<number, ScheduledFlight>,
  segments: readonly { readonly flight_id: number }[],
): Promise<void> {
  const missing = [...new Set(segments.map(({ flight_id }) => flight_id))].filter((id) => !known.has(id));
  for (const flight of await listFlightsById(session, missing)) known.set(flight.id, flight);
}
