import type { FlightRow, FlightStatus } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import { formatFlightRef } from '../kernel/flight-ref.js';
import { formatInstant, type Instant } from '../kernel/instant.js';

/** A flight as every result shows it. Instants are ISO 8601 with the offset of the airport. */
export interface FlightView {
  readonly flight: string;
  readonly origin: string;
  readonly destination: string;
  readonly departsAt: string;
  readonly arrivesAt: string;
  readonly status: FlightStatus;
}

export function viewFlight(row: FlightRow): FlightView {
  return {
    flight: flightRefOf(row),
    origin: row.origin,
    destination: row.destination,
    departsAt: formatInstant(row.departs_at, row.departs_offset),
    arrivesAt: formatInstant(row.arrives_at, row.arrives_offset),
    status: row.status,
  };
}

export function flightRefOf(row: Pick<FlightRow, 'carrier' | 'number' | 'departure_date'>): string {
  return formatFlightRef({ carrier: row.carrier, number: row.number, departureDate: row.departure_date });
}

/** @throws FLIGHT_NOT_SELLABLE when it was cancelled, or has left by business time */
export function requireSellable(row: FlightRow, now: Instant): void {
  const isOperating = row.status === 'scheduled' || row.status === 'delayed';
  if (isOperating && row.departs_at > now) return;
  const reason =
    isOperating || row.status === 'departed' || row.status === 'arrived' ? 'has departed' : `is ${row.status}`;
  throw new OpsdeskError('FLIGHT_NOT_SELLABLE', `${flightRefOf(row)} ${reason} and can't be sold`, {
    hint: `Look for another: opsdesk flight search ${row.origin} ${row.destination} --depart DATE`,
    details: { flight: flightRefOf(row), status: row.status },
  });
}
