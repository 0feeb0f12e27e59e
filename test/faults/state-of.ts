import type { Desk } from '../../src/desk.js';

/**
 * What a customer, a till or an auditor could tell of a database's bookings, without what no two runs share: ids,
 * times, and which seat of a cabin whoever came first has got.
 */
const QUERIES = {
  bookings: 'select record_locator, status, version, currency from booking',
  segments: `select b.record_locator, s.position, s.flight_id, s.status, s.cabin, s.fare_class, s.base_minor,
      s.tax_minor, s.journey, s.replaces
    from segment s join booking b on b.id = s.booking_id`,
  seats: `select b.record_locator, s.segment_position, s.passenger_position, s.flight_id, s.cabin, s.status
    from seat s join booking b on b.id = s.booking_id`,
  openSeats: `select flight_id, cabin, nest_level, count(*) as seats from seat where status = 'open'
    group by flight_id, cabin, nest_level`,
  payments: `select b.record_locator, p.status, p.amount_minor from payment p join booking b on b.id = p.booking_id`,
  refunds: `select b.record_locator, r.kind, r.status, r.amount_minor, t.status as part_status, t.amount_minor as part
    from refund r join booking b on b.id = r.booking_id join refund_part t on t.refund_id = r.id`,
  gateway: 'select kind, outcome, currency, amount_minor, count(*) as calls from sandbox_operation group by 1, 2, 3, 4',
  accounts: 'select account, currency, sum(amount_minor) as amount from posting group by account, currency',
  messages: `select b.record_locator, o.topic, o.booking_version from outbox o join booking b on b.id = o.booking_id`,
  items: `select b.record_locator, i.action, i.status, i.code, i.version_after
    from disruption_item i join booking b on b.id = i.booking_id`,
  audit: `select entity, case entity when 'booking' then entity_id end as booking, action from audit_entry
    where action not in ('disruption.begun', 'disruption.joined', 'disruption.finished')`,
};

export async function stateOf(desk: Desk): Promise<Record<keyof typeof QUERIES, string[]>> {
  const state: Record<string, string[]> = {};
  await desk.database.dedicated(async (raw) => {
    for (const [name, sql] of Object.entries(QUERIES)) {
      const { rows } = await raw.execute(sql, []);
      state[name] = rows.map((row) => Object.values(row).join(' ')).sort();
    }
  });
  return state as Record<keyof typeof QUERIES, string[]>;
}
