import { afterAll, beforeAll, expect, it } from 'vitest';
import { adjustFlight } from '../../src/booking/adjust-flight.js';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { quoteRefund } from '../../src/booking/quote-refund.js';
import { showBooking } from '../../src/booking/show-booking.js';
import { showBookingAsOf } from '../../src/booking/show-booking-as-of.js';
import type { Desk } from '../../src/desk.js';
import { seedDesk } from '../../src/seed-desk.js';
import { digestWorld } from '../../src/seeding/digest.js';
import type { StormInput, StormResult } from '../../src/seeding/storm-scenario.js';
import { onEveryBackend, onPostgres, type TrialDatabase } from '../support/backends.js';
import { openTestDesk, violationsOf } from '../support/desk.js';
import { importSmallStorm } from '../support/storm-schedule.js';
import { numberOf, rowsOf } from './trial-database.js';

/** The same on every back end. */
const DIGEST = 'e08b094ea0f10236';
const NOW = Date.parse('2013-02-07T09:00:00Z');

async function seedStorm(desk: Desk, more: Partial<StormInput> = {}): Promise<StormResult> {
  const result = await seedDesk(desk, { scenario: 'storm', seed: 1, load: 0.8, ...more });
  if (result.scenario !== 'storm') throw new Error('another scenario was seeded');
  return result;
}

