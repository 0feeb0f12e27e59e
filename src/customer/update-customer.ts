import type { Tier } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { WriteOptions } from '../runtime/request.js';
import type { Runner } from '../runtime/runner.js';
import { requireVersion } from '../runtime/version.js';
import { type CustomerView, requireEmail, requireText, viewCustomer } from './customer.js';
import { lockCustomer, subjectOf, updateCustomer } from './customer-repository.js';

export interface UpdateCustomerInput {
  readonly customerId: string;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly language?: string | undefined;
  readonly tier?: Tier | undefined;
  readonly ifVersion?: number | undefined;
}

/** @throws CUSTOMER_NOT_FOUND, VERSION_CONFLICT, WRONG_STATE when erased, INVALID_INPUT */
export async function changeCustomer(
  runner: Runner,
  input: UpdateCustomerInput,
  options: WriteOptions,
): Promise<CustomerView> {
  return runner.write({ ...options, command: 'customer update', input }, async (work) => {
    const before = await lockCustomer(work.tx, input.customerId);
    requireVersion(`customer ${before.id}`, before.version, input.ifVersion);
    if (before.data_key === null) throw new OpsdeskError('WRONG_STATE', `customer ${before.id} was erased`);
    const after = {
      ...before,
      version: before.version + 1,
      name: input.name === undefined ? before.name : requireText(input.name, 'name', 200),
      email: input.email === undefined ? before.email : requireEmail(input.email),
      phone: input.phone === undefined ? before.phone : requireText(input.phone, 'phone', 60),
      language: input.language ?? before.language,
      tier: input.tier ?? before.tier,
      updated_at: work.now,
    };
    const subject = subjectOf(after);
    work.concerns(subject);
    updateCustomer(work.tx, after);
    work.audit({
      action: 'customer.updated',
      entity: 'customer',
      entityId: after.id,
      before: { version: before.version, language: before.language, tier: before.tier },
      after: { version: after.version, language: after.language, tier: after.tier },
      personal: {
        before: { name: before.name, email: before.email, phone: before.phone },
        after: { name: after.name, email: after.email, phone: after.phone },
      },
      subject,
    });
    return viewCustomer(after);
  });
}
