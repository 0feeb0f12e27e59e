import type { Session, Transaction } from '../database/dialect.js';
import type { CustomerQuietHoursRow } from '../database/schema.js';
import { statement } from '../database/statement.js';
import type { QuietHours } from './quiet-hours.js';

const quietHoursOf = statement<{ customer_id: string }, CustomerQuietHoursRow>(
  'quiet_hours_of_customer',
  'select * from customer_quiet_hours where customer_id = :customer_id',
);
const saveQuietHours = statement<CustomerQuietHoursRow>(
  'save_quiet_hours',
  `insert into customer_quiet_hours (customer_id, from_minute, until_minute, time_zone)
    values (:customer_id, :from_minute, :until_minute, :time_zone)
    on conflict (customer_id) do update set from_minute = excluded.from_minute, until_minute = excluded.until_minute,
      time_zone = excluded.time_zone`,
);
const removeQuietHours = statement<{ customer_id: string }>(
  'remove_quiet_hours',
  'delete from customer_quiet_hours where customer_id = :customer_id',
);

/** When the customer is not to be disturbed, or null. */
export async function findQuietHours(session: Session, customerId: string): Promise<QuietHours | null> {
  const row = await session.first(quietHoursOf, { customer_id: customerId });
  return row ? { fromMinute: row.from_minute, untilMinute: row.until_minute, timeZone: row.time_zone } : null;
}

/** @param hours null for none any more */
export function keepQuietHours(tx: Transaction, customerId: string, hours: QuietHours | null): void {
  if (hours === null) tx.later(removeQuietHours, { customer_id: customerId });
  else {
    const { fromMinute: from_minute, untilMinute: until_minute, timeZone: time_zone } = hours;
    tx.later(saveQuietHours, { customer_id: customerId, from_minute, until_minute, time_zone });
  }
}
