import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/dialect.js';
import { type SeedResult, seedWorld } from '../../src/seeding/seed.js';
import { backends, numberOf, rowsOf, withDatabase } from './trial-database.js';

const DIGEST = '2a362a5c4651c0da';

function seed(database: Database, input: { seed?: number; start?: string } = {}): Promise<SeedResult> {
  return seedWorld(
    {
      session: database.session,
      now: Date.UTC(2026, 10, 21, 12),
      inTransaction: (work) => database.transaction(work),
    },
    { scenario: 'hub', seed: 1, size: 'small', ...input },
  );
}

describe.each(backends)('seeding on %s', (dialect) => {
  it('gives one digest for a seed, on any day and back end', async () => {
    for (const start of [undefined, '2027-03-26', '2026-10-23']) {
      const { digest } = await withDatabase(dialect, (database) => seed(database, start ? { start } : {}));
      expect(digest.slice(0, 16)).toBe(DIGEST);
    }
    const other = await withDatabase(dialect, (database) => seed(database, { seed: 2 }));
    expect(other.digest.slice(0, 16)).not.toBe(DIGEST);
  });

  it('starts tomorrow, counts its rows, and leaves every seat open', async () => {
    await withDatabase(dialect, async (database) => {
      const { tables, start } = await seed(database);
      expect(start).toBe('2026-11-22');
      expect(tables.flight).toBe(48);
      expect(tables.seat).toBe(await numberOf(database, "select count(*) from seat where status = 'open'"));
      expect(await numberOf(database, 'select sum(capacity) from flight_cabin')).toBe(tables.seat);
    });
  });

  it('has another digest when a single seat differs', async () => {
    await withDatabase(dialect, async (database) => {
      const { digest } = await seed(database);
      await rowsOf(database, "update seat set status = 'blocked' where flight_id = 3 and ordinal = 64");
      const { digestWorld } = await import('../../src/seeding/digest.js');
      expect(await digestWorld(database.session, '2026-11-22')).not.toBe(digest);
    });
  });

  it('refuses a database that has flights, and changes nothing there', async () => {
    await withDatabase(dialect, async (database) => {
      await seed(database);
      await expect(seed(database, { seed: 2 })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
      expect(await numberOf(database, 'select count(*) from flight')).toBe(48);
    });
  });

  it('refuses what is no seed', async () => {
    await withDatabase(dialect, async (database) => {
      await expect(seed(database, { seed: 1.5 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    });
  });
});
