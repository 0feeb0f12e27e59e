import type { Transaction } from '../database/dialect.js';
import type { FlightRow } from '../database/schema.js';
import { statement } from '../database/statement.js';
import { OpsdeskError } from '../kernel/errors.js';
import { formatFlightRef } from '../kernel/flight-ref.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { PlannedFlight } from './planned-flight.js';

const flightsOfDays = statement<{ from: string; to: string }, FlightRow>(
  'flights_of_days',
  `select id, carrier, number, departure_date, origin, destination, departs_at, departs_offset,
          arrives_at, arrives_offset, equipment, status, version
     from flight where departure_date between :from and :to`,
);

type MoveArgs = {
  id: number;
  version: number;
  departs_at: number;
  departs_offset: number;
  arrives_at: number;
  arrives_offset: number;
};

const updateTimes = statement<MoveArgs>(
  'move_flight',
  `update flight
      set departs_at = :departs_at, departs_offset = :departs_offset,
          arrives_at = :arrives_at, arrives_offset = :arrives_offset, version = version + 1
    where id = :id and version = :version`,
);

/** Every flight that departs on one of the days, both ends included, by the calendar of its origin. */
export async function listFlightsOfDays(tx: Transaction, from: LocalDate, to: LocalDate): Promise<FlightRow[]> {
  return tx.all(flightsOfDays, { from, to });
}

/**
 * Gives a flight new times. Its row is locked by the write, which shuts out whoever sells seats on it.
 * @throws VERSION_CONFLICT when someone changed it since it was read
 */
export async function moveFlight(tx: Transaction, row: FlightRow, to: PlannedFlight): Promise<void> {
  const written = await tx.run(updateTimes, {
    id: row.id,
    version: row.version,
    departs_at: to.departsAt,
    departs_offset: to.departsOffset,
    arrives_at: to.arrivesAt,
    arrives_offset: to.arrivesOffset,
  });
  if (written === 1) return;
  const flight = formatFlightRef({ ...to, origin: undefined });
  throw new OpsdeskError('VERSION_CONFLICT', `${flight} was changed by someone else meanwhile`, {
    hint: 'Import the file again.',
    isRetryable: true,
    details: { flight },
  });
}
