import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/dialect.js';
import { openRunner } from '../../src/desk.js';
import { shiftedClock } from '../../src/runtime/clock.js';
import { systemIds } from '../../src/runtime/id-source.js';
import { planCsv } from '../../src/seeding/csv-schedule.js';
import { readFlightCsv } from '../../src/seeding/flight-csv.js';
import { type ImportOptions, importFlights } from '../../src/seeding/import-flights.js';
import { backends, numberOf, rowsOf, withDatabase } from './trial-database.js';

const HEADER = 'carrier,number,origin,destination,departure_local,arrival_local,equipment,seats';
const FLIGHTS = [
  'AA,1,JFK,LAX,2026-12-01T09:00,2026-12-01T12:15,A321-211,102',
  '9E,3317,JFK,BUF,2026-12-01T18:00,2026-12-01T19:38,,15',
  'ZZ,1,LAX,JFK,2026-12-01T22:00,2026-12-02T06:20,777-300ER,',
];

const NONE = { skipped: 0, rescheduled: 0 };

async function importRows(database: Database, rows: readonly string[], options: ImportOptions = {}) {
  const source = async function* () {
    yield Buffer.from([HEADER, ...rows].join('\n'));
  };
  const plan = await planCsv(await readFlightCsv(source()));
  const runner = openRunner(database, { actor: 'tester', clock: shiftedClock(0), ids: systemIds() });
  return runner.write({ command: 'flight import', input: {} }, (work) => importFlights(work, plan, options));
}

describe.each(backends)('importing flights on %s', (dialect) => {
  it('brings flights with cabins, fares, seats, airports and airlines', async () => {
    await withDatabase(dialect, async (database) => {
      expect(await importRows(database, FLIGHTS)).toEqual({
        imported: 3,
        unchanged: 0,
        updated: 0,
        rejected: 0,
        ...NONE,
      });
      const cabins = await rowsOf(
        database,
        `select f.number, c.cabin, c.capacity, c.authorised, count(s.ordinal) as seats
           from flight f join flight_cabin c on c.flight_id = f.id
           join seat s on s.flight_id = f.id and s.cabin = c.cabin and s.status = 'open'
          where f.carrier = '9E' group by f.number, c.cabin, c.capacity, c.authorised`,
      );
      expect(cabins.map((row) => Object.values(row).map(String))).toEqual([['3317', 'Y', '15', '15', '15']]);
      expect(await numberOf(database, 'select count(*) from seat')).toBe(102 + 15 + 326);
      expect(await numberOf(database, 'select count(*) from fare where is_refundable = 0')).toBe(0);
      expect(await rowsOf(database, 'select code, name from airline order by code')).toEqual([
        { code: '9E', name: 'Endeavor Air' },
        { code: 'AA', name: 'American Airlines' },
        { code: 'ZZ', name: 'ZZ' },
      ]);
      expect(await numberOf(database, 'select count(*) from airport')).toBe(3);
    });
  });

  it('changes nothing the second time, and adds what is new', async () => {
    await withDatabase(dialect, async (database) => {
      await importRows(database, FLIGHTS.slice(0, 2));
      expect(await importRows(database, FLIGHTS)).toEqual({
        imported: 1,
        unchanged: 2,
        updated: 0,
        rejected: 0,
        ...NONE,
      });
      expect(await importRows(database, FLIGHTS)).toEqual({
        imported: 0,
        unchanged: 3,
        updated: 0,
        rejected: 0,
        ...NONE,
      });
      expect(await numberOf(database, 'select max(version) from flight')).toBe(1);
      expect(await numberOf(database, 'select count(*) from seat')).toBe(102 + 15 + 326);
    });
  });

  it('refuses other times unless told to update, and then leaves the seats alone', async () => {
    await withDatabase(dialect, async (database) => {
      await importRows(database, FLIGHTS);
      await rowsOf(database, "update seat set status = 'blocked' where ordinal = 16");
      const later = FLIGHTS.map((row) => row.replace('T09:00', 'T10:00').replace('T12:15', 'T13:15'));
      await expect(importRows(database, later)).rejects.toMatchObject({
        code: 'SCHEDULE_CHANGE',
        details: {
          rows: [{ line: 2, departsAt: { from: '2026-12-01T09:00:00-05:00', to: '2026-12-01T10:00:00-05:00' } }],
        },
      });
      expect(await numberOf(database, 'select max(version) from flight')).toBe(1);
      expect(await importRows(database, later, { update: true })).toMatchObject({ unchanged: 2, updated: 1 });
      const [moved] = await rowsOf(database, "select version, departs_at from flight where carrier = 'AA'");
      expect(Number(moved?.version)).toBe(2);
      expect(Number(moved?.departs_at)).toBe(Date.UTC(2026, 11, 1, 15));
      expect(await numberOf(database, "select count(*) from seat where status = 'blocked'")).toBe(3);
    });
  });

  it('refuses a flight that exists to somewhere else, and imports none of the file', async () => {
    await withDatabase(dialect, async (database) => {
      await importRows(database, FLIGHTS.slice(0, 1));
      const rows = [FLIGHTS[1] ?? '', (FLIGHTS[0] ?? '').replace('LAX', 'SFO')];
      await expect(importRows(database, rows, { update: true })).rejects.toMatchObject({
        code: 'IMPORT_REJECTED',
        details: { rows: [{ line: 3, column: 'destination' }] },
      });
      expect(await numberOf(database, 'select count(*) from flight')).toBe(1);
    });
  });

  it('gives each flight an id of its own when two files are imported at once', async () => {
    await withDatabase(dialect, async (database) => {
      const results = await Promise.all([importRows(database, FLIGHTS), importRows(database, FLIGHTS)]);
      expect(results.map(({ imported }) => imported).sort()).toEqual([0, 3]);
      expect(await numberOf(database, 'select count(*) from flight')).toBe(3);
    });
  });

  it('has nothing to do for a file that is only a header', async () => {
    await withDatabase(dialect, async (database) => {
      expect(await importRows(database, [])).toEqual({ imported: 0, unchanged: 0, updated: 0, rejected: 0, ...NONE });
    });
  });
});
