import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/dialect.js';
import { type SeedResult, seedWorld } from '../../src/seeding/seed.js';
import { backends, numberOf, rowsOf, withDatabase } from './trial-database.js';

const DIGEST = '1c8c706adc34b42d';

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
      expect(tables.property).toBe(6);
      expect(tables.room_night).toBe(60 * (tables.room_type ?? 0));
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

  it('has another digest when a single price or restriction of a room differs', async () => {
    await withDatabase(dialect, async (database) => {
      const { digest } = await seed(database);
      const { digestWorld } = await import('../../src/seeding/digest.js');
      const night = "room_type_id = 2 and night = '2026-12-24'";
      for (const change of ['price_minor = price_minor + 1', 'closed_to_arrival = 1']) {
        const [before] = await rowsOf(database, `select price_minor, closed_to_arrival from room_night where ${night}`);
        await rowsOf(database, `update room_night set ${change} where ${night}`);
        expect(await digestWorld(database.session, '2026-11-22')).not.toBe(digest);
        await rowsOf(
          database,
          `update room_night set price_minor = ${before?.price_minor}, closed_to_arrival = 0 where ${night}`,
        );
        expect(await digestWorld(database.session, '2026-11-22')).toBe(digest);
      }
    });
  });

  it('refuses a database that has properties, and changes nothing there', async () => {
    await withDatabase(dialect, async (database) => {
      await rowsOf(
        database,
        `insert into property (id, code, name, city, country, time_zone, latitude, longitude, stars, rating_tenths,
           amenities, currency, cancellation_policy, min_stay_rule, version)
         values (7, 'OWN-1', 'Own', 'London', 'GB', 'Europe/London', 51, 0, 3, 80, ',', 'GBP', '[]', 'arrival', 1)`,
      );
      await expect(seed(database)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
      expect(await numberOf(database, 'select count(*) from flight')).toBe(0);
      expect(await numberOf(database, 'select count(*) from property')).toBe(1);
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
