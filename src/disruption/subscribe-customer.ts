import { getBooking } from '../booking/booking-repository.js';
import { getCustomer, subjectOf } from '../customer/customer-repository.js';
import type { CustomerRow } from '../database/schema.js';
import { flightRefOf } from '../inventory/flight.js';
import { getFlight } from '../inventory/flight-repository.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { FlightRef } from '../kernel/flight-ref.js';
import { isId } from '../kernel/ids.js';
import { parseLocator } from '../kernel/record-locator.js';
import type { WriteOptions } from '../runtime/request.js';
import type { Runner } from '../runtime/runner.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { deleteSubscription, insertSubscription } from './subscription-repository.js';

export interface SubscribeInput {
  readonly ref: FlightRef;
  /** Their id, or the record locator of a booking of theirs. */
  readonly customer: string;
  /** Ends it. */
  readonly isRemoval?: boolean | undefined;
}

export interface Subscription {
  readonly customerId: string;
  readonly flight: string;
  readonly isSubscribed: boolean;
  /** `unchanged`: it was like that already. */
  readonly outcome: 'subscribed' | 'removed' | 'unchanged';
}

/**
 * Has a customer told of everything that becomes of a flight, whether or not they have a booking on it; or of nothing
 * more.
 * @throws FLIGHT_NOT_FOUND, CUSTOMER_NOT_FOUND, BOOKING_NOT_FOUND, INVALID_INPUT, WRONG_STATE for who was erased or has
 *   no e-mail address
 */
export async function subscribeCustomer(
  runner: Runner,
  input: SubscribeInput,
  options: WriteOptions,
): Promise<Subscription> {
  return runner.write({ ...options, command: 'customer subscribe', input }, async (work) => {
    const { tx } = work;
    const [row, customer] = await Promise.all([getFlight(tx, input.ref), findCustomer(work, input.customer)]);
    if (!input.isRemoval) requireReachable(customer);
    work.concerns(subjectOf(customer));
    const isChanged = input.isRemoval
      ? await deleteSubscription(tx, row.id, customer.id)
      : await insertSubscription(tx, { flight_id: row.id, customer_id: customer.id, created_at: work.now });
    const flight = flightRefOf(row);
    const done = input.isRemoval ? 'removed' : 'subscribed';
    if (isChanged) {
      const action = input.isRemoval ? 'customer.unsubscribed' : 'customer.subscribed';
      work.audit({ action, entity: 'customer', entityId: customer.id, after: { flight } });
    }
    const outcome = isChanged ? done : 'unchanged';
    return { customerId: customer.id, flight, isSubscribed: !input.isRemoval, outcome };
  });
}

async function findCustomer({ tx }: UnitOfWork, reference: string): Promise<CustomerRow> {
  if (isId('cus', reference)) return getCustomer(tx, reference);
  const { booking } = await getBooking(tx, parseLocator(reference));
  return getCustomer(tx, booking.customer_id);
}

/** @throws WRONG_STATE */
function requireReachable({ id, email, data_key }: CustomerRow): void {
  if (data_key === null) throw new OpsdeskError('WRONG_STATE', `customer ${id} was erased`);
  if (email !== null) return;
  throw new OpsdeskError('WRONG_STATE', `customer ${id} has no e-mail address to be told by`, {
    hint: `Add it: opsdesk customer update ${id} --email ADDRESS`,
  });
}
