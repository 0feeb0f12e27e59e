import type { FlightRow, FlightStatus } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import { type FlightRef, formatFlightRef } from '../kernel/flight-ref.js';
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

export function viewFlight(row: Omit<FlightRow, 'id' | 'equipment'> & LegCount): FlightView {
  return {
    flight: flightRefOf(row),
    origin: row.origin,
    destination: row.destination,
    departsAt: formatInstant(row.departs_at, row.departs_offset),
    arrivesAt: formatInstant(row.arrives_at, row.arrives_offset),
    status: row.status,
  };
}

/** How many flights have its number that day; absent where nobody asked. */
export type LegCount = { readonly leg_count?: number };

/** Its reference, which names the leg where the number has several that day. */
export function flightRefOf(
  row: Pick<FlightRow, 'carrier' | 'number' | 'departure_date' | 'origin'> & LegCount,
): string {
  const { carrier, number, departure_date: departureDate } = row;
  const origin = (row.leg_count ?? 1) > 1 ? row.origin : undefined;
  return formatFlightRef({ carrier, number, departureDate, origin });
}

/** It operates, and has not left by business time. */
export function isSellable(row: Pick<FlightRow, 'status' | 'departs_at'>, now: Instant): boolean {
  return isOperating(row) && row.departs_at > now;
}

function isOperating({ status }: Pick<FlightRow, 'status'>): boolean {
  return status === 'scheduled' || status === 'delayed';
}

/** @throws FLIGHT_NOT_SELLABLE when it was cancelled, or has left by business time */
export function requireSellable(row: FlightRow, now: Instant): void {
  if (isSellable(row, now)) return;
  const reason =
    isOperating(row) || row.status === 'departed' || row.status === 'arrived' ? 'has departed' : `is ${row.status}`;
  throw new OpsdeskError('FLIGHT_NOT_SELLABLE', `${flightRefOf(row)} ${reason} and can't be sold`, {
    hint: `Look for another: opsdesk flight search ${row.origin} ${row.destination} --depart DATE`,
    details: { flight: flightRefOf(row), status: row.status },
  });
}

/** The reference that finds it, whatever other legs its number has. */
export function refOfFlight(row: Pick<FlightRow, 'carrier' | 'number' | 'departure_date' | 'origin'>): FlightRef {
  return { carrier: row.carrier, number: row.number, departureDate: row.departure_date, origin: row.origin };
}
