import type { Desk } from '../../src/desk.js';

/** What the sandbox gateway says of a booking's money, whatever the desk has recorded of it. */
export async function takenAtGateway(desk: Desk, locator: string) {
  const rows = await desk.session.composed((db) =>
    db
      .selectFrom('sandbox_operation as s')
      .leftJoin('payment as p', 'p.gateway_key', 's.gateway_key')
      .leftJoin('refund_part as x', 'x.gateway_key', 's.gateway_key')
      .leftJoin('payment as q', 'q.id', 'x.payment_id')
      .innerJoin('booking as b', (join) =>
        join.on((eb) => eb.or([eb('b.id', '=', eb.ref('p.booking_id')), eb('b.id', '=', eb.ref('q.booking_id'))])),
      )
      .select(['s.kind', 's.amount_minor'])
      .where('b.record_locator', '=', locator)
      .where('s.outcome', '=', 'succeeded'),
  );
  const sumOf = (kind: string) =>
    rows.filter((row) => row.kind === kind).reduce((sum, row) => sum + row.amount_minor, 0);
  return {
    charges: rows.filter((row) => row.kind === 'charge').length,
    chargedMinor: sumOf('charge'),
    refundedMinor: sumOf('refund'),
  };
}
