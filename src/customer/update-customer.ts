import type { Tier } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { WriteOptions } from '../runtime/request.js';
import type { Runner } from '../runtime/runner.js';
import { requireVersion } from '../runtime/version.js';
import { type CustomerDetail, requireEmail, requireLanguage, requireText } from './customer.js';
import { lockCustomer, subjectOf, updateCustomer } from './customer-repository.js';
import { findWebhook, keepPreference, keepWebhook } from './preference-repository.js';
import { formatPreference, parsePreference, requireWebhook } from './preferences.js';
import { showCustomer } from './show-customer.js';

export interface UpdateCustomerInput {
  readonly customerId: string;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly language?: string | undefined;
  readonly tier?: Tier | undefined;
  /** Null for none any more. */
  readonly webhookUrl?: string | null | undefined;
  /** What they want to hear, beside what they said before: `flight-status:sms=on`. */
  readonly notify?: readonly string[] | undefined;
  readonly ifVersion?: number | undefined;
}

/** @throws CUSTOMER_NOT_FOUND, VERSION_CONFLICT, WRONG_STATE when erased, INVALID_INPUT */
export async function changeCustomer(
  runner: Runner,
  input: UpdateCustomerInput,
  options: WriteOptions,
): Promise<CustomerDetail> {
  const notify = input.notify?.map(parsePreference);
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
      language: input.language === undefined ? before.language : requireLanguage(input.language),
      tier: input.tier ?? before.tier,
      updated_at: work.now,
    };
    const subject = subjectOf(after);
    work.concerns(subject);
    updateCustomer(work.tx, after);
    const webhookBefore = await findWebhook(work.tx, before.id);
    const webhook = input.webhookUrl ? requireWebhook(input.webhookUrl) : input.webhookUrl;
    if (webhook !== undefined) keepWebhook(work.tx, before.id, webhook);
    for (const preference of notify ?? []) keepPreference(work.tx, before.id, preference);
    work.audit({
      action: 'customer.updated',
      entity: 'customer',
      entityId: after.id,
      before: { version: before.version, language: before.language, tier: before.tier },
      after: {
        ...{ version: after.version, language: after.language, tier: after.tier },
        ...(notify === undefined ? {} : { notify: notify.map(formatPreference) }),
      },
      personal: {
        before: { name: before.name, email: before.email, phone: before.phone, webhook: webhookBefore },
        after: {
          ...{ name: after.name, email: after.email, phone: after.phone },
          webhook: webhook === undefined ? webhookBefore : webhook,
        },
      },
      subject,
    });
    await work.tx.sendLater();
    return showCustomer(work.tx, after.id);
  });
}
