import type { Session } from '../database/dialect.js';
import { shareOut } from '../kernel/largest-remainder.js';
import { type Money, money } from '../kernel/money.js';
import { offsetOf, pageAt } from '../kernel/offset-page.js';
import { instantsOf, type Period } from './period.js';
import {
  listSoldBookings,
  listSoldItems,
  type SoldBooking,
  type SoldItem,
  type SoldSum,
  sumSold,
} from './sales-repository.js';

export const SALES_KEYS = ['day', 'route', 'property', 'agent'] as const;
export type SalesKey = (typeof SALES_KEYS)[number];

export interface SalesQuery extends Period {
  readonly by: SalesKey;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What was sold under one key, in one currency: sums of different currencies are never added up. */
export interface SalesRow {
  readonly by: SalesKey;
  /** A day of UTC, `LHR-JFK`, a property's code, an agent. */
  readonly key: string;
  /** Bookings that money was taken for. One that has several routes counts on each of them. */
  readonly bookings: number;
  readonly passengers: number;
  /** Taken, and given back of it. */
  readonly gross: Money;
  readonly refunded: Money;
  readonly net: Money;
}

/** Stands for what of a booking has no route, or no property. */
const OTHERS = { route: 'hotels', property: 'flights' } as const;
type SharedKey = keyof typeof OTHERS;

/**
 * Bookings made in a period by days, agents, routes or properties. The money of a booking is shared out over its
 * flights and stays by their prices, to the last minor unit, so that every such report has the same sum.
 */
export async function reportSales(session: Session, query: SalesQuery) {
  const { by } = query;
  const period = instantsOf(query);
  const sums =
    by === 'day' || by === 'agent' ? await sumSold(session, by, period) : await shareSold(session, by, period);
  const rows = sums.toSorted(compare).map((sum) => viewSum(by, sum));
  return pageAt(rows, offsetOf(query.cursor), query.limit);
}

async function shareSold(session: Session, by: SharedKey, period: ReturnType<typeof instantsOf>): Promise<SoldSum[]> {
  const [bookings, items] = await Promise.all([listSoldBookings(session, period), listSoldItems(session, period)]);
  const itemsOf = new Map<string, SoldItem[]>();
  for (const item of items) {
    const known = itemsOf.get(item.booking_id);
    if (known) known.push(item);
    else itemsOf.set(item.booking_id, [item]);
  }
  const sums = new Map<string, SoldSum>();
  for (const booking of bookings) {
    for (const part of partsOf(booking, by, itemsOf.get(booking.id) ?? [])) add(sums, booking, part);
  }
  return [...sums.values()];
}

type Part = Pick<SoldSum, 'key' | 'gross_minor' | 'refunded_minor'>;

/** Each key once, however many flights of a booking have it. */
function partsOf(booking: SoldBooking, by: SharedKey, items: readonly SoldItem[]): Part[] {
  const wanted = by === 'route' ? 'flight' : 'stay';
  const weights = new Map<string, number>();
  for (const { kind, key, weight } of items) {
    const name = kind === wanted ? key : OTHERS[by];
    // A fare is each passenger's, a stay is everybody's.
    weights.set(name, (weights.get(name) ?? 0) + (kind === 'flight' ? weight * booking.passengers : weight));
  }
  if (weights.size === 0) weights.set(OTHERS[by], 1);
  const gross = shareOut(booking.gross_minor, [...weights.values()]);
  const refunded = shareOut(booking.refunded_minor, [...weights.values()]);
  return [...weights.keys()].map((key, at) => ({
    key,
    gross_minor: gross[at] ?? 0,
    refunded_minor: refunded[at] ?? 0,
  }));
}

function add(sums: Map<string, SoldSum>, { currency, passengers }: SoldBooking, part: Part): void {
  const name = `${currency} ${part.key}`;
  const sum = sums.get(name);
  sums.set(name, {
    key: part.key,
    currency,
    bookings: (sum?.bookings ?? 0) + 1,
    passengers: (sum?.passengers ?? 0) + passengers,
    gross_minor: (sum?.gross_minor ?? 0) + part.gross_minor,
    refunded_minor: (sum?.refunded_minor ?? 0) + part.refunded_minor,
  });
}

function compare(a: SoldSum, b: SoldSum): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.currency < b.currency ? -1 : 1;
}

function viewSum(
  by: SalesKey,
  { key, bookings, passengers, currency, gross_minor, refunded_minor }: SoldSum,
): SalesRow {
  return {
    ...{ by, key, bookings, passengers },
    gross: money(gross_minor, currency),
    refunded: money(refunded_minor, currency),
    net: money(gross_minor - refunded_minor, currency),
  };
}
