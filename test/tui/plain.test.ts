import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import type { Desk } from '../../src/desk.js';
import { OpsdeskError } from '../../src/kernel/errors.js';
import { PlainScreen } from '../../src/tui/terminal/plain-screen.js';
import { sqlite, type TrialDatabase } from '../support/backends.js';
import { ConsoleModel } from '../support/console-model.js';
import { addFlight, flightRef, openTestDesk } from '../support/desk.js';

const PATIENCE_MS = 5_000;

/** What is written for whoever hears the console, told by told. */
describe('the console for whoever hears it', () => {
  let trial: TrialDatabase;
  let desk: Desk;
  let model: ConsoleModel;
  let told: string;
  let ticking: NodeJS.Timeout;
  let locator: string;

  beforeEach(async () => {
    trial = await sqlite.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '101' });
    const order = { flights: [{ ref: flightRef('101') }], passengers: ['SMITH/JOHN MR', 'SMITH/JANE MRS'] };
    ({ recordLocator: locator } = await createBooking(desk, order, {}));
    model = await ConsoleModel.open(trial);
    told = '';
    const plain = new PlainScreen(
      (text) => {
        told += text;
      },
      () => 100,
    );
    ticking = setInterval(() => {
      model.desk.tick();
      plain.changed(model.desk);
    }, 200);
  });
  afterEach(async () => {
    clearInterval(ticking);
    await model.close();
    await desk.database.close();
    await trial.drop();
  });

  const hears = async (wanted: string | RegExp): Promise<void> => {
    const isTold = () => (typeof wanted === 'string' ? told.includes(wanted) : wanted.test(told));
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(20)) if (isTold()) return;
    throw new Error(`it does not say "${wanted}":\n${told}`);
  };
  const openBooking = async () => {
    await hears('Bookings');
    model.desk.jump(locator);
    await hears(`Bookings › ${locator}`);
  };

  it('tells a panel when one turns to it, and not again while it stays as it is', async () => {
    await openBooking();
    told = '';
    await model.press('5');
    await hears(/\[5 History][\s\S]*booking\.held/);
    await sleep(600);
    expect(told.match(/booking\.held/g)).toHaveLength(1);
  });

  it('tells what a change would cost once it is worked out, and once', async () => {
    await openBooking();
    await model.press('x');
    await hears('Split');
    told = '';
    await model.press('right');
    await hears(/Who leaves +SMITH\/JOHN[\s\S]*total 110\.00 USD/);
    await sleep(1_000);
    expect(told.match(/Who leaves/g)).toHaveLength(1);
  });

  it('tells of a lost database once, however long it is away', async () => {
    await hears('Bookings');
    Object.assign(model.app.bookings, {
      list: async () => {
        throw new OpsdeskError('DATABASE_UNAVAILABLE', 'the database is away');
      },
    });
    await hears('the database is away; trying again');
    await sleep(2_500);
    expect(told.match(/the database is away/g)).toHaveLength(1);
  });
});
