import { DatabaseAuditTrail } from '../../src/audit/audit-trail.js';
import type { Database } from '../../src/database/dialect.js';
import type { DeliveryDeps } from '../../src/notification/attempt-delivery.js';
import type { Channel, DeliveryError, OutgoingMessage } from '../../src/notification/channels/channel.js';
import { DatabaseOutbox } from '../../src/notification/outbox-repository.js';
import { queueMessage } from '../../src/notification/queue-message.js';
import type { WorkerDeps } from '../../src/notification/run-worker.js';
import { Templates } from '../../src/notification/templates.js';
import type { Clock } from '../../src/runtime/clock.js';
import { newDataKey } from '../../src/runtime/personal-data.js';
import { Runner } from '../../src/runtime/runner.js';
import { ids, type Trial } from '../audit/trial.js';

/** Real time that a test moves. Business time stands still. */
export class TestClock implements Clock {
  aheadMs = 0;
  now = () => Date.UTC(2026, 11, 1, 9, 30);
  real = () => Date.now() + this.aheadMs;
}

/** Remembers what it was given; refuses while `failure` says so. */
export class RecordingChannel implements Channel {
  readonly delivered: OutgoingMessage[] = [];
  failure: DeliveryError | undefined;
  /** Runs while a message is on its way. */
  whileSending: () => Promise<void> = async () => {};

  async deliver(message: OutgoingMessage): Promise<void> {
    await this.whileSending();
    if (this.failure) throw this.failure;
    this.delivered.push(message);
  }
}

export interface Desk extends WorkerDeps {
  readonly clock: TestClock;
}

export function openDesk(database: Database, channel: Channel, actor = 'worker', clock = new TestClock()): Desk {
  const runner = new Runner({
    database,
    actor,
    clock,
    ids,
    policy: { check: () => {} },
    audit: new DatabaseAuditTrail(database),
    outbox: new DatabaseOutbox(),
  });
  const formatMoney: DeliveryDeps['formatMoney'] = ({ amountMinor, currency }) => `${amountMinor / 100} ${currency}`;
  return {
    database,
    runner,
    clock,
    ids,
    channels: { email: channel },
    formatMoney,
    templates: new Templates(),
    subscribers: [],
  };
}

export const customer = { customerId: 'cus_1', dataKey: newDataKey() };

export async function addBooking(trial: Trial, version = 1): Promise<void> {
  await trial.sql(
    `insert into customer (id, version, name, email, language, data_key, created_at, updated_at)
     values ('cus_1', 1, 'Ann Smith', 'ann@example.com', 'en', '${customer.dataKey}', 0, 0)`,
  );
  await addAnotherBooking(trial, 'bkg_1', 'K7QX2M', version);
}

/** Of the same customer. */
export async function addAnotherBooking(trial: Trial, id: string, recordLocator: string, version = 1): Promise<void> {
  await trial.sql(
    `insert into booking (id, record_locator, customer_id, version, status, currency, total_minor, fees_minor,
       created_at, created_by, updated_at)
     values ('${id}', '${recordLocator}', 'cus_1', ${version}, 'confirmed', 'EUR', 12345, 0, 0, 'ann', 0)`,
  );
}

/** Queues refund messages about the booking, as a use case does. @returns their ids */
export async function queue(desk: Desk, count = 1, to = 'ann@example.com'): Promise<string[]> {
  return desk.runner.write({ command: 'refund issue', input: {} }, async (work) =>
    Array.from({ length: count }, () =>
      String(
        queueMessage(work, {
          bookingId: 'bkg_1',
          subject: customer,
          template: 'refund',
          language: 'en',
          to,
          fields: { recordLocator: 'K7QX2M', amount: { amountMinor: 12345, currency: 'EUR' } },
        }),
      ),
    ),
  );
}
