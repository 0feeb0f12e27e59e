import { newCustomer, requireEmail } from '../customer/customer.js';
import { findCustomerByEmail, getCustomer } from '../customer/customer-repository.js';
import type { CustomerRow } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import type { PassengerName } from './passenger-name.js';

/** Who books: by id, by an e-mail address that is known, or else a new customer named as the first passenger. */
export async function resolveCustomer(
  work: UnitOfWork,
  input: {
    readonly customerId?: string | undefined;
    readonly email?: string | undefined;
    readonly phone?: string | undefined;
  },
  names: readonly PassengerName[],
): Promise<{ row: CustomerRow; isNew: boolean }> {
  if (input.customerId !== undefined) {
    const row = await getCustomer(work.tx, input.customerId);
    if (row.data_key === null) throw new OpsdeskError('WRONG_STATE', `customer ${row.id} was erased`);
    return { row, isNew: false };
  }
  const email = input.email === undefined ? undefined : requireEmail(input.email);
  const known = email === undefined ? undefined : await findCustomerByEmail(work.tx, email);
  if (known) return { row: known, isNew: false };
  const lead = names[0] as PassengerName;
  const name = `${lead.givenName} ${lead.surname}`;
  return { row: newCustomer({ id: work.ids.next('cus'), name, email, phone: input.phone }, work.now), isNew: true };
}
