import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { postgresSyntax } from '../../src/database/postgres-session.js';
import { reserveRefund } from '../../src/payment/reserve-refund.js';
import { summariseMoney } from '../../src/payment/summarise-money.js';
import { onPostgres } from '../support/backends.js';
import { Desk, openOn, RACERS } from './support.js';

// Proves that the races in the desk files do happen: without the row locks, both are lost.
onPostgres('a refund without locks', (on) => {
  it('gives too much back once nothing is locked', async () => {
    Object.assign(postgresSyntax, { forUpdate: () => '' });
    const backend = await openOn(on);
    try {
      let reservedMinor = 0;
      let refundedMinor = 0;
      for (let round = 0; round < 10 && !(reservedMinor > 10_000 && refundedMinor > 10_000); round += 1) {
        const desk = await Desk.withBooking(backend.database);
        const payment = await desk.pay(10_000);
        const gateway = await desk.gateway();
        await Promise.allSettled(
          Array.from({ length: RACERS }, () =>
            desk.write((work) =>
              reserveRefund(work, { bookingId: desk.bookingId, kind: 'goodwill', amountMinor: 6_000, currency: 'EUR' }),
            ),
          ),
        );
        const summary = await summariseMoney(backend.database.session, desk.bookingId);
        reservedMinor = Math.max(reservedMinor, summary.refundReservedMinor);
        const outcomes = await Promise.all(
          Array.from({ length: RACERS }, () =>
            gateway.refund({
              gatewayKey: randomUUID(),
              chargeReference: payment.gateway_reference ?? '',
              amountMinor: 6_000,
              currency: 'EUR',
            }),
          ),
        );
        refundedMinor = Math.max(
          refundedMinor,
          outcomes.filter((outcome) => outcome.kind === 'succeeded').length * 6_000,
        );
      }
      expect(reservedMinor).toBeGreaterThan(10_000);
      expect(refundedMinor).toBeGreaterThan(10_000);
    } finally {
      await backend.close();
    }
  });
});
