import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import type { Desk } from '../../src/desk.js';
import { allocateAnySeats, soldOut } from '../../src/inventory/allocate-seats.js';
import { getFlight } from '../../src/inventory/flight-repository.js';
import { onPostgres, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, openTestDesk, violationsOf } from '../support/desk.js';
import { allAtOnce } from './outcomes.js';

const isLong = Boolean(process.env.OPSDESK_TORTURE);
const TRYING = 16;
const ROUNDS = isLong ? 20 : 2;

onPostgres('who waits for seats that others have locked', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let keeper: pg.Client;
  let flights = 0;
  let number = '';

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: TRYING + 4 });
    keeper = new pg.Client({ connectionString: trial.url });
    await keeper.connect();
  });
  beforeEach(async () => {
    number = await sixSeats();
  });
  afterEach(() => keeper.query('rollback'));
  afterAll(async () => {
    await keeper.end();
    await desk.database.close();
    await trial.drop();
  });

  async function sixSeats(): Promise<string> {
    flights += 1;
    await addFlight(desk, { number: String(flights) });
    return String(flights);
  }
  const book = (count: number, options: { readonly isDryRun?: boolean } = {}) => {
    const passengers = Array.from({ length: count }, (_, index) => `PARTY/${'ABCDEF'[index]}`);
    return createBooking(desk, { flights: [{ ref: flightRef(number) }], passengers }, options);
  };
  /** Locks the first open seat as one who looks at it, and may yet give it back. */
  async function keepOneSeat(): Promise<void> {
    await keeper.query('begin');
    await keeper.query(
      `update seat set status = 'blocked' where flight_id = $1
        and ordinal = (select min(ordinal) from seat where flight_id = $1 and status = 'open')`,
      [number],
    );
  }
  async function takenSeats(): Promise<number> {
    const rows = await desk.session.composed((db) =>
      db
        .selectFrom('seat')
        .select('ordinal')
        .where('flight_id', '=', Number(number))
        .where('booking_id', 'is not', null),
    );
    return rows.length;
  }

  it('gathers six seats beside sixteen who try for one each and buy none', { timeout: 60_000 * ROUNDS }, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      number = await sixSeats();
      let isOver = false;
      const codes = new Set<unknown>();
      const trying = Array.from({ length: TRYING }, async () => {
        while (!isOver) await book(1, { isDryRun: true }).catch(({ code }: { code: unknown }) => codes.add(code));
      });
      await sleep(50);
      const party = await book(6).finally(() => {
        isOver = true;
      });
      await Promise.all(trying);
      expect(party.segments[0]?.seats).toHaveLength(6);
      expect([...codes].filter((code) => code !== 'SOLD_OUT')).toEqual([]);
    }
    expect(await violationsOf(desk)).toEqual([]);
  });

  it('is a party that gets all of them once the last is given back', async () => {
    await keepOneSeat();
    const party = book(6);
    // Long enough for it to have begun anew.
    await sleep(1_500);
    await keeper.query('rollback');
    expect((await party).segments[0]?.seats).toHaveLength(6);
  });

  it('is told that they are sold out once they are, not before, and keeps none', async () => {
    await keepOneSeat();
    let ending: unknown;
    const party = book(6).catch(({ code }: { code: unknown }) => {
      ending = code;
    });
    await sleep(300);
    expect(ending).toBeUndefined();
    await keeper.query('commit');
    await party;
    expect(ending).toBe('SOLD_OUT');
    expect(await takenSeats()).toBe(0);
    expect((await book(5)).segments[0]?.seats).toHaveLength(5);
  });

  it('gives way where two have what the other lacks, on whatever flights', async () => {
    const refs = [number, await sixSeats()];
    await desk.session.composed((db) =>
      db
        .updateTable('seat')
        .set({ status: 'blocked' })
        .where('flight_id', 'in', refs.map(Number))
        .where('seat_number', '!=', '20C'),
    );
    let met = 0;
    const bothHaveOne = async () => {
      met += 1;
      while (met < 2) await sleep(5);
    };
    const buy = (bookingId: string, ...numbers: readonly string[]) =>
      desk.runner.write({ command: 'booking create', input: {} }, async ({ tx, now }) => {
        for (const each of numbers) {
          const flight = await getFlight(tx, flightRef(each));
          const segmentPosition = refs.indexOf(each) + 1;
          const holder = {
            bookingId,
            segmentPosition,
            passengerPosition: 1,
            holdExpiresAt: null,
            status: 'sold',
          } as const;
          const pool = { cabin: 'Y', nest_level: 1 };
          if (!(await allocateAnySeats(tx, flight, pool, 1, holder, now))) throw soldOut(flight, 1, 'class Y');
          await bothHaveOne();
        }
      });
    const { counts } = await allAtOnce([() => buy('bkg_1', ...refs), () => buy('bkg_2', ...refs.toReversed())]);
    expect(counts).toEqual({ done: 1, SOLD_OUT: 1 });
  });

  it('is told so at once where fewer are left than the party wants, whoever looks at them', async () => {
    await book(1);
    await keepOneSeat();
    await expect(book(6)).rejects.toMatchObject({ code: 'SOLD_OUT' });
  });

  it('is sold a seat that is kept for higher classes once a unit to give for it is free', async () => {
    const level = (table: 'fare' | 'seat', isOf: string) =>
      keeper.query(`update ${table} set nest_level = 2 where flight_id = $1 and ${isOf}`, [number]);
    await level('fare', "fare_class = 'Y'");
    await level('seat', "seat_number <> '20C'");
    await keeper.query('begin');
    await keeper.query("select 1 from seat where flight_id = $1 and seat_number <> '20C' for update", [number]);
    const order = { flights: [{ ref: flightRef(number) }], passengers: ['ONE/A'], seats: ['20C'] };
    const bought = createBooking(desk, order, {});
    await sleep(200);
    await keeper.query('rollback');
    expect((await bought).segments[0]?.seats).toMatchObject([{ seat: '20C' }]);
  });

  it.runIf(isLong).each([1, 6])(
    'is not kept waiting for ever, alone or in a party',
    { timeout: 90_000 },
    async (count) => {
      if (count === 1) await book(5);
      await keepOneSeat();
      await expect(book(count)).rejects.toMatchObject({ code: 'DATABASE_BUSY' });
      expect(await takenSeats()).toBe(6 - count);
    },
  );
});