onEveryBackend('a schedule filled for a storm', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let result: StormResult;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { now: NOW });
    await importSmallStorm(desk);
    result = await seedStorm(desk);
  });
  afterAll(async () => {
    await desk?.database.close();
    await trial?.drop();
  });

  const count = (sql: string) => numberOf(desk.database, sql);
  /** The first booking by its locator that a condition on `b` holds for. */
  const find = async (condition: string): Promise<string> => {
    const [row] = await rowsOf(
      desk.database,
      `select b.record_locator from booking b where ${condition} order by b.record_locator limit 1`,
    );
    if (!row) throw new Error(`no booking has ${condition}`);
    return String(row.record_locator);
  };
  const segments = '(select count(*) from segment s where s.booking_id = b.id';

  it('breaks no invariant', async () => {
    expect(await violationsOf(desk)).toEqual([]);
  });

  it('has one digest for a seed on every back end, in which every booking counts', async () => {
    expect(result.digest.slice(0, 16)).toBe(DIGEST);
    await rowsOf(desk.database, "update passenger set service = 'MEDA' where position = 1 and service is null");
    expect(await digestWorld(desk.session, result.start)).not.toBe(result.digest);
    await rowsOf(desk.database, "update passenger set service = null where position = 1 and service = 'MEDA'");
  });

  it('sells the load of every flight to the seat', async () => {
    const flights = await rowsOf(
      desk.database,
      `select f.id, count(*) as units, sum(case when s.status = 'sold' then 1 else 0 end) as sold
         from flight f join seat s on s.flight_id = f.id group by f.id`,
    );
    const off = flights.filter(({ units, sold }) => Number(sold) !== Math.round(0.8 * Number(units)));
    expect(off).toEqual([]);
    const { departures, all, largestDeviation } = result.loads;
    expect([departures.load, all.load]).toEqual([expect.closeTo(0.8, 2), expect.closeTo(0.8, 2)]);
    expect(largestDeviation).toBeLessThan(0.02);
    expect(all).toMatchObject({
      sold: await count("select count(*) from seat where status = 'sold'"),
      authorised: await count('select count(*) from seat'),
    });
  });

  it('adds a flight back for each flight in, and onward flights that connect', async () => {
    expect(result.flights.departures).toBe(60);
    // Those of the last evening would leave when the schedule is over.
    expect(result.flights.returns).toBeGreaterThan(50);
    expect(result.flights.onward).toBeGreaterThan(5);
    expect(await count("select count(*) from flight where departure_date > '2013-02-09'")).toBe(0);
    expect(await count('select count(*) from flight')).toBe(60 + result.flights.returns + result.flights.onward);
  });

  it('lets a fifth of the passengers change, by the connection rules', async () => {
    const changes = `segment a join segment o on o.booking_id = a.booking_id and o.journey = a.journey
      and o.position = a.position + 1 join flight f on f.id = a.flight_id join flight g on g.id = o.flight_id`;
    const connecting = await count(
      `select count(*) from passenger p where p.booking_id in (select a.booking_id from ${changes})`,
    );
    expect(result.connecting).toBe(connecting);
    expect(result.passengers).toBe(await count('select count(*) from passenger'));
    expect(result.connectingShare).toBeCloseTo(connecting / result.passengers, 3);
    expect(result.connectingShare).toBeGreaterThan(0.1);
    expect(result.connectingShare).toBeLessThan(0.3);
    const broken = `f.destination <> g.origin or g.departs_at - f.arrives_at < 45 * 60000 or f.origin = g.destination`;
    expect(await count(`select count(*) from ${changes} where ${broken}`)).toBe(0);
  });

  it('brings people back on a later day, and not before they came', async () => {
    const trips = `segment a join segment o on o.booking_id = a.booking_id and o.journey = a.journey + 1
      join flight f on f.id = a.flight_id join flight g on g.id = o.flight_id`;
    expect(await count(`select count(*) from ${trips}`)).toBeGreaterThan(50);
    expect(await count(`select count(*) from ${trips} where g.departs_at - f.arrives_at < 12 * 3600000`)).toBe(0);
  });

  it('has groups of one to nine with children, infants, tiers and special services', async () => {
    const sizes = await rowsOf(
      desk.database,
      'select n, count(*) as groups from (select count(*) as n from passenger group by booking_id) g group by n order by n',
    );
    const bySize = new Map(sizes.map(({ n, groups }) => [Number(n), Number(groups)]));
    expect(Math.max(...bySize.keys())).toBeLessThanOrEqual(9);
    expect([...bySize.values()].reduce((sum, groups) => sum + groups, 0)).toBe(result.groups);
    const few = (bySize.get(1) ?? 0) + (bySize.get(2) ?? 0) + (bySize.get(3) ?? 0);
    expect(few / result.groups).toBeGreaterThan(0.7);
    const kinds = async (sql: string) => (await rowsOf(desk.database, sql)).map((row) => Object.values(row)[0]);
    expect(await kinds('select distinct type from passenger order by 1')).toEqual(['ADT', 'CHD', 'INF']);
    expect(await kinds('select distinct service from passenger where service is not null order by 1')).toContain(
      'WCHR',
    );
    expect(await kinds('select distinct tier from customer order by 1')).toEqual([
      'gold',
      'none',
      'platinum',
      'silver',
    ]);
    const alone = `passenger p where p.type = 'CHD' and not exists
      (select 1 from passenger a where a.booking_id = p.booking_id and a.type = 'ADT')`;
    expect(await count(`select count(*) from ${alone} and p.service is distinct from 'UMNR'`)).toBe(0);
    expect(await count("select count(*) from passenger where service = 'UMNR' and type <> 'CHD'")).toBe(0);
    expect(
      await count(`select count(*) from ${alone} and exists (select 1 from segment s where
      s.booking_id = p.booking_id group by s.journey having count(*) > 1)`),
    ).toBe(0);
    expect(await count("select count(*) from booking where contact_email not like '%_@%.example'")).toBe(0);
  });

  it('makes bookings that can be shown, and shown as they stood', async () => {
    const recordLocator = await find(`${segments}) = 2`);
    const shown = await showBooking(desk, recordLocator);
    expect(shown).toMatchObject({ status: 'confirmed', balance: { amountMinor: 0 } });
    const { asOf, ...then } = await showBookingAsOf(desk, recordLocator, NOW);
    expect(then).toMatchObject(shown);
    expect(asOf).toMatchObject({ isErased: false, lastChange: { action: 'booking.confirmed', actor: 'seed' } });
  });

  it('makes bookings that can be changed, refunded and cancelled', async () => {
    const direct = await find(
      `${segments}) = 1 and exists (select 1 from segment s join flight f on f.id = s.flight_id
        where s.booking_id = b.id and f.origin = 'JFK' and f.departure_date = '2013-02-08')`,
    );
    const move = { recordLocator: direct, date: '2013-02-09' };
    const before = await showBooking(desk, direct);
    const [segment] = before.segments;
    const later = await find(
      `exists (select 1 from segment s join flight f on f.id = s.flight_id where s.booking_id = b.id
        and f.origin = '${segment?.origin}' and f.destination = '${segment?.destination}'
        and f.departure_date = '2013-02-09')`,
    );
    expect(move.recordLocator).not.toBe(later);
    const other = (await showBooking(desk, later)).segments.find(
      ({ origin, destination }) => origin === segment?.origin && destination === segment?.destination,
    );
    const moved = await modifyBooking(
      desk,
      { recordLocator: direct, flight: { ref: refOf(other?.flight) } },
      { isDryRun: true },
    );
    expect(moved.segments.some(({ flight, status }) => flight === other?.flight && status === 'HK')).toBe(true);
    expect(await showBooking(desk, direct)).toEqual(before);

    const goodwill = await issueRefund(desk, { recordLocator: later, amount: '10.00' }, { reason: 'cold cabin' });
    expect(goodwill).toMatchObject({ status: 'succeeded', amount: { amountMinor: 1_000 } });

    const quote = await quoteRefund(desk, direct, {});
    const cancelled = await cancelBooking(desk, { recordLocator: direct }, {});
    expect(cancelled).toMatchObject({ status: 'cancelled', refund: { status: 'succeeded', amount: quote.amount } });
    expect(quote.amount.amountMinor).toBeGreaterThan(0);
    expect(await violationsOf(desk)).toEqual([]);
  });

  it('is not seeded twice', async () => {
    const bookings = await count('select count(*) from booking');
    await expect(seedStorm(desk)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(await count('select count(*) from booking')).toBe(bookings);
    expect(await count('select count(*) from flight')).toBe(60 + result.flights.returns + result.flights.onward);
  });
});

