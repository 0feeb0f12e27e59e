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
  x.is_refundable, x.change_fee_minor, x.cancel_fee_minor`;

const findByRef = statement<RefArgs, FlightRow & LegCount>(
  'find_flight',
  `select ${flightColumns} from flight f where ${matchesRef} order by f.departs_at`,
);
const lockForSaleByRef = statement<RefArgs, FlightRow & LegCount & FareRow>(
  'lock_flight_for_sale',
  (sql) => `select ${flightColumns}, ${fareColumns} from flight f left join fare x on x.flight_id = f.id
    where ${matchesRef} order by ${cheapestFirst} ${sql.forShare('f')}`,
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
function only(ref: FlightRef, rows: readonly FlightRow[]): FlightRow {
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
export async function lockFlightForSale(tx: Transaction, ref: FlightRef): Promise<PricedFlight> {
  const rows = await tx.all(lockForSaleByRef, refArgs(ref));
  const legs = new Map(rows.map((row) => [row.id, row]));
  return { flight: only(ref, [...legs.values()]), fares: rows.filter((row) => row.fare_class !== null) };
}
