import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { reconcilePayments } from '../../src/booking/reconcile-payments.js';
import { showBooking } from '../../src/booking/show-booking.js';
import type { BookingView } from '../../src/booking/view-booking.js';
import { migrateToLatest } from '../../src/database/migrate.js';
import { connect } from '../../src/database/open.js';
import { asOperatingError } from '../../src/database/operating-error.js';
import type { Desk } from '../../src/desk.js';
import { allAtOnce, crowd, type Outcomes } from '../concurrency/outcomes.js';
import type { TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { addFlight, flightRef, openTestDesk, violationsOf } from '../support/desk.js';
import { OwnPostgres } from './own-postgres.js';

const ROUNDS = process.env.OPSDESK_TORTURE ? 10 : 1;

describe('PostgreSQL killed while bookings run', () => {
  let server: OwnPostgres;
  let trial: TrialDatabase;

  beforeAll(async () => {
    server = await OwnPostgres.start();
    trial = { dialect: 'postgres', url: server.url, drop: async () => {} };
    const database = await connect({ url: server.url });
    await migrateToLatest(database);
    await database.close();
  });

  afterAll(async () => {
    await server.stop();
  });

  const book = (desk: Desk, number: string, isPaid = true) => {
    const pay = isPaid ? { gateway: 'sandbox', source: 'tok_ok' } : undefined;
    return explained(
      desk,
      createBooking(desk, { flights: [{ ref: flightRef(number) }], passengers: ['CRASH/A MR'], pay }, {}),
    );
  };

  it('answers that it is unavailable, keeps what it said was done, and leaves nothing half-written', {
    timeout: 120_000,
  }, async () => {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const number = String(round);
      const desk = await openTestDesk(trial);
      await addFlight(desk, { number, economyRows: 80 });
      const done: BookingView[] = [];
      // Everyone books until the server is gone; every other one pays.
      const bookings = crowd(20, async (index) => {
        for (;;) done.push(await book(desk, number, index % 2 === 0));
      });
      while (done.length < 20 * round) await sleep(1);
      await server.crash();
      const race = await bookings;
      await desk.database.close();
      console.log(`killed after ${done.length} bookings: ${JSON.stringify(race.counts)}, ${race.ms} ms`);
      expectUnavailable(race);

      const { exitCode, json } = await cli(trial, ['booking', 'list', '--json']);
      expect({ exitCode, document: json() }).toMatchObject({
        exitCode: 75,
        document: { error: { code: 'DATABASE_UNAVAILABLE', retryable: true } },
      });
      await server.restart();
      const after = await openTestDesk(trial);
      const begun = await after.session.composed((db) =>
        db
          .selectFrom('booking as b')
          .innerJoin('segment as g', 'g.booking_id', 'b.id')
          .select('b.id')
          .where('g.flight_id', '=', round),
      );
      // Whoever was told that the database is unavailable may try again: nothing was begun for them.
      const { PAYMENT_UNKNOWN = 0, OUTCOME_UNKNOWN = 0 } = race.counts;
      expect(begun.length).toBeGreaterThanOrEqual(done.length + PAYMENT_UNKNOWN);
      expect(begun.length).toBeLessThanOrEqual(done.length + PAYMENT_UNKNOWN + OUTCOME_UNKNOWN);
      await reconcilePayments(after, {});
      expect(await violationsOf(after)).toEqual([]);
      for (const booking of done) expect(await showBooking(after, booking.recordLocator)).toEqual(booking);
      expect((await reconcilePayments(after, {})).checked).toBe(0);
      await after.database.close();
    }
  });

  it('lets a desk that stayed open work on when the server is back', async () => {
    const desk = await openTestDesk(trial);
    await addFlight(desk, { number: '900' });
    await book(desk, '900');
    await server.crash();
    expectUnavailable(
      await allAtOnce<unknown>([() => book(desk, '900'), () => explained(desk, showBooking(desk, 'ABCDEF'))]),
    );
    await server.restart();
    expect(await book(desk, '900')).toMatchObject({ status: 'confirmed' });
    await desk.database.close();
  });
});

/** As a command tells it: a read throws what the driver threw. */
async function explained<T>(desk: Desk, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw asOperatingError(desk.database, error) ?? error;
  }
}

/** Nothing but these may be said: and of a payment, that nobody knows yet. */
function expectUnavailable({ counts }: Outcomes<unknown>): void {
  const { done: _, DATABASE_UNAVAILABLE = 0, ...others } = counts;
  expect(DATABASE_UNAVAILABLE).toBeGreaterThan(0);
  expect(['OUTCOME_UNKNOWN', 'PAYMENT_UNKNOWN']).toEqual(expect.arrayContaining(Object.keys(others)));
}
