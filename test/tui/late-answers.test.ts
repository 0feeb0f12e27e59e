import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { listBookings } from '../../src/booking/list-bookings.js';
import { showBooking } from '../../src/booking/show-booking.js';
import type { Desk } from '../../src/desk.js';
import { OpsdeskError } from '../../src/kernel/errors.js';
import { sqlite, type TrialDatabase } from '../support/backends.js';
import { ConsoleModel } from '../support/console-model.js';
import { addFlight, flightRef, NOW, openTestDesk, violationsOf } from '../support/desk.js';
import { gateOf } from '../support/gate.js';

const PAID = { gateway: 'sandbox', source: 'tok_ok' };
type Options = { readonly isDryRun?: boolean | undefined };
const isTrial = (_input: unknown, options: Options) => options.isDryRun === true;
const isReal = (_input: unknown, options: Options) => options.isDryRun !== true;

/** Whoever waits for no answer goes on elsewhere, and what comes in late must find its own place. */
describe('an answer that comes late', () => {
  let trial: TrialDatabase;
  let desk: Desk;
  let model: ConsoleModel;

  beforeEach(async () => {
    trial = await sqlite.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '101' });
    model = await ConsoleModel.open(trial, ['--profile', 'training']);
  });
  afterEach(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await model.close();
    await desk.database.close();
    await trial.drop();
  });

  const bookings = async () => (await listBookings(desk.session, { limit: 10 }, NOW)).items;
  const sell = async (passengers = ['SMITH/JOHN MR']) =>
    (await createBooking(desk, { flights: [{ ref: flightRef('101') }], passengers, pay: PAID }, {})).recordLocator;
  const openSale = async () => {
    model.desk.jump('XX101/2026-12-01');
    await model.sees('book one seat');
    await model.press('s');
    await model.sees('Passenger 1');
    await model.type('SMITH/JOHN');
  };
  const goElsewhere = async () => {
    model.strike('ctrl-p', ...'search flights', 'enter');
    await model.sees('Search flights');
    model.strike('L', 'H', 'R');
  };

  it('to a sale leaves alone what is typed elsewhere meanwhile', async () => {
    await openSale();
    await model.sees('Price 110.00 USD');
    const gate = gateOf(model.app.bookings, 'create', isReal);
    await model.press('ctrl-s');
    model.strike('enter');
    await goElsewhere();
    gate.open();
    const screen = await model.sees('is held');
    expect(screen).toMatch(/› Search flights .*\n[\s\S]*From +LHR/);
    await model.press('escape', 'escape');
    expect(model.desk.place.title).toBe('XX101/2026-12-01');
    expect(await bookings()).toHaveLength(1);
  });

  it('to a dry run asks nothing under a key that was meant for something else', async () => {
    await openSale();
    const gate = gateOf(model.app.bookings, 'create', isTrial);
    model.strike('ctrl-s', 'ctrl-p', 'x');
    gate.open();
    await model.settled();
    expect(model.desk.overlay?.title).toBe('Go to');
    model.strike('escape');
    await model.press('ctrl-s');
    expect(model.desk.overlay?.title).toBe('Are you sure?');
  });

  it('to a dry run asks nothing once writes are locked', async () => {
    const locator = await sell();
    Object.assign(model.app, { isProduction: () => true });
    const typeProfile = () => model.press(...'test', 'tab', 'tab', 'enter');
    await model.press('ctrl-p', ...'unlock writes', 'enter');
    await typeProfile();
    model.desk.jump(locator);
    await model.sees('m change');
    await model.press('c');
    const gate = gateOf(model.app.bookings, 'cancel', isTrial);
    model.desk.press({ name: 'x', text: 'x' });
    model.strike('tab', 'x', 'ctrl-s');
    model.strike('ctrl-p', ...'lock writes', 'enter');
    gate.open();
    expect(await model.sees('From here on this console writes to production')).toContain('Are you sure?');
    await typeProfile();
    expect((await showBooking(desk, locator)).status).toBe('confirmed');
  });

  it('opens one form, however often it was asked for', async () => {
    model.desk.jump('XX101/2026-12-01');
    await model.sees('book one seat');
    const gate = gateOf(model.app.bookings, 'readers');
    model.strike('s', 's');
    expect(gate.calls).toBe(2);
    gate.open();
    await model.sees('Passenger 1');
    await model.press('escape');
    expect(model.desk.place.title).toBe('XX101/2026-12-01');
  });

  it('to a form that was left is nobody’s', async () => {
    const locator = await sell();
    model.desk.jump(locator);
    await model.sees('m change');
    await model.press('m');
    let tries = 0;
    Object.assign(model.app.bookings, {
      modify: async () => {
        tries += 1;
        throw new OpsdeskError('DATABASE_UNAVAILABLE', 'the database is away');
      },
    });
    model.strike('down', 'down', 'down', 'x', 'ctrl-s', 'escape', 'escape');
    expect(tries).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(tries).toBe(1);
  });

  it('that was lost is asked for again by the same key, whatever reason is given', async () => {
    const locator = await sell();
    const { refunds } = model.app;
    const issue = refunds.issue.bind(refunds);
    let isLost = true;
    Object.assign(refunds, {
      issue: async (...args: Parameters<typeof issue>) => {
        const done = await issue(...args);
        if (args[1].isDryRun === true || !isLost) return done;
        isLost = false;
        throw new OpsdeskError('DATABASE_UNAVAILABLE', 'the database is away');
      },
    });
    model.desk.jump(locator);
    await model.sees('m change');
    await model.press('r');
    await model.type('50');
    await model.sees('Goes back 50.00 USD');
    await model.press('ctrl-s');
    await model.press('enter');
    await model.sees('Ctrl-S sends the very same again');
    await model.press('tab');
    await model.type('after the outage');
    await model.press('ctrl-s');
    await model.sees('Send the same again?');
    await model.press('enter');
    await model.sees('50.00 USD went back');
    expect((await showBooking(desk, locator)).refunded.amountMinor).toBe(5_000);
  });

  it('is asked for by a command with the profile that the console has', async () => {
    const locator = await sell();
    model.desk.jump(locator);
    await model.sees(`$ opsdesk booking show ${locator} --profile training`);
    await model.press('y');
    expect(model.copied).toEqual([`opsdesk booking show ${locator} --profile training`]);
    await model.press('c');
    await model.sees('Goes back');
    await model.press('ctrl-s');
    expect(model.screen({ width: 160, height: 24 }).join('\n')).toMatch(/--confirm \w{6} --profile training/);
  });

  it('of a database that is away is not taken for one where nothing was asked', async () => {
    model.strike('ctrl-p', ...'audit', 'enter');
    await model.sees('export');
    const away = async () => {
      throw new OpsdeskError('DATABASE_UNAVAILABLE', 'the database is away');
    };
    await sell();
    model.desk.refresh();
    await model.sees('1 of');
    await model.press('enter');
    await model.sees('Before');
    Object.assign(model.app.audit, { list: away });
    Object.assign(model.app.bookings, { list: away });
    const ticking = setInterval(() => model.desk.tick(), 100);
    try {
      await model.sees('the database is away; trying again');
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      await model.sees('the database is away; trying again');
    } finally {
      clearInterval(ticking);
    }
  });
});
