import { afterEach, beforeEach, expect, it } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { reminderOfMoved, remindOfDepartures } from '../../src/booking/remind-of-departures.js';
import { listDepartures } from '../../src/booking/reminder-repository.js';
import { changeCustomer } from '../../src/customer/update-customer.js';
import type { Desk } from '../../src/desk.js';
import { recordFlightEvent } from '../../src/disruption/record-flight-event.js';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../../src/kernel/instant.js';
import { listNotifications, showNotification } from '../../src/notification/notification-view.js';
import { relayOutbox } from '../../src/notification/relay-outbox.js';
import { WORKER_REQUEST } from '../../src/notification/run-worker.js';
import { Templates } from '../../src/notification/templates.js';
import { formatMoney } from '../../src/present/money.js';
import { resolveSettings } from '../../src/settings/resolve-settings.js';
import { deskAt } from '../concurrency/desk-at.js';
import { onEveryBackend, sqlite, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { addFlight, openTestDesk, violationsOf } from '../support/desk.js';

const OUT = Date.parse('2026-12-01T10:00:00Z');
const BACK = OUT + 4 * DAY_MS;
/** Not a whole hour before, so that nothing depends on a millisecond. */
const OPENS = OUT - DAY_MS + MINUTE_MS;
const dateOf = (instant: Instant) => new Date(instant).toISOString().slice(0, 10);

onEveryBackend('reminders before a departure', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  beforeEach(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 8 });
    for (const [number, departsAt] of [
      ['1', OUT],
      ['2', BACK],
      ['3', OUT + 10 * HOUR_MS],
      ['4', OUT + 2 * HOUR_MS],
    ] as const) {
      await addFlight(desk, { number, departsAt, economyRows: 4 });
    }
  });
  afterEach(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  const ref = (number: string) => ({
    ...{ carrier: 'XX', number, origin: undefined },
    departureDate: dateOf(number === '2' ? BACK : OUT),
  });
  const wanted = (number: string, journey = 1) => ({ ref: ref(number), journey });
  async function book(flights = [wanted('1')], at = desk, pay: object = { pay: PAID }): Promise<string> {
    const order = { flights, passengers: ['SMITH/ANN MS'], email: 'ann@example.com', ...pay };
    return (await createBooking(at, order, {})).recordLocator;
  }
  const PAID = { gateway: 'sandbox', source: 'tok_ok' };
  const remindAt = (now: Instant, hours = 24) => remindOfDepartures(deskAt(desk, now), hours * HOUR_MS);
  const delay = (number: string, minutes: number, now: Instant) =>
    recordFlightEvent(deskAt(desk, now), { ref: ref(number), kind: 'delayed', delayMinutes: minutes }, {});
  /** What was queued for a booking, oldest first. */
  async function told(recordLocator: string): Promise<string[]> {
    const { items } = await listNotifications(desk.session, { recordLocator, limit: 50 });
    return items.map(({ template }) => template).reverse();
  }
  /** As a worker does that reminds whoever was moved. */
  async function relay(at: Desk): Promise<void> {
    const deps = { ...at, subscribers: [reminderOfMoved(at, DAY_MS)] };
    while ((await relayOutbox(deps, WORKER_REQUEST)).published > 0);
  }
  const reminders = async (recordLocator: string) =>
    (await told(recordLocator)).filter((template) => template === 'departure-reminder').length;

  it('are queued once for the way out and once for the way back, when the time has come', async () => {
    const locator = await book([wanted('1'), wanted('3'), wanted('2', 2)]);
    expect(await remindAt(OUT - DAY_MS - MINUTE_MS)).toBe(0);
    expect(await remindAt(OPENS)).toBe(1);
    expect(await remindAt(OPENS + 12 * HOUR_MS)).toBe(0);
    expect(await listDepartures(desk.session, OPENS, OUT + DAY_MS, 10)).toEqual([]);
    expect(await remindAt(BACK - DAY_MS + MINUTE_MS)).toBe(1);
    expect(await told(locator)).toEqual(['confirmation', 'departure-reminder', 'departure-reminder']);
    const { items } = await listNotifications(desk.session, { recordLocator: locator, limit: 50 });
    const show = async (at: number) =>
      showNotification(desk.session, items[at]?.notificationId ?? '', { templates: new Templates(), formatMoney });
    const { subject, body } = await show(1);
    expect(subject).toBe(`Flight XX1/2026-12-01 leaves LHR at 2026-12-01 10:00 local time: your booking ${locator}`);
    expect(body).toMatch(/XX1\/2026-12-01 {2}LHR 2026-12-01 10:00 - JFK 2026-12-01 13:00, seats 2\d[A-F]\n/);
    expect(body).toContain('XX3/2026-12-01');
    expect(body).not.toContain('XX2/2026-12-05');
    expect((await show(0)).body).not.toContain('XX1/2026-12-01');
  });

  it('are queued once by several workers that look at once, and after some that were killed', async () => {
    const locators: string[] = [];
    for (let index = 0; index < 6; index += 1) locators.push(await book());
    const killed = deskAt(desk, OPENS);
    const { runner } = killed;
    let steps = 0;
    const dying: Desk = {
      ...killed,
      runner: Object.assign(Object.create(runner) as typeof runner, {
        step: (...args: Parameters<typeof runner.step>) => {
          steps += 1;
          if (steps > 3) throw new Error('killed');
          return runner.step(...args);
        },
      }),
    };
    await expect(remindOfDepartures(dying, DAY_MS)).rejects.toThrow('killed');
    const counts = await Promise.all(Array.from({ length: 4 }, () => remindAt(OPENS)));
    expect(counts.reduce((a, b) => a + b, 0)).toBe(3);
    for (const locator of locators) expect(await reminders(locator)).toBe(1);
  });

  it('come again for a departure that is another one', async () => {
    const locator = await book();
    await remindAt(OPENS);
    await delay('1', 10, OPENS + HOUR_MS);
    expect(await remindAt(OPENS + HOUR_MS)).toBe(0);
    await delay('1', 180, OPENS + 2 * HOUR_MS);
    expect(await remindAt(OPENS + 2 * HOUR_MS)).toBe(0);
    expect(await remindAt(OPENS + 3 * HOUR_MS)).toBe(1);
    await delay('1', 30 * 60, OPENS + 4 * HOUR_MS);
    expect(await remindAt(OPENS + 5 * HOUR_MS)).toBe(0);
    expect(await remindAt(OPENS + 30 * HOUR_MS)).toBe(1);
    expect(await reminders(locator)).toBe(3);
  });

  it('are for the flight that they were moved to, early or late', async () => {
    const [early, late] = [await book(), await book()];
    const at = deskAt(desk, OPENS + 3 * HOUR_MS);
    await modifyBooking(desk, { recordLocator: early, flight: { ref: ref('2') } }, {});
    // Everybody on either flight has been gone through when the second one is moved.
    expect(await remindAt(OPENS + 3 * HOUR_MS)).toBe(1);
    await modifyBooking(at, { recordLocator: late, flight: { ref: ref('4') } }, {});
    await relay(at);
    expect(await remindAt(OPENS + 3 * HOUR_MS)).toBe(0);
    expect([await reminders(early), await reminders(late)]).toEqual([0, 2]);
    expect(await remindAt(BACK - HOUR_MS)).toBe(1);
    expect([await reminders(early), await reminders(late)]).toEqual([1, 2]);
  });

  it('are not for who has nothing to fly, or has just booked', async () => {
    const cancelled = await book();
    await cancelBooking(desk, { recordLocator: cancelled }, {});
    await book([wanted('1')], desk, {});
    const at = deskAt(desk, OPENS);
    const fresh = await book([wanted('1')], at);
    await modifyBooking(at, { recordLocator: fresh, seats: ['23F'] }, {});
    await relay(at);
    expect(await reminders(fresh)).toBe(0);
    const lost = await book([wanted('4')]);
    await recordFlightEvent(desk, { ref: ref('4'), kind: 'cancelled', cause: 'weather' }, {});
    expect(await remindAt(OPENS + 3 * HOUR_MS)).toBe(0);
    expect(await told(lost)).toEqual(['confirmation', 'flight-cancelled']);
    expect(await remindAt(OUT + MINUTE_MS)).toBe(0);
  });

  it('are not for a flight behind one that does not operate, until there is another way', async () => {
    await desk.database.dedicated((raw) =>
      raw.execute("update flight set origin = 'JFK', destination = 'LHR' where id = 3", []),
    );
    const locator = await book([wanted('1'), wanted('3')]);
    await recordFlightEvent(desk, { ref: ref('1'), kind: 'cancelled', cause: 'weather' }, {});
    expect(await remindAt(OPENS + 12 * HOUR_MS)).toBe(0);
    expect(await reminders(locator)).toBe(0);
  });

  it('are left to the customer to want', async () => {
    const locator = await book();
    const [row] = await desk.session.composed((db) => db.selectFrom('booking').select('customer_id'));
    const customerId = row?.customer_id ?? '';
    await changeCustomer(desk.runner, { customerId, notify: ['departure-reminder:email=off'] }, {});
    await remindAt(OPENS);
    expect(await told(locator)).toEqual(['confirmation']);
  });
});

