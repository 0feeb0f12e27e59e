import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BookingView } from '../../src/booking/view-booking.js';
import { migrateToLatest } from '../../src/database/migrate.js';
import { connect } from '../../src/database/open.js';
import { OwnPostgres } from '../faults/own-postgres.js';
import type { TrialDatabase } from '../support/backends.js';
import { ConsoleDriver } from '../support/console-driver.js';
import { PLACES } from '../support/console-places.js';
import { answerOf, goTo, shown, violationsIn } from '../support/console-steps.js';
import { addFlight, openTestDesk } from '../support/desk.js';

const LOST = 'trying again';
/** Long enough that the server is back and the console has asked again. */
const PATIENCE_MS = 30_000;
/** Between Enter and the end of the server: before the write, in the midst of it, and about its end. */
const DELAYS_MS = [0, 15, 40];
const BATCH = 5;
/** One batch of places, or all of them. */
const TRIED_PLACES = process.env.OPSDESK_TORTURE ? PLACES : PLACES.filter((_place, at) => at % BATCH === 0);

describe('a console whose PostgreSQL is killed', () => {
  let server: OwnPostgres;
  let trial: TrialDatabase;

  beforeAll(async () => {
    server = await OwnPostgres.start();
    trial = { dialect: 'postgres', url: server.url, drop: async () => {} };
    const database = await connect({ url: server.url });
    await migrateToLatest(database);
    await database.close();
  });
  afterAll(() => server.stop());

  /** A sale on a flight of its own, up to the means of payment. */
  const beginSale = async (number: string) => {
    const seeding = await openTestDesk(trial);
    await addFlight(seeding, { number });
    await seeding.database.close();
    const desk = new ConsoleDriver(trial, { columns: 120, lines: 30 });
    await desk.sees('$ opsdesk booking list');
    await desk.type(`XX${number}/2026-12-01`);
    await desk.sees('go to this flight');
    await desk.press('enter');
    await desk.sees('s book one seat');
    await desk.type('s');
    await desk.sees('› Passenger 1');
    await desk.type('SMITH/JOHN');
    await desk.sees('P1   SMITH/JOHN');
    return desk;
  };
  const bookingsOn = async (number: string) => {
    const list = ['booking', 'list', '--flight', `XX${number}/2026-12-01`];
    return (await answerOf<{ items: BookingView[] }>(trial, ...list)).items;
  };
  const finish = async (desk: ConsoleDriver) => {
    await desk.press('ctrl-s');
    await desk.sees(/Book it and take 110\.00 USD by sandbox:tok_ok\?|Send the same again\?/);
    await desk.press('enter');
    const lines = await desk.sees('is confirmed', PATIENCE_MS);
    return /([A-Z2-9]{6}) is confirmed/.exec(lines.join('\n'))?.[1] ?? '';
  };

  it('says so, keeps what is typed before and meanwhile, and goes on when it is back', async () => {
    const desk = await beginSale('101');
    await server.crash();
    await desk.sees(LOST);
    await desk.press('tab');
    await desk.type('john@example.com');
    await desk.press('tab', 'tab', 'tab');
    await desk.type('sandbox:tok_ok');
    const lines = (await desk.sees('--pay sandbox:tok_ok')).join('\n');
    expect(lines).toMatch(/Passenger 1 +SMITH\/JOHN[\s\S]*E-mail +john@example\.com[\s\S]*Pay with +sandbox:tok_ok/);
    expect(lines).toMatch(/trying again, \d+ s without it/);
    // Nothing can be sent off, and nothing is lost by trying.
    await desk.press('ctrl-s');
    await desk.misses('Are you sure?');
    await desk.sees(LOST);
    await server.restart();
    await desk.misses(LOST, PATIENCE_MS);
    await desk.misses('DATABASE_UNAVAILABLE');
    const made = await shown(trial, await finish(desk));
    expect(made).toMatchObject({ status: 'confirmed', contact: { email: 'john@example.com' } });
    expect(await violationsIn(trial)).toEqual([]);
    await desk.close();
  }, 120_000);

  it('says so in every place, and gives the terminal back without it', async () => {
    const seeding = await openTestDesk(trial);
    await addFlight(seeding, { number: '150' });
    await seeding.database.close();
    for (let from = 0; from < TRIED_PLACES.length; from += BATCH) {
      const batch = TRIED_PLACES.slice(from, from + BATCH);
      const desks = await Promise.all(
        batch.map(async ([name, command]) => {
          const desk = new ConsoleDriver(trial, { columns: 100 });
          await desk.sees('$ opsdesk booking list', PATIENCE_MS);
          await goTo(desk, name, `$ opsdesk ${command}`);
          return desk;
        }),
      );
      await server.crash();
      await Promise.all(desks.map((desk) => desk.sees(LOST, PATIENCE_MS)));
      await server.restart();
      await Promise.all(desks.map((desk) => desk.misses(LOST, PATIENCE_MS)));
      await server.crash();
      await Promise.all(desks.map((desk) => desk.sees(LOST, PATIENCE_MS)));
      for (const desk of desks) {
        await desk.press('ctrl-c');
        expect(await desk.ended()).toMatchObject({ exitCode: 130 });
        expect(desk.isRestored).toBe(true);
        await desk.close();
      }
      await server.restart();
    }
    expect(await violationsIn(trial)).toEqual([]);
  }, 600_000);

  it('leaves no half of a write that was under way, and makes it once when it is sent again', async () => {
    for (const [round, delayMs] of DELAYS_MS.entries()) {
      const number = String(201 + round);
      const desk = await beginSale(number);
      await desk.press('tab', 'tab', 'tab');
      await desk.type('20A');
      await desk.press('tab');
      await desk.type('sandbox:tok_ok');
      await desk.press('ctrl-s');
      await desk.sees('Book it and take 110.00 USD by sandbox:tok_ok?');
      await desk.press('enter');
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      await server.crash();
      await desk.sees(LOST);
      await server.restart();
      await desk.misses(LOST, PATIENCE_MS);
      const screen = (await desk.screen()).join('\n');
      const [told = 'an answer'] = /[A-Z]+_[A-Z]+(?=\))|is confirmed/.exec(screen) ?? [];
      console.log(`killed ${delayMs} ms after Enter: ${told}`);
      await answerOf(trial, 'payment', 'reconcile');
      expect(await violationsIn(trial)).toEqual([]);
      // Where the form is still there, the answer was lost or nothing had been done; its own seat is not in its way.
      if (screen.includes('Passenger 1')) await finish(desk);
      const bookings = await bookingsOn(number);
      expect(bookings.map(({ status }) => status)).toEqual(['confirmed']);
      const made = await shown(trial, bookings[0]?.recordLocator ?? '');
      expect(made.segments[0]?.seats[0]?.seat).toBe('20A');
      expect(await violationsIn(trial)).toEqual([]);
      await desk.close();
    }
  }, 240_000);
});
