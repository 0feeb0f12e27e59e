import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Desk } from '../../src/desk.js';
import { seedDesk } from '../../src/seed-desk.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { openTestDesk, violationsOf } from '../support/desk.js';

onEveryBackend('the checks of the inventory', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await seedDesk(desk, { scenario: 'hub', seed: 1, size: 'small' });
  });

  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  /** Breaks something, asks the doctor, and mends it again. */
  async function violationsAfter(breakIt: string, mendIt: string): Promise<string[]> {
    const run = (sql: string) => desk.database.dedicated((raw) => raw.execute(sql, []));
    await run(breakIt);
    try {
      return await violationsOf(desk);
    } finally {
      await run(mendIt);
    }
  }
  const aFare = "flight_id = (select min(flight_id) from fare where fare_class = 'Q') and fare_class = 'Q'";

  it('find nothing wrong with a scenario that has limits and bookings', async () => {
    expect(await violationsOf(desk)).toEqual([]);
  });

  it('find a limit that the units do not carry, at that class and at those that it holds back', async () => {
    const less = `update fare set booking_limit = booking_limit - 1 where ${aFare}`;
    const more = `update fare set booking_limit = booking_limit + 1 where ${aFare}`;
    expect(await violationsAfter(less, more)).toEqual(['units-carry-the-booking-limits: 1']);
  });

  it('find a unit whose level was moved', async () => {
    const unit = 'flight_id = 1 and ordinal = (select max(ordinal) from seat where flight_id = 1)';
    const broken = await violationsAfter(
      `update seat set nest_level = nest_level - 1 where ${unit}`,
      `update seat set nest_level = nest_level + 1 where ${unit}`,
    );
    expect(broken).toEqual(['units-carry-the-booking-limits: 1']);
  });

  it('find a cabin that is authorised for more, or has other rows', async () => {
    const cabin = "flight_id = 1 and cabin = 'Y'";
    const authorised = await violationsAfter(
      `update flight_cabin set authorised = authorised + 1 where ${cabin}`,
      `update flight_cabin set authorised = authorised - 1 where ${cabin}`,
    );
    expect(authorised).toContain('cabins-match-their-seats: 1');
    const rows = await violationsAfter(
      `update flight_cabin set last_ordinal = last_ordinal - 16 where ${cabin}`,
      `update flight_cabin set last_ordinal = last_ordinal + 16 where ${cabin}`,
    );
    expect(rows).toEqual(['cabins-know-their-rows: 1']);
  });
});