it('reminders are set up by OPSDESK_REMINDER_HOURS, and done by a worker', async () => {
  const hoursOf = (text: string) =>
    resolveSettings({}, { HOME: '/nowhere', OPSDESK_REMINDER_HOURS: text }).reminderHours;
  expect(['', '0', '36'].map(hoursOf)).toEqual([undefined, 0, 36]);
  for (const text of ['-1', '1.5', '337', 'daily']) {
    expect(() => hoursOf(text)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  }
  const trial = await sqlite.create();
  const desk = await openTestDesk(trial);
  await addFlight(desk, { number: '1' });
  const flights = [{ ref: { carrier: 'XX', number: '1', departureDate: '2026-12-01', origin: undefined } }];
  const order = { flights, passengers: ['SMITH/ANN MS'], email: 'ann@example.com' };
  await createBooking(desk, { ...order, pay: { gateway: 'sandbox', source: 'tok_ok' } }, {});
  await desk.database.close();
  const run = async (hours: string) => {
    const env = { OPSDESK_REMINDER_HOURS: hours };
    return (await cli(trial, ['worker', 'run', '--once', '--json'], { now: '2026-11-30T12:00:00Z', env })).json();
  };
  expect(await run('0')).not.toHaveProperty('reminded');
  expect(await run('')).toMatchObject({ reminded: 1, sent: 1 });
  await trial.drop();
});
