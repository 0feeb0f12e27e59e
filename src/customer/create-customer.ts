import type { WriteOptions } from '../runtime/request.js';
import type { Runner } from '../runtime/runner.js';
import { type CustomerView, newCustomer, viewCustomer } from './customer.js';
import { insertCustomer, subjectOf } from './customer-repository.js';

export interface CreateCustomerInput {
  readonly name: string;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly language?: string | undefined;
}

/** @throws INVALID_INPUT */
export async function createCustomer(
  runner: Runner,
  input: CreateCustomerInput,
  options: WriteOptions,
): Promise<CustomerView> {
  return runner.write({ ...options, command: 'customer create', input }, async (work) => {
    const row = newCustomer({ ...input, id: work.ids.next('cus') }, work.now);
    const subject = subjectOf(row);
    work.concerns(subject);
    insertCustomer(work.tx, row);
    work.audit({
      action: 'customer.created',
      entity: 'customer',
      entityId: row.id,
      after: { version: row.version, language: row.language },
      personal: { after: { name: row.name, email: row.email, phone: row.phone } },
      subject,
    });
    return viewCustomer(row);
  });
}
