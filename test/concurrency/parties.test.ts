import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Desk } from '../../src/desk.js';
import { ERROR_KINDS, type ErrorCode } from '../../src/kernel/error-codes.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { openTestDesk, violationsOf } from '../support/desk.js';
import { openParties, sellToParties, type Traffic } from './party-traffic.js';

const isLong = Boolean(process.env.OPSDESK_TORTURE);
const SELLERS = isLong ? 16 : 8;
const SELLING_MS = isLong ? 30_000 : 3_000;
/** Two cores start sixteen processes, one after another. */
const STARTING_MS = 20_000;
const SEED = Number(process.env.OPSDESK_SEED ?? 20_261_101);
const SELLER = path.join(import.meta.dirname, 'party-seller.ts');

onEveryBackend('parties of two to six', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: SELLERS });
    await openParties(desk);
  });

  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  it('who book and change in random order never meet a deadlock, and nothing is sold twice', {
    timeout: STARTING_MS + SELLING_MS + 120_000,
  }, async () => {
    const traffic = await (isLong ? inProcesses(trial) : inThisProcess(desk));
    const endings = print(backend.dialect, traffic);
    for (const code of Object.keys(endings)) {
      const kind = code === 'done' ? 'done' : ERROR_KINDS[code as ErrorCode];
      // A check-out before the check-in is the seller's own mistake.
      if (code !== 'INVALID_INPUT') expect(['done', 'conflict', 'refused', 'not-found'], code).toContain(kind);
    }
    expect(endings.SOLD_OUT, 'nobody fought for a seat').toBeGreaterThan(0);
    expect(endings.ROOM_SOLD_OUT, 'nobody fought for a room').toBeGreaterThan(0);
    expect(await partiesWithoutSpace(desk)).toEqual([]);
    expect(await violationsOf(desk)).toEqual([]);
  });
});

async function inThisProcess(desk: Desk): Promise<Traffic[]> {
  const untilMs = Date.now() + SELLING_MS;
  return Promise.all(Array.from({ length: SELLERS }, (_, index) => sellToParties(desk, SEED + index, untilMs)));
}

async function inProcesses({ url }: TrialDatabase): Promise<Traffic[]> {
  const beginMs = Date.now() + STARTING_MS;
  const running = Array.from({ length: SELLERS }, (_, index) => {
    const args = [url, SEED + index, beginMs, beginMs + SELLING_MS].map(String);
    return execa(process.execPath, ['--import', 'tsx', SELLER, ...args], { maxBuffer: 64 * 1024 * 1024 });
  });
  return (await Promise.all(running)).map(({ stdout }) => JSON.parse(stdout) as Traffic);
}

/** Figures are printed and never asserted: what a machine needs for them is its own affair. */
function print(dialect: string, traffic: readonly Traffic[]): Record<string, number> {
  const byCommand: Record<string, number> = {};
  const byCode: Record<string, number> = {};
  for (const [ending, count] of traffic.flatMap(({ endings }) => Object.entries(endings))) {
    const code = ending.split(' ').at(-1) ?? ending;
    byCommand[ending] = (byCommand[ending] ?? 0) + count;
    byCode[code] = (byCode[code] ?? 0) + count;
  }
  const sorted = traffic.flatMap(({ durations }) => durations).sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.ceil(sorted.length * share) - 1] ?? 0);
  console.log(
    `${dialect}: ${SELLERS} sellers, ${SELLING_MS / 1_000} s, ${sorted.length} commands; ` +
      `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`,
    isLong ? byCommand : byCode,
  );
  return byCode;
}

/** Live bookings whose seats or room nights are not exactly those of their passengers and stays. */
async function partiesWithoutSpace(desk: Desk): Promise<string[]> {
  const [bookings, passengers, segments, seats, stays, nights] = await Promise.all([
    desk.session.composed((db) => db.selectFrom('booking').selectAll().where('status', 'in', ['held', 'confirmed'])),
    desk.session.composed((db) => db.selectFrom('passenger').selectAll()),
    desk.session.composed((db) => db.selectFrom('segment').selectAll().where('status', '=', 'HK')),
    desk.session.composed((db) => db.selectFrom('seat').selectAll().where('booking_id', 'is not', null)),
    desk.session.composed((db) => db.selectFrom('stay').selectAll().where('status', '=', 'HK')),
    desk.session.composed((db) => db.selectFrom('stay_night').selectAll()),
  ]);
  const count = (rows: readonly { booking_id: string | null }[], id: string) =>
    rows.filter((row) => row.booking_id === id).length;
  return bookings
    .filter(({ id }) => {
      const nightsBooked = stays
        .filter((stay) => stay.booking_id === id)
        .map((stay) => (Date.parse(stay.check_out) - Date.parse(stay.check_in)) / 86_400_000);
      const wantedNights = nightsBooked.reduce((sum, each) => sum + each, 0);
      const wantedSeats = count(passengers, id) * count(segments, id);
      return count(seats, id) !== wantedSeats || count(nights, id) !== wantedNights;
    })
    .map((booking) => booking.record_locator);
}
