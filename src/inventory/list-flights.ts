import type { Session } from '../database/dialect.js';
import type { FlightRow } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import type { LocalDate } from '../kernel/local-date.js';
import { type FlightView, isSellable, type LegCount, viewFlight } from './flight.js';

export interface FlightFilter {
  /** Local departure dates; without `from`, departures from now on. */
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
  readonly carrier?: string | undefined;
  readonly origin?: string | undefined;
  readonly destination?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export type ListedFlight = FlightView & {
  /** Seats that can be sold: none of a flight that was cancelled, or has left. */
  readonly available: number;
};

/** First to last departure. */
export async function listFlights(
  session: Session,
  filter: FlightFilter,
  now: Instant,
): Promise<{ items: ListedFlight[]; nextCursor: string | null }> {
  const after = filter.cursor === undefined ? undefined : parseCursor(filter.cursor);
  const rows = await session.composed((db) => {
    let query = db
      .selectFrom('flight as f')
      .selectAll('f')
      .select((eb) =>
        eb
          .selectFrom('seat as s')
          .select(({ fn }) => fn.countAll<number>().as('n'))
          .whereRef('s.flight_id', '=', 'f.id')
          .where((inner) =>
            inner.or([
              inner('s.status', '=', 'open'),
              inner.and([inner('s.status', '=', 'held'), inner('s.hold_expires_at', '<=', now)]),
            ]),
          )
          .as('available'),
      )
      .select((eb) =>
        eb
          .selectFrom('flight as o')
          .select(({ fn }) => fn.countAll<number>().as('n'))
          .whereRef('o.carrier', '=', 'f.carrier')
          .whereRef('o.number', '=', 'f.number')
          .whereRef('o.departure_date', '=', 'f.departure_date')
          .as('leg_count'),
      )
      .orderBy('f.departs_at')
      .orderBy('f.id')
      .limit(filter.limit + 1);
    if (filter.from === undefined) query = query.where('f.departs_at', '>', now);
    else query = query.where('f.departure_date', '>=', filter.from);
    if (filter.to !== undefined) query = query.where('f.departure_date', '<=', filter.to);
    if (filter.carrier !== undefined) query = query.where('f.carrier', '=', filter.carrier);
    if (filter.origin !== undefined) query = query.where('f.origin', '=', filter.origin);
    if (filter.destination !== undefined) query = query.where('f.destination', '=', filter.destination);
    if (after) {
      query = query.where((eb) =>
        eb.or([
          eb('f.departs_at', '>', after.departsAt),
          eb.and([eb('f.departs_at', '=', after.departsAt), eb('f.id', '>', after.id)]),
        ]),
      );
    }
    return query;
  });
  const page = rows.slice(0, filter.limit) as (FlightRow & LegCount & { available: number })[];
  const last = page.at(-1);
  return {
    items: page.map((row) => ({ ...viewFlight(row), available: isSellable(row, now) ? row.available : 0 })),
    nextCursor: last && rows.length > page.length ? `${last.departs_at}.${last.id}` : null,
  };
}

function parseCursor(cursor: string): { departsAt: number; id: number } {
  const match = /^(-?\d{1,15})\.(\d{1,15})$/.exec(cursor);
  if (match) return { departsAt: Number(match[1]), id: Number(match[2]) };
  throw new OpsdeskError('INVALID_INPUT', `"${cursor}" is not a cursor of this list`, {
    hint: 'Take the nextCursor of the page before.',
  });
}
