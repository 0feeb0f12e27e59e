import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDesk } from '../../src/desk.js';
import { type Backend, onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { ConsoleDriver } from '../support/console-driver.js';
import { addFlight, openTestDesk, testSettings, violationsOf } from '../support/desk.js';

onEveryBackend('a sale in the console', (backend: Backend) => {
  let trial: TrialDatabase;
  let desk: ConsoleDriver;

  beforeEach(async () => {
    trial = await backend.create();
    const seeding = await openTestDesk(trial);
    await addFlight(seeding, { number: '101', economyRows: 3, businessRows: 1 });
    await seeding.database.close();
    desk = new ConsoleDriver(trial);
    await desk.sees('No bookings yet');
  });
  afterEach(async () => {
    await desk.close();
    await trial.drop();
  });

  it('goes from the search to a confirmed booking on the chosen seat, by keys alone', async () => {
    await desk.type('s');
    await desk.sees('Search flights');
    await desk.type('LHR');
    await desk.press('tab');
    await desk.type('JFK');
    await desk.press('tab');
    await desk.type('2026-12-01');
    await desk.sees('$ opsdesk flight search LHR JFK --depart 2026-12-01');
    await desk.press('ctrl-s');
    await desk.sees(/› XX101 .* economy .* 110\.00 USD/);
    await desk.press('enter');
    await desk.sees('Price 110.00 USD');
    await desk.type('SMITH/JOHN');
    await desk.press('tab');
    await desk.type('john@example.com');
    await desk.press('tab', 'tab');
    await desk.sees('Enter opens the map');
    await desk.press('enter');
    await desk.sees('Seat 20A, Y economy: open');
    await desk.press('right', 'down');
    await desk.sees('Seat 21B, Y economy: open');
    await desk.press('enter');
    await desk.sees('Every passenger has a seat');
    await desk.type('d');
    await desk.sees(/Seats +21B/);
    await desk.press('tab');
    await desk.type('sandbox:tok_ok');
    await desk.sees('P1   SMITH/JOHN  ADT   21B');
    await desk.press('ctrl-s');
    await desk.sees('Book it and take 110.00 USD by sandbox:tok_ok?');
    await desk.press('enter');
    const lines = await desk.sees(/[A-Z2-9]{6} is confirmed/);
    const locator = /([A-Z2-9]{6}) is confirmed/.exec(lines.join('\n'))?.[1] ?? '';
    const shown = (await cli(trial, ['booking', 'show', locator, '--json'])).json() as {
      status: string;
      segments: { seats: { seat: string }[] }[];
      paid: unknown;
    };
    expect(shown).toMatchObject({ status: 'confirmed', paid: { amountMinor: 11_000, currency: 'USD' } });
    expect(shown.segments[0]?.seats).toEqual([{ passengerId: 'P1', seat: '21B' }]);
    const after = await openDesk(testSettings(trial));
    expect(await violationsOf(after)).toEqual([]);
    await after.database.close();
  });
});
