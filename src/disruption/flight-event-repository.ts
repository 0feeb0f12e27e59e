import type { Session, Transaction } from '../database/dialect.js';
import type { FlightEventRow } from '../database/disruption-schema.js';
import type { FlightRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';
import type { LegCount } from '../inventory/flight.js';
import { legCount } from '../inventory/flight-sql.js';
import type { Instant } from '../kernel/instant.js';
import type { LocalDate } from '../kernel/local-date.js';

const insert = insertInto<FlightEventRow>('flight_event', [
  ...(['id', 'flight_id', 'kind', 'cause', 'delay_minutes', 'diverted_to', 'equipment'] as const),
  ...(['recorded_at', 'recorded_by'] as const),
]);
const ofFlight = statement<{ flight_id: number }, FlightEventRow>(
  'events_of_flight',
  'select * from flight_event where flight_id = :flight_id order by id',
);
const delaysOfDays = statement<{ from: string; to: string }, { flight_id: number; delay_minutes: number }>(
  'delays_of_days',
  `select e.flight_id, e.delay_minutes from flight f join flight_event e on e.flight_id = f.id and e.kind = 'delayed'
    where f.departure_date between :from and :to and not exists (
      select 1 from flight_event x where x.flight_id = f.id and x.kind = 'delayed' and x.id > e.id)`,
);

export function insertFlightEvent(tx: Transaction, row: FlightEventRow): void {
  tx.later(insert, row);
}

/** In the order in which they were recorded: the flight's lock lets nobody record another meanwhile. */
export async function listEventsOfFlight(session: Session, flightId: number): Promise<FlightEventRow[]> {
  return session.all(ofFlight, { flight_id: flightId });
}

/** Minutes that flights of these days are behind their schedule, by flight; both days included. */
export async function listDelaysOfDays(session: Session, from: LocalDate, to: LocalDate): Promise<Map<number, number>> {
  const rows = await session.all(delaysOfDays, { from, to });
  return new Map(rows.map(({ flight_id, delay_minutes }) => [flight_id, delay_minutes]));
}

/** What is shown of the flight of an event. */
export type ShownFlight = Omit<FlightRow, 'id' | 'equipment'> & LegCount;
type ListedEvent = FlightEventRow & ShownFlight;

/** An event with the flight that it is about, as that stands now. */
const eventWithFlight = `select e.*, f.carrier, f.number, f.departure_date, f.origin, f.destination, f.departs_at,
    f.departs_offset, f.arrives_at, f.arrives_offset, f.status, f.version, ${legCount} as leg_count
  from flight_event e join flight f on f.id = e.flight_id`;
const behindId = statement<{ after: string; count: number }, ListedEvent>(
  'events_behind_id',
  `${eventWithFlight} where e.id > :after order by e.id limit :count`,
);
const sinceMoment = statement<{ since: number; after: string; count: number }, ListedEvent>(
  'events_since_moment',
  `${eventWithFlight} where e.recorded_at > :since or e.recorded_at = :since and e.id > :after
    order by e.recorded_at, e.id limit :count`,
);

export interface EventOfFlight {
  readonly row: FlightEventRow;
  readonly flight: ShownFlight;
}

/** In the order in which they were recorded. @param after an id, or what would stand there */
export async function listEventsBehind(session: Session, after: string, count: number): Promise<EventOfFlight[]> {
  return (await session.all(behindId, { after, count })).map(apart);
}

/** By business time, from a moment on. @param after the id of the last event of that very moment that is known */
export async function listEventsSince(session: Session, since: Instant, after: string, count: number) {
  return (await session.all(sinceMoment, { since, after, count })).map(apart);
}

function apart(listed: ListedEvent): EventOfFlight {
  const { id, flight_id, kind, cause, delay_minutes, diverted_to, equipment, recorded_at, recorded_by, ...flight } =
    listed;
  return {
    row: { id, flight_id, kind, cause, delay_minutes, diverted_to, equipment, recorded_at, recorded_by },
    flight,
  };
}
