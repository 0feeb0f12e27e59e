import type { Database } from '../../src/database/dialect.js';
import { openRunner } from '../../src/desk.js';
import { queueMessage } from '../../src/notification/queue-message.js';
import { shiftedClock } from '../../src/runtime/clock.js';
import { systemIds } from '../../src/runtime/id-source.js';
import { newDataKey } from '../../src/runtime/personal-data.js';

const AT_ONCE = 500;

/** A customer, and that many messages by mail that wait to go out to them. */
export async function queueNotifications(database: Database, count: number): Promise<void> {
  const subject = { customerId: 'cus_bench', dataKey: newDataKey() };
  const runner = openRunner(database, {
    actor: 'bench',
    clock: shiftedClock(0),
    ids: systemIds(),
    onCommitted: undefined,
  });
  await database.transaction(async (tx) => {
    await tx.load(
      'customer',
      ['id', 'version', 'name', 'email', 'language', 'data_key', 'created_at', 'updated_at'],
      [[subject.customerId, 1, 'JOHN SMITH', 'john@example.com', 'en', subject.dataKey, 0, 0]],
    );
  });
  const fields = { recordLocator: 'K7QX2M', amount: { amountMinor: 12_345, currency: 'USD' } };
  for (let done = 0; done < count; done += AT_ONCE) {
    await runner.write({ command: 'refund issue', input: {} }, async (work) => {
      for (let at = done; at < Math.min(done + AT_ONCE, count); at += 1) {
        queueMessage(work, { bookingId: null, subject, template: 'refund', to: 'john@example.com', fields });
      }
    });
  }
}
