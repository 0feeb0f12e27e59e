import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import type { Database } from '../../src/database/dialect.js';
import { connect } from '../../src/database/open.js';
import { insertInto } from '../../src/database/statement.js';
import { runDeskWorker } from '../../src/worker.js';
import { type Backend, onEveryBackend, onPostgres, type TrialDatabase } from '../support/backends.js';
import { addFlight, openTestDesk, testSettings } from '../support/desk.js';

const PATIENCE_MS = 5_000;
const insert = insertInto<{ name: string; value: string }>('setting', ['name', 'value']);

/** Whether it becomes so in time. */
async function comes(isSo: () => boolean, patienceMs = PATIENCE_MS): Promise<boolean> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(10)) if (isSo()) return true;
  return false;
}

/** Whoever listens on PostgreSQL does so a moment after it began to. */
async function heardOf(say: () => Promise<void>, heard: () => number): Promise<boolean> {
  const before = heard();
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
    await say();
    if (await comes(() => heard() > before, 300)) return true;
  }
  return false;
}

onEveryBackend('watching a database', (backend: Backend) => {
  let trial: TrialDatabase;
  let watched: Database;
  let other: Database;

  beforeEach(async () => {
    trial = await backend.create();
    [watched, other] = await Promise.all([connect({ url: trial.url }), connect({ url: trial.url })]);
  });
  afterEach(async () => {
    await watched.close();
    await other.close();
    await trial.drop();
  });

  let written = 0;
  const write = async (database: Database): Promise<void> => {
    written += 1;
    await database.session.run(insert, { name: `test ${written}`, value: '' });
    await database.announce();
  };

  it('tells of what others wrote and of what was written here, until it is stopped', async () => {
    let count = 0;
    const stop = watched.watch(() => {
      count += 1;
    });
    expect(
      await heardOf(
        () => write(other),
        () => count,
      ),
    ).toBe(true);
    expect(
      await heardOf(
        () => write(watched),
        () => count,
      ),
    ).toBe(true);
    // It is on its way when nobody wants it any more.
    await write(other);
    stop();
    const before = count;
    await write(other);
    expect(await comes(() => count > before, 600)).toBe(false);
  });

  it('says nothing while nobody writes', async () => {
    let count = 0;
    const stop = watched.watch(() => {
      count += 1;
    });
    await other.dedicated((raw) => raw.execute('select count(*) from booking', []));
    expect(await comes(() => count > 0, 600)).toBe(false);
    stop();
  });

  it('hears that there is work as soon as a booking was made, with no worker about', async () => {
    const desk = await openTestDesk(trial);
    await addFlight(desk, { number: '101' });
    let count = 0;
    const stop = watched.watch(() => {
      count += 1;
    }, 'work');
    const heardOfBooking = await heardOf(
      async () => {
        const ref = { carrier: 'XX', number: '101', departureDate: '2026-12-01', origin: undefined };
        await createBooking(desk, { flights: [{ ref }], passengers: ['SMITH/JOHN MR'] }, {});
      },
      () => count,
    );
    expect(heardOfBooking).toBe(true);
    stop();
    await desk.database.close();
  });

  it('hears of a booking made elsewhere, once a worker has been round', async () => {
    const desk = await openTestDesk(trial);
    await addFlight(desk, { number: '101' });
    let count = 0;
    const stop = watched.watch(() => {
      count += 1;
    });
    // Until it listens nothing can be heard.
    expect(
      await heardOf(
        () => write(other),
        () => count,
      ),
    ).toBe(true);
    const heardOfBooking = await heardOf(
      async () => {
        const ref = { carrier: 'XX', number: '101', departureDate: '2026-12-01', origin: undefined };
        await createBooking(desk, { flights: [{ ref }], passengers: ['SMITH/JOHN MR'] }, {});
        await runDeskWorker(desk, testSettings(trial), { isOnce: true, signal: new AbortController().signal });
      },
      () => count,
    );
    expect(heardOfBooking).toBe(true);
    stop();
    await desk.database.close();
  });
});

onPostgres('watching a server that goes away', (backend: Backend) => {
  it('listens again after its connection was ended', async () => {
    const trial = await backend.create();
    const [watched, other] = await Promise.all([connect({ url: trial.url }), connect({ url: trial.url })]);
    let count = 0;
    const stop = watched.watch(() => {
      count += 1;
    });
    const heard = () =>
      heardOf(
        () => other.announce(),
        () => count,
      );
    expect(await heard()).toBe(true);
    await other.dedicated((raw) =>
      raw.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen%'",
        [],
      ),
    );
    expect(await heard()).toBe(true);
    stop();
    await Promise.all([watched.close(), other.close()]);
    await trial.drop();
  });
});
