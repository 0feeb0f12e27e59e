import { type Desk, openDesk } from '../../src/desk.js';
import { examine } from '../../src/doctor.js';
import type { Instant } from '../../src/kernel/instant.js';
import type { Settings } from '../../src/settings/settings.js';
import type { TrialDatabase } from './backends.js';

/** Every test's business clock starts here unless it says otherwise: long before the flights of `addFlight`. */
export const NOW: Instant = Date.parse('2026-11-01T12:00:00Z');

export function testSettings(database: TrialDatabase, more: Partial<Settings> = {}): Settings {
  return {
    databaseUrl: database.url,
    profileName: 'test',
    operator: 'tester',
    mailChannel: 'file',
    mailFolder: `${database.url.replace(/^sqlite:/, '')}-mail`,
    now: NOW,
    ...more,
  };
}

/** A desk on a trial database, with as many connections as a test's clients want. */
export async function openTestDesk(
  database: TrialDatabase,
  options: { readonly maxConnections?: number; readonly now?: Instant } = {},
): Promise<Desk> {
  const settings = testSettings(database, { now: options.now ?? NOW });
  return openDesk(settings, { maxConnections: options.maxConnections });
}

/** The violations that the doctor finds, without warnings; nothing when all is well. */
export async function violationsOf(desk: Desk): Promise<string[]> {
  const report = await examine(desk, { ...({} as Settings) });
  return report.checks
    .filter((check) => !check.warning && check.violations > 0)
    .map((check) => `${check.name}: ${check.violations}`);
}

export interface TestFlight {
  readonly number: string;
  /** Rows of six seats in cabin Y, and of four in cabin C. */
  readonly economyRows?: number;
  readonly businessRows?: number;
  /** How many of the last row are left out. */
  readonly missing?: number;
  readonly departsAt?: Instant;
  readonly isRefundable?: boolean;
}

const DEPARTURE: Instant = Date.parse('2026-12-01T10:00:00Z');

/** One flight `XX<number>/2026-12-01` from LHR to JFK: Y at 110.00 USD flexible, C at 550.00. @returns its id */
export async function addFlight(desk: Desk, flight: TestFlight): Promise<number> {
  const { economyRows = 1, businessRows = 0, missing = 0, departsAt = DEPARTURE, isRefundable = true } = flight;
  const id = Number(flight.number);
  const economy = seatsOf(id, 'Y', 20, economyRows, [0, 1, 2, 3, 4, 5]);
  const seats = [...seatsOf(id, 'C', 1, businessRows, [0, 2, 3, 5]), ...economy.slice(0, economy.length - missing)];
  await desk.database.transaction(async (tx) => {
    const known = await tx.composed((db) => db.selectFrom('airport').select('iata').where('iata', '=', 'LHR'));
    if (known.length === 0) {
      await tx.load(
        'airport',
        ['iata', 'name', 'city', 'country', 'time_zone', 'latitude', 'longitude'],
        [
          ['LHR', 'Heathrow', 'London', 'GB', 'Europe/London', 51.47, -0.45],
          ['JFK', 'Kennedy', 'New York', 'US', 'America/New_York', 40.64, -73.78],
        ],
      );
    }
    const date = new Date(departsAt).toISOString().slice(0, 10);
    await tx.load(
      'flight',
      [
        'id',
        'carrier',
        'number',
        'departure_date',
        'origin',
        'destination',
        'departs_at',
        'departs_offset',
        'arrives_at',
        'arrives_offset',
        'equipment',
        'status',
        'version',
      ],
      [
        [
          id,
          'XX',
          flight.number,
          date,
          'LHR',
          'JFK',
          departsAt,
          0,
          departsAt + 8 * 3_600_000,
          -300,
          'A320',
          'scheduled',
          1,
        ],
      ],
    );
    const ordinals = (cabin: string) => seats.flatMap((seat) => (seat[2] === cabin ? [seat[1]] : []));
    const cabins = ['C', 'Y'].filter((cabin) => ordinals(cabin).length > 0);
    await tx.load(
      'flight_cabin',
      ['flight_id', 'cabin', 'capacity', 'authorised', 'first_ordinal', 'last_ordinal'],
      cabins.map((cabin) => {
        const all = ordinals(cabin);
        return [id, cabin, all.length, all.length, Math.min(...all), Math.max(...all)];
      }),
    );
    await tx.load(
      'fare',
      [
        'flight_id',
        'fare_class',
        'cabin',
        'fare_basis',
        'currency',
        'base_minor',
        'tax_minor',
        'is_refundable',
        'change_fee_minor',
        'cancel_fee_minor',
      ],
      cabins.map((cabin) => [
        id,
        cabin,
        cabin,
        `${cabin}OW`,
        'USD',
        cabin === 'C' ? 50_000 : 10_000,
        cabin === 'C' ? 5_000 : 1_000,
        isRefundable ? 1 : 0,
        2_500,
        3_000,
      ]),
    );
    await tx.load('seat', ['flight_id', 'ordinal', 'cabin', 'seat_number', 'status'], seats);
  });
  return id;
}

function seatsOf(flightId: number, cabin: string, firstRow: number, rows: number, letters: readonly number[]) {
  return Array.from({ length: rows }, (_, index) => firstRow + index).flatMap((row) =>
    letters.map((letter) => [flightId, row * 16 + letter, cabin, `${row}${'ABCDEFGHJKL'[letter]}`, 'open'] as const),
  );
}

export const flightRef = (number: string) => ({
  carrier: 'XX',
  number,
  departureDate: '2026-12-01',
  origin: undefined,
});
