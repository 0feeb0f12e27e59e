import { type DataSubject, decryptPersonal } from '../runtime/personal-data.js';
import type { KnownNotification } from './notification-repository.js';
import type { MessagePayload } from './queue-message.js';

export function subjectOf(row: KnownNotification): DataSubject {
  return { customerId: row.customer_id, dataKey: row.data_key };
}

/** Undefined once the customer was erased. */
export function readPayload(row: KnownNotification): MessagePayload | undefined {
  return decryptPersonal(subjectOf(row), row.payload) as MessagePayload | undefined;
}

/** Where it goes: the address that was written down with it, or the customer's web hook as it is now. */
export function addressOf(row: KnownNotification): string | undefined {
  return (row.channel === 'webhook' ? row.webhook_url : readPayload(row)?.to) ?? undefined;
}