onEveryBackend('filling a schedule for a storm', (backend) => {
  async function atDesk(work: (desk: Desk) => Promise<void>) {
    const trial = await backend.create();
    const desk = await openTestDesk(trial, { now: NOW });
    try {
      await work(desk);
    } finally {
      await desk.database.close();
      await trial.drop();
    }
  }

  it('wants flights, and a load from 0.1 to 1', async () => {
    await atDesk(async (desk) => {
      await expect(seedStorm(desk)).rejects.toMatchObject({ code: 'WRONG_STATE' });
      for (const load of [0.09, 1.01, Number.NaN]) {
        await expect(seedStorm(desk, { load })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
      }
      await expect(seedStorm(desk, { seed: -1 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
      await expect(seedStorm({ ...desk, isProduction: true })).rejects.toMatchObject({ code: 'PRODUCTION_DATABASE' });
    });
  });

  it('sells all that may be sold, and neither a blocked seat nor a flight that does not operate', async () => {
    await atDesk(async (desk) => {
      await importSmallStorm(desk);
      const [first, second] = await rowsOf(desk.database, 'select id from flight order by id limit 2');
      await rowsOf(desk.database, `update seat set status = 'blocked' where flight_id = ${first?.id} and ordinal < 40`);
      await rowsOf(desk.database, `update flight set status = 'cancelled' where id = ${second?.id}`);
      const blocked = await numberOf(desk.database, "select count(*) from seat where status = 'blocked'");
      expect(blocked).toBeGreaterThan(5);
      await seedStorm(desk, { load: 1, seed: 2 });
      const left = await rowsOf(
        desk.database,
        "select flight_id, status, count(*) as seats from seat where status <> 'sold' group by flight_id, status",
      );
      const open = await numberOf(desk.database, `select count(*) from seat where flight_id = ${second?.id}`);
      expect(left.map((row) => [Number(row.flight_id), row.status, Number(row.seats)]).sort()).toEqual([
        [Number(first?.id), 'blocked', blocked],
        [Number(second?.id), 'open', open],
      ]);
      expect(await violationsOf(desk)).toEqual([]);
    });
  });

  it('keeps the units of each class to its booking limit', async () => {
    await atDesk(async (desk) => {
      await importSmallStorm(desk);
      const ref = { carrier: 'B6', number: '100', departureDate: '2013-02-07', origin: undefined };
      await adjustFlight(desk, { ref, limits: [{ fareClass: 'M', limit: 3 }] }, {});
      await seedStorm(desk);
      const sold = await numberOf(
        desk.database,
        `select count(*) from seat s join segment g on g.booking_id = s.booking_id and g.position = s.segment_position
           join flight f on f.id = g.flight_id where f.carrier = 'B6' and f.number = '100' and g.fare_class = 'M'`,
      );
      expect(sold).toBeLessThanOrEqual(3);
      expect(await violationsOf(desk)).toEqual([]);
    });
  });

  it('leaves nothing behind when it fails half-way', async () => {
    await atDesk(async (desk) => {
      await importSmallStorm(desk);
      const input: StormInput = { scenario: 'storm', seed: 1, load: 0.8 };
      const seeding = seedDesk(desk, input, () => {
        throw new Error('the power is gone');
      });
      await expect(seeding).rejects.toThrow('the power is gone');
      const counts = ['flight', 'booking', 'customer', 'posting', 'sandbox_operation'].map((table) =>
        numberOf(desk.database, `select count(*) from ${table}`),
      );
      expect(await Promise.all(counts)).toEqual([60, 0, 0, 0, 0]);
      expect(await numberOf(desk.database, "select count(*) from seat where status <> 'open'")).toBe(0);
      expect(await violationsOf(desk)).toEqual([]);
    });
  });
});

onPostgres('selling while a schedule is filled', (backend) => {
  it('waits for the end, and takes a seat that was left', async () => {
    const trial = await backend.create();
    const desk = await openTestDesk(trial, { now: NOW });
    try {
      await importSmallStorm(desk);
      const card = { gateway: 'sandbox', source: 'tok_ok' };
      let sale: ReturnType<typeof createBooking> | undefined;
      const flights = [{ ref: { carrier: 'B6', number: '100', departureDate: '2013-02-07', origin: undefined } }];
      await seedDesk(desk, { scenario: 'storm', seed: 1, load: 0.8 }, () => {
        sale ??= createBooking(desk, { flights, passengers: ['DOE/ANN MS'], email: 'ann@example.com', pay: card }, {});
      });
      expect(await sale).toMatchObject({ status: 'confirmed' });
      expect(await violationsOf(desk)).toEqual([]);
    } finally {
      await desk.database.close();
      await trial.drop();
    }
  });
});

function refOf(flight: string | undefined) {
  const match = /^(..)(\d+)\/(.{10})/.exec(flight ?? '');
  return { carrier: match?.[1] ?? '', number: match?.[2] ?? '', departureDate: match?.[3] ?? '', origin: undefined };
}
