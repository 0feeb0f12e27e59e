import type { Session, Transaction } from '../database/dialect.js';
import type { FlightSubscriptionRow } from '../database/disruption-schema.js';
import type { CustomerRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';

const insert = insertInto<FlightSubscriptionRow>(
  'flight_subscription',
  ['flight_id', 'customer_id', 'created_at'],
  'on conflict do nothing',
);
const remove = statement<Pick<FlightSubscriptionRow, 'flight_id' | 'customer_id'>>(
  'delete_flight_subscription',
  'delete from flight_subscription where flight_id = :flight_id and customer_id = :customer_id',
);
const subscribersOf = statement<
  { flight_id: number },
  Pick<CustomerRow, 'id' | 'email' | 'phone' | 'language' | 'data_key'>
>(
  'subscribers_of_flight',
  `select c.id, c.email, c.phone, c.language, c.data_key from flight_subscription s join customer c on c.id = s.customer_id
    where s.flight_id = :flight_id order by c.id`,
);

/** @returns false when they had subscribed already */
export async function insertSubscription(tx: Transaction, row: FlightSubscriptionRow): Promise<boolean> {
  return (await tx.run(insert, row)) === 1;
}

/** @returns false when they had not subscribed */
export async function deleteSubscription(tx: Transaction, flightId: number, customerId: string): Promise<boolean> {
  return (await tx.run(remove, { flight_id: flightId, customer_id: customerId })) === 1;
}

/** Who asked to be told of what becomes of a flight. */
export async function listSubscribers(session: Session, flightId: number) {
  return session.all(subscribersOf, { flight_id: flightId });
}
