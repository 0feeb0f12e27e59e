import type { Session } from '../database/dialect.js';
import type { BookingRow, BookingStatus } from '../database/schema.js';
import { requireCursor } from '../kernel/cursor.js';
import type { FlightRef } from '../kernel/flight-ref.js';
import { formatInstant, type Instant } from '../kernel/instant.js';
import { type Money, money } from '../kernel/money.js';

export interface BookingFilter {
  readonly status?: BookingStatus | undefined;
  /** The beginning of a surname, or a whole one and the beginning of a given name, `SMITH/JO`; in any case. */
  readonly name?: string | undefined;
  readonly customerId?: string | undefined;
  readonly flight?: FlightRef | undefined;
  readonly since?: Instant | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface ListedBooking {
  readonly recordLocator: string;
  readonly status: BookingStatus;
  readonly version: number;
  /** The first passenger, and how many there are. */
  readonly leadPassenger: string;
  readonly passengerCount: number;
  readonly total: Money;
  readonly holdExpiresAt: string | null;
  readonly createdAt: string;
}

type ListedRow = BookingRow & { lead: string; passenger_count: number; open_payments: number };

/** Newest first. @throws INVALID_INPUT for a cursor that is none */
export async function listBookings(
  session: Session,
  filter: BookingFilter,
  now: Instant,
): Promise<{ items: ListedBooking[]; nextCursor: string | null }> {
  const cursor = requireCursor('bkg', filter.cursor);
  const { sql } = await import('kysely');
  const rows = await session.composed<ListedRow>((db) => {
    let query = db
      .selectFrom('booking as b')
      .selectAll('b')
      .select([
        sql<string>`(select surname || '/' || given_name from passenger where booking_id = b.id order by position limit 1)`.as(
          'lead',
        ),
        sql<number>`(select count(*) from passenger where booking_id = b.id)`.as('passenger_count'),
        sql<number>`(select count(*) from payment where booking_id = b.id
          and status in ('created','authorised','unknown','needs_review'))`.as('open_payments'),
      ])
      .orderBy('b.id', 'desc')
      .limit(filter.limit + 1);
    const hasRunOut = sql<boolean>`(b.status = 'held' and b.hold_expires_at <= ${now} and not exists (select 1 from payment p
      where p.booking_id = b.id and p.status in ('created','authorised','unknown','needs_review')))`;
    if (cursor !== undefined) query = query.where('b.id', '<', cursor);
    if (filter.status === 'expired') query = query.where(sql<boolean>`(b.status = 'expired' or ${hasRunOut})`);
    else if (filter.status === 'held')
      query = query.where('b.status', '=', 'held').where(sql<boolean>`not ${hasRunOut}`);
    else if (filter.status !== undefined) query = query.where('b.status', '=', filter.status);
    if (filter.customerId !== undefined) query = query.where('b.customer_id', '=', filter.customerId);
    if (filter.since !== undefined) query = query.where('b.created_at', '>=', filter.since);
    if (filter.name !== undefined) {
      const [surname = '', given] = filter.name.toUpperCase().split('/');
      const beginsWith = (column: string, prefix: string) =>
        sql<boolean>`substr(${sql.ref(column)}, 1, ${[...prefix].length}) = ${prefix}`;
      const named =
        given === undefined
          ? beginsWith('p.surname', surname)
          : sql<boolean>`p.surname = ${surname} and ${beginsWith('p.given_name', given)}`;
      query = query.where(sql<boolean>`exists (select 1 from passenger p where p.booking_id = b.id and ${named})`);
    }
    if (filter.flight) {
      const { carrier, number, departureDate, origin } = filter.flight;
      query = query.where(
        sql<boolean>`exists (select 1 from segment s join flight f on f.id = s.flight_id where s.booking_id = b.id
          and f.carrier = ${carrier} and f.number = ${number} and f.departure_date = ${departureDate}
          and (f.origin = ${origin ?? ''} or ${origin ?? ''} = ''))`,
      );
    }
    return query as unknown as { compile(): import('kysely').CompiledQuery<ListedRow> };
  });
  const page = rows.slice(0, filter.limit);
  return {
    items: page.map((row) => viewListed(row, now)),
    nextCursor: rows.length > page.length ? (page.at(-1)?.id ?? null) : null,
  };
}

function viewListed(row: ListedRow, now: Instant): ListedBooking {
  const hasRunOut =
    row.status === 'held' && row.open_payments === 0 && (row.hold_expires_at ?? Number.POSITIVE_INFINITY) <= now;
  return {
    recordLocator: row.record_locator,
    status: hasRunOut ? 'expired' : row.status,
    version: row.version,
    leadPassenger: row.lead,
    passengerCount: row.passenger_count,
    total: money(row.total_minor, row.currency),
    holdExpiresAt: row.status === 'held' && row.hold_expires_at !== null ? formatInstant(row.hold_expires_at) : null,
    createdAt: formatInstant(row.created_at),
  };
}
