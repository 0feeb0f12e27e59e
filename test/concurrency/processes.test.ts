import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Desk } from '../../src/desk.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { addFlight, openTestDesk, type TestFlight, violationsOf } from '../support/desk.js';
import { Gate } from './gate.js';
import { type Racer, raceProcesses } from './race-processes.js';

const ROUNDS = process.env.OPSDESK_TORTURE ? 10 : 1;
const RACERS = 32;

onEveryBackend('32 processes', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let flights = 0;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    // The first process leaves compiled code for the others, as on a desk that is in use.
    await cli(trial, ['booking', 'list', '--json']);
  });

  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  async function newFlight(flight: Omit<TestFlight, 'number'>): Promise<string> {
    flights += 1;
    await addFlight(desk, { number: String(flights), ...flight });
    return String(flights);
  }

  async function race(args: (number: string) => readonly string[], racer: Racer, flight: Omit<TestFlight, 'number'>) {
    const number = await newFlight(flight);
    const gate = await Gate.close(trial);
    const ended = await raceProcesses(trial, RACERS, args(number), racer, gate);
    console.log(
      `${backend.dialect}: ${RACERS} processes (${racer}), ${gate.waiting} at the gate, ${JSON.stringify(ended.counts)}, ${ended.ms} ms`,
    );
    const taken = await desk.session.composed((db) =>
      db.selectFrom('seat').select('booking_id').where('flight_id', '=', Number(number)).where('status', '<>', 'open'),
    );
    return { ...ended, taken: taken.length };
  }

  const book = (number: string) => [
    'booking',
    'create',
    '--flight',
    `XX${number}/2026-12-01`,
    '--passenger',
    'RACER/A MR',
    '--json',
  ];

  it('that want one named seat: one gets it, 31 are told SEAT_TAKEN', { timeout: 60_000 * ROUNDS }, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const ended = await race((number) => [...book(number), '--seat', '20C'], 'opsdesk', { economyRows: 1 });
      expect(ended.counts).toEqual({ '0': 1, '5 SEAT_TAKEN': RACERS - 1 });
      expect(ended.taken).toBe(1);
    }
  });

  it('that want the last seat of a flight: one gets it, 31 are told SOLD_OUT', {
    timeout: 60_000 * ROUNDS,
  }, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const pay = round % 2 === 0 ? [] : ['--pay', 'sandbox:tok_ok'];
      const ended = await race((number) => [...book(number), ...pay], 'opsdesk', { economyRows: 1, missing: 5 });
      expect(ended.counts).toEqual({ '0': 1, '5 SOLD_OUT': RACERS - 1 });
      expect(ended.taken).toBe(1);
    }
  });

  it('of a program that reads and then writes without a lock: the same race sells the seat more than once', {
    timeout: 60_000,
  }, async () => {
    const ended = await race((number) => [number], 'unlocked', { economyRows: 1, missing: 5 });
    expect(ended.counts['0']).toBeGreaterThan(1);
    expect(ended.taken).toBe(1);
  });
});
