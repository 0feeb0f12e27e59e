import type { Session, Transaction } from '../database/dialect.js';
import type { FareRow, FlightRow } from '../database/schema.js';
import { statement } from '../database/statement.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { FlightRef } from '../kernel/flight-ref.js';
import { formatFlightRef } from '../kernel/flight-ref.js';
import type { LegCount } from './flight.js';
import { cheapestFirst, legCountByRef, matchesRef, type RefArgs, refArgs } from './flight-sql.js';

const flightColumns = `f.id, f.carrier, f.number, f.departure_date, f.origin, f.destination, f.departs_at, f.departs_offset,
  f.arrives_at, f.arrives_offset, f.equipment, f.status, f.version, ${legCountByRef} as leg_count`;
const fareColumns = `x.flight_id, x.fare_class, x.cabin, x.fare_basis, x.currency, x.base_minor, x.tax_minor,
  x.nest_level, x.booking_limit, x.is_refundable, x.change_fee_minor, x.cancel_fee_minor, x.no_show_fee_minor,
  x.name_change_fee_minor, x.advance_purchase_days, x.min_stay_days, x.max_stay_days, x.residual`;

const findByRef = statement<RefArgs, FlightRow & LegCount>(
  'find_flight',
  `select ${flightColumns} from flight f where ${matchesRef} order by f.departs_at`,
);
/** Whether anybody is on its waiting list comes along: a sale gives way to them, and nearly always nobody is. */
const lockForSaleByRef = statement<RefArgs, FlightRow & LegCount & { is_awaited: number }>(
  'lock_flight_for_sale',
  (sql) => `select ${flightColumns},
      case when exists (select 1 from waitlist_entry w where w.flight_id = f.id) then 1 else 0 end as is_awaited
    from flight f where ${matchesRef} order by f.departs_at ${sql.forShare('f')}`,
);
const lockByRef = statement<RefArgs, FlightRow & LegCount>(
  'lock_flight',
  (sql) => `select ${flightColumns} from flight f where ${matchesRef} order by f.departs_at ${sql.forUpdate('f')}`,
);
/**
 * Sent behind the lock and not joined to it: whoever waited there for a change of the flight would be
 * given its new row beside the fares as they were before.
 */
const faresByRef = statement<RefArgs, FareRow>(
  'fares_of_locked_flight',
  `select ${fareColumns} from flight f join fare x on x.flight_id = f.id where ${matchesRef} order by ${cheapestFirst}`,
);
const updateRow = statement<Omit<FlightRow, 'carrier' | 'number' | 'departure_date' | 'origin' | 'destination'>>(
  'update_flight',
  `update flight set departs_at = :departs_at, departs_offset = :departs_offset, arrives_at = :arrives_at,
     arrives_offset = :arrives_offset, equipment = :equipment, status = :status, version = :version where id = :id`,
);
const faresById = statement<{ flight_id: number }, FareRow>(
  'fares_of_flight',
  `select ${fareColumns} from fare x where x.flight_id = :flight_id order by ${cheapestFirst}`,
);

export interface PricedFlight {
  readonly flight: FlightRow;
  /** Cheapest first. */
  readonly fares: readonly FareRow[];
}

/** @throws FLIGHT_NOT_FOUND, or INVALID_INPUT when the number has several legs that day */
function only<F extends FlightRow>(ref: FlightRef, rows: readonly F[]): F {
  const [row, other] = rows;
  if (row && !other) return row;
  if (!row) {
    throw new OpsdeskError('FLIGHT_NOT_FOUND', `there is no flight ${formatFlightRef(ref)}`, {
      hint: `See what flies that day: opsdesk flight list --from ${ref.departureDate} --carrier ${ref.carrier}`,
      details: { flight: formatFlightRef(ref) },
    });
  }
  const legs = rows.map((leg) => formatFlightRef({ ...ref, origin: leg.origin }));
  throw new OpsdeskError('INVALID_INPUT', `${formatFlightRef(ref)} has several legs that day`, {
    hint: `Name the leg: ${legs.join(' or ')}.`,
    details: { flights: legs },
  });
}

export async function getFlight(session: Session, ref: FlightRef): Promise<FlightRow> {
  return only(ref, await session.all(findByRef, refArgs(ref)));
}

export async function listFares(session: Session, flightId: number): Promise<FareRow[]> {
  return session.all(faresById, { flight_id: flightId });
}

/** Shares the flight with other sellers, and keeps those out who would cancel or change it. */
export async function lockFlightForSale(
  tx: Transaction,
  ref: FlightRef,
): Promise<PricedFlight & { readonly isAwaited: boolean }> {
  const args = refArgs(ref);
  const [rows, fares] = await Promise.all([tx.all(lockForSaleByRef, args), tx.all(faresByRef, args)]);
  const flight = only(ref, rows);
  return { flight, fares, isAwaited: flight.is_awaited === 1 };
}

/**
 * Shuts out every seller, and whoever else would change the flight, for as long as the transaction
 * lasts. By the global lock order the bookings that change with it are locked before.
 */
export async function lockFlight(tx: Transaction, ref: FlightRef): Promise<PricedFlight> {
  const args = refArgs(ref);
  const [rows, fares] = await Promise.all([tx.all(lockByRef, args), tx.all(faresByRef, args)]);
  return { flight: only(ref, rows), fares };
}

/** Of a flight that `lockFlight` has locked. */
export function updateFlight(tx: Transaction, flight: FlightRow): void {
  const { id, departs_at, departs_offset, arrives_at, arrives_offset, equipment, status, version } = flight;
  tx.later(updateRow, { id, departs_at, departs_offset, arrives_at, arrives_offset, equipment, status, version });
}
