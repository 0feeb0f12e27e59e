import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from '../database/dialect.js';
import { getFlight } from '../inventory/flight-repository.js';
import type { FlightRef } from '../kernel/flight-ref.js';
import { layOutId } from '../kernel/ids.js';
import { DAY_MS, type Instant, MINUTE_MS } from '../kernel/instant.js';
import type { Clock } from '../runtime/clock.js';
import { type EventOfFlight, listEventsBehind, listEventsSince } from './flight-event-repository.js';
import { type FlightEventView, viewFlightEvent } from './flight-event-view.js';

export interface WatchQuery {
  /** All flights where none is named. */
  readonly refs: readonly FlightRef[];
  /** Business time from which on events are told that were recorded before; none of them unless given. */
  readonly since?: Instant | undefined;
  /** Milliseconds between two looks. */
  readonly intervalMs: number;
  /** Ends with what was recorded so far: of the last day unless `since` says otherwise. */
  readonly isOnce: boolean;
  /** Aborted to end. */
  readonly signal: AbortSignal;
}

/**
 * How far back each look begins. Ids are drawn in the transaction, and so become visible in another order than theirs;
 * and desks' clocks differ. An event is passed over only if it takes longer than this from its id to its commit.
 */
const OVERLAP_MS = 2 * MINUTE_MS;
const PAGE = 500;

/**
 * What is said of flights, each event once, in the order of its recording as far as that can be seen.
 * @throws FLIGHT_NOT_FOUND
 */
export async function* watchFlightEvents(
  { session, clock }: { readonly session: Session; readonly clock: Clock },
  query: WatchQuery,
): AsyncGenerator<FlightEventView> {
  const { isOnce, intervalMs, signal } = query;
  const flights = new Set((await Promise.all(query.refs.map((ref) => getFlight(session, ref)))).map(({ id }) => id));
  const isWanted = ({ row }: EventOfFlight) => flights.size === 0 || flights.has(row.flight_id);
  const tail = new Tail(session, clock);
  // What is there before the look back is told by that, or not at all; what comes beside it, by the next look.
  await tail.next();
  const since = query.since ?? (isOnce ? clock.now() - DAY_MS : undefined);
  if (since !== undefined) {
    for await (const event of eventsSince(session, since)) {
      tail.know(event);
      if (isWanted(event)) yield viewFlightEvent(event.row, event.flight);
    }
  }
  while (!isOnce && !signal.aborted) {
    for (const event of await tail.next()) if (isWanted(event)) yield viewFlightEvent(event.row, event.flight);
    await sleep(intervalMs, undefined, { signal }).catch(() => {});
  }
}

async function* eventsSince(session: Session, since: Instant): AsyncGenerator<EventOfFlight> {
  let [moment, after] = [since, ''];
  for (;;) {
    const page = await listEventsSince(session, moment, after, PAGE);
    yield* page;
    const last = page.at(-1)?.row;
    if (!last || page.length < PAGE) return;
    [moment, after] = [last.recorded_at, last.id];
  }
}

/** The newest events, looked at again and again; each is given once. */
class Tail {
  private known = new Set<string>();

  constructor(
    private readonly session: Session,
    private readonly clock: Clock,
  ) {}

  know({ row }: EventOfFlight): void {
    this.known.add(row.id);
  }

  /** Those that were not there at the last look. */
  async next(): Promise<EventOfFlight[]> {
    const floor = layOutId('fev', this.clock.real() - OVERLAP_MS, new Uint8Array(10));
    const found: EventOfFlight[] = [];
    for (let after = floor; ; ) {
      const page = await listEventsBehind(this.session, after, PAGE);
      found.push(...page);
      const last = page.at(-1)?.row;
      if (!last || page.length < PAGE) break;
      after = last.id;
    }
    const fresh = found.filter(({ row }) => !this.known.has(row.id));
    for (const event of fresh) this.know(event);
    for (const id of this.known) if (id < floor) this.known.delete(id);
    return fresh;
  }
}
