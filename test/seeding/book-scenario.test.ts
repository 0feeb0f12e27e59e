import { expect, it } from 'vitest';
import { seedDesk } from '../../src/seed-desk.js';
import { onEveryBackend } from '../support/backends.js';
import { NOW, openTestDesk, violationsOf } from '../support/desk.js';
import { numberOf, rowsOf } from './trial-database.js';

const DIGEST = 'd3b3bc2f24678517';

onEveryBackend('the booked scenario', (backend) => {
  async function seeded(
    work: (desk: Awaited<ReturnType<typeof openTestDesk>>, digest: string) => Promise<void>,
    now = NOW,
    start?: string,
  ) {
    const database = await backend.create();
    const desk = await openTestDesk(database, { now });
    try {
      const { digest } = await seedDesk(desk, { scenario: 'hub', seed: 1, size: 'small', start });
      await work(desk, digest);
    } finally {
      await desk.database.close();
      await database.drop();
    }
  }

  it('gives one digest for a seed, on any day', async () => {
    await seeded(async (_desk, digest) => expect(digest.slice(0, 16)).toBe(DIGEST));
    await seeded(async (_desk, digest) => expect(digest.slice(0, 16)).toBe(DIGEST), Date.parse('2031-03-30T23:59:00Z'));
  });

  it('sells a schedule of the past on the day before it begins', async () => {
    await seeded(async (_desk, digest) => expect(digest.slice(0, 16)).toBe(DIGEST), NOW, '2013-02-07');
  });

  it('has bookings of every kind and breaks no invariant', async () => {
    await seeded(async (desk) => {
      expect(await violationsOf(desk)).toEqual([]);
      const statuses = await rowsOf(desk.database, 'select distinct status from booking order by 1');
      expect(statuses.map(({ status }) => status)).toEqual(['cancelled', 'confirmed', 'held']);
      const mails = await rowsOf(desk.database, 'select distinct status from notification order by 1');
      expect(mails.map(({ status }) => status)).toEqual(['failed', 'sent']);
      expect(await numberOf(desk.database, "select count(*) from payment where status = 'failed'")).toBe(1);
      expect(await numberOf(desk.database, "select count(*) from refund where kind = 'goodwill'")).toBe(1);
    });
  });

  it('sells nothing of the first departure', async () => {
    await seeded(async (desk) => {
      const sold = `select count(*) from seat where status <> 'open'
        and flight_id in (select id from flight where departs_at = (select min(departs_at) from flight))`;
      expect(await numberOf(desk.database, sold)).toBe(0);
    });
  });
});
