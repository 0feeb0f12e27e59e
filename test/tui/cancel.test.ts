import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RefundView } from '../../src/payment/refund-view.js';
import { type Backend, onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { ConsoleDriver } from '../support/console-driver.js';
import { answerOf, bookedFor, goToBooking, shown, violationsIn } from '../support/console-steps.js';
import { addFlight, openTestDesk } from '../support/desk.js';

onEveryBackend('a cancellation in the console', (backend: Backend) => {
  let trial: TrialDatabase;
  let desk: ConsoleDriver;
  let locator: string;

  beforeEach(async () => {
    trial = await backend.create();
    const seeding = await openTestDesk(trial);
    await addFlight(seeding, { number: '101' });
    await seeding.database.close();
    locator = await bookedFor(trial, ['SMITH/JOHN MR']);
    desk = new ConsoleDriver(trial);
    await desk.sees(locator);
    await goToBooking(desk, locator);
    await desk.type('c');
    await desk.sees('› Cancel ');
  });
  afterEach(async () => {
    await desk.close();
    await trial.drop();
  });

  const ask = async () => {
    await desk.press('ctrl-s');
    await desk.sees(`Cancel ${locator} and refund 80.00 USD? It cannot be taken back.`);
    // The button that leaves everything has the focus: it is marked where there are no colours.
    await desk.sees('[ Keep it ] ‹');
  };
  const isAsItWas = async () => {
    const { status, version } = await shown(trial, locator);
    expect({ status, version }).toEqual({ status: 'confirmed', version: 2 });
  };

  it('does nothing for Enter alone, for Esc, or for another locator', async () => {
    await ask();
    await desk.press('enter');
    await desk.misses('Are you sure?');
    await isAsItWas();
    await ask();
    await desk.press('escape');
    await desk.misses('Are you sure?');
    await isAsItWas();
    await ask();
    await desk.type('WRONG2');
    await desk.press('tab', 'tab');
    await desk.sees('[ Cancel the booking ] ‹');
    await desk.press('enter');
    await desk.sees(`That is not ${locator}: nothing was done.`);
    await isAsItWas();
    // Nothing typed is another locator, too.
    await desk.press('ctrl-u', 'tab', 'tab', 'enter');
    await desk.sees(`That is not ${locator}: nothing was done.`);
    await isAsItWas();
  });

  it('cancels for the right locator, and the money goes back', async () => {
    await ask();
    await desk.type(locator.toLowerCase());
    await desk.press('tab', 'tab');
    await desk.sees('[ Cancel the booking ] ‹');
    await desk.press('enter');
    await desk.sees(`${locator} is cancelled. 80.00 USD went back.`);
    await desk.sees(new RegExp(`${locator}  cancelled  .*version 3`));
    await desk.type('3');
    await desk.sees(/pay_\w+ +paid by sandbox +part_refunded +110\.00 USD/);
    await desk.sees(/ref_\w+ +cancellation refund +succeeded +80\.00 USD/);
    await desk.press('enter');
    await desk.sees(/Refunded +80\.00 USD/);
    expect(await shown(trial, locator)).toMatchObject({
      ...{ status: 'cancelled', version: 3 },
      refunded: { amountMinor: 8_000, currency: 'USD' },
    });
    const { items } = await answerOf<{ items: RefundView[] }>(trial, 'refund', 'list', '--booking', locator);
    expect(items.map(({ status, amount }) => ({ status, amount }))).toEqual([
      { status: 'succeeded', amount: { amountMinor: 8_000, currency: 'USD' } },
    ]);
    const { seats } = await answerOf<{ seats: { status: string }[] }>(trial, 'flight', 'seats', 'XX101/2026-12-01');
    expect(seats.every(({ status }) => status === 'open')).toBe(true);
    expect(await violationsIn(trial)).toEqual([]);
  });

  it('tells the new state on whatever panel it was asked for', async () => {
    await desk.press('escape');
    await desk.sees(/confirmed {2}.*version 2/);
    await desk.type('3');
    await desk.sees('paid by sandbox');
    await desk.type('c');
    await desk.sees('› Cancel ');
    await ask();
    await desk.type(locator);
    await desk.press('tab', 'tab', 'enter');
    await desk.sees(new RegExp(`${locator}  cancelled  .*version 3`));
    // What is cancelled cannot be cancelled again.
    await desk.misses('c cancel');
  });
});
