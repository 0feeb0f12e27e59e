import type { Session, Transaction } from '../database/dialect.js';
import type { FlightEventRow } from '../database/disruption-schema.js';
import type { CustomerRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';

const insert = insertInto<FlightEventRow>('flight_event', [
  ...(['id', 'flight_id', 'kind', 'cause', 'delay_minutes', 'diverted_to', 'equipment'] as const),
  ...(['recorded_at', 'recorded_by'] as const),
]);
const ofFlight = statement<{ flight_id: number }, FlightEventRow>(
  'events_of_flight',
  'select * from flight_event where flight_id = :flight_id order by id',
);
const subscribersOf = statement<{ flight_id: number }, Pick<CustomerRow, 'id' | 'email' | 'language' | 'data_key'>>(
  'subscribers_of_flight',
  `select c.id, c.email, c.language, c.data_key from flight_subscription s join customer c on c.id = s.customer_id
    where s.flight_id = :flight_id order by c.id`,
);

export function insertFlightEvent(tx: Transaction, row: FlightEventRow): void {
  tx.later(insert, row);
}

/** In the order in which they were recorded: the flight's lock lets nobody record another meanwhile. */
export async function listEventsOfFlight(session: Session, flightId: number): Promise<FlightEventRow[]> {
  return session.all(ofFlight, { flight_id: flightId });
}

/** Who asked to be told of what becomes of a flight. */
export async function listSubscribers(session: Session, flightId: number) {
  return session.all(subscribersOf, { flight_id: flightId });
}
