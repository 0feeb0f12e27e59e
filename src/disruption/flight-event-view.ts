import type { DisruptionCause, FlightEventKind, FlightEventRow } from '../database/disruption-schema.js';
import { type FlightView, viewFlight } from '../inventory/flight.js';
import { formatInstant } from '../kernel/instant.js';
import type { ShownFlight } from './flight-event-repository.js';

/** An event of a flight, and how the flight stands now. */
export interface FlightEventView extends FlightView {
  readonly eventId: string;
  readonly event: FlightEventKind;
  readonly cause: DisruptionCause;
  /** Against the schedule. */
  readonly delayMinutes: number | null;
  readonly divertedTo: string | null;
  readonly equipment: string | null;
  readonly recordedAt: string;
  readonly recordedBy: string;
}

export function viewFlightEvent(row: FlightEventRow, flight: ShownFlight): FlightEventView {
  return {
    eventId: row.id,
    ...viewFlight(flight),
    event: row.kind,
    cause: row.cause,
    delayMinutes: row.delay_minutes,
    divertedTo: row.diverted_to,
    equipment: row.equipment,
    recordedAt: formatInstant(row.recorded_at),
    recordedBy: row.recorded_by,
  };
}
