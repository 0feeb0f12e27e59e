import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { showBooking } from '../../src/booking/show-booking.js';
import type { Desk } from '../../src/desk.js';
import { formatInstant, HOUR_MS } from '../../src/kernel/instant.js';
import { sqlite, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk, violationsOf } from '../support/desk.js';
import { hasTerminal, onTerminal } from './on-terminal.js';

const PAID = { gateway: 'sandbox', source: 'tok_ok' };

/** Between a question and its answer a fare may go: a yes is to what was shown, or to nothing. */
describe.skipIf(!hasTerminal)('a yes on a terminal (needs script and stty)', () => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeEach(async () => {
    trial = await sqlite.create();
    desk = await openTestDesk(trial);
    // One seat at 110.00, and four at 550.00 once that is gone.
    for (const number of ['101', '102']) await addFlight(desk, { number, missing: 5, businessRows: 1 });
  });
  afterEach(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  const sell = (number: string, pay?: typeof PAID) =>
    createBooking(desk, { flights: [{ ref: flightRef(number) }], passengers: ['SMITH/JOHN MR'], pay }, {});
  const say = (args: readonly string[], now: number, meanwhile?: () => Promise<unknown>) =>
    onTerminal(args, {
      env: { OPSDESK_DATABASE_URL: trial.url, OPSDESK_NOW: formatInstant(now) },
      answer: 'y\n',
      ...(meanwhile && { meanwhile }),
    });

  it('to a change makes none at another balance', async () => {
    const { recordLocator } = await sell('101', PAID);
    const move = ['booking', 'modify', recordLocator, '--flight', 'XX102/2026-12-01'];
    const refused = await say(move, NOW, () => sell('102'));
    expect(refused.output).toContain('would be the balance');
    expect(refused.exitCode).toBe(5);
    expect((await showBooking(desk, recordLocator)).segments[0]?.flight).toBe('XX101/2026-12-01');
    const made = await say(move, NOW);
    expect(made.exitCode).toBe(0);
    expect(made.output).toContain('465.00 USD');
  });

  it('to a hold that ran out brings none back at another price', async () => {
    const { recordLocator } = await sell('101');
    const later = NOW + 72 * HOUR_MS;
    const back = ['booking', 'reinstate', recordLocator];
    const raise = () =>
      desk.database.transaction((tx) =>
        tx.composed((db) => db.updateTable('fare').set({ base_minor: 12_000 }).where('base_minor', '=', 10_000)),
      );
    const refused = await say(back, later, raise);
    expect(refused.output).toContain('is the price now');
    expect(refused.exitCode).toBe(5);
    const made = await say(back, later);
    expect(made.exitCode).toBe(0);
    expect(made.output).toContain('130.00');
  });
});
