import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { createCustomer } from '../../src/customer/create-customer.js';
import { changeCustomer } from '../../src/customer/update-customer.js';
import type { Desk } from '../../src/desk.js';
import { type FlightEventInput, recordFlightEvent } from '../../src/disruption/record-flight-event.js';
import { subscribeCustomer } from '../../src/disruption/subscribe-customer.js';
import { HOUR_MS, type Instant, MINUTE_MS } from '../../src/kernel/instant.js';
import { deliverDue } from '../../src/notification/deliver.js';
import { WORKER_REQUEST } from '../../src/notification/run-worker.js';
import { Templates } from '../../src/notification/templates.js';
import { deskAt } from '../concurrency/desk-at.js';
import { RecordingChannel } from '../notification/desk.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, openTestDesk } from '../support/desk.js';

/** Three at night in London. */
const NIGHT = Date.parse('2026-12-01T03:00:00Z');

onEveryBackend('a message in the quiet hours of its customer', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let flights = 0;
  beforeAll(async () => {
    trial = await backend.create();
    desk = deskAt(await openTestDesk(trial), NIGHT);
  });
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  /** A flight, and somebody who wants SMS but not at night. */
  async function prepare(departsAt: Instant): Promise<{ number: string; customerId: string }> {
    flights += 1;
    const number = String(flights);
    await addFlight(desk, { number, departsAt });
    const { customerId } = await createCustomer(
      desk.runner,
      { name: 'Ann Smith', email: `x${number}@example.com` },
      {},
    );
    const quiet = { quietHours: '22:00-07:00', timeZone: 'Europe/London' };
    await changeCustomer(desk.runner, { customerId, phone: '+44 20 7123 4567', notify: ['all:sms=on'], ...quiet }, {});
    return { number, customerId };
  }
  async function book(departsAt: Instant) {
    const { number, customerId } = await prepare(departsAt);
    const { recordLocator } = await createBooking(
      desk,
      {
        ...{ flights: [{ ref: flightRef(number) }], passengers: ['SMITH/ANN MS'], phone: '+44 20 7123 4567' },
        ...{ customerId, pay: { gateway: 'sandbox', source: 'tok_ok' } },
      },
      {},
    );
    return { number, recordLocator };
  }
  const say = (number: string, event: Omit<FlightEventInput, 'ref'>) =>
    recordFlightEvent(desk, { ref: flightRef(number), cause: 'weather', ...event }, {});
  /** @returns what rang just now */
  async function rings(): Promise<string[]> {
    const sms = new RecordingChannel();
    const channels = { email: new RecordingChannel(), sms };
    await deliverDue({ ...desk, channels, formatMoney: () => '', templates: new Templates() }, WORKER_REQUEST);
    return sms.delivered.map(({ kind }) => kind);
  }

  it('rings when a flight is cancelled, late or diverted that leaves within twelve hours', async () => {
    const { number } = await book(NIGHT + 11 * HOUR_MS);
    expect(await rings()).toEqual([]);
    await say(number, { kind: 'delayed', delayMinutes: 40 });
    expect(await rings()).toEqual(['change']);
    await say(number, { kind: 'cancelled' });
    expect(await rings()).toEqual(['flight-cancelled']);
    const other = await book(NIGHT + 30 * MINUTE_MS);
    await say(other.number, { kind: 'departed' });
    await say(other.number, { kind: 'diverted', divertedTo: 'BOS' });
    expect(await rings()).toEqual(['flight-status']);
  });

  it('rings when a flight that left soon leaves much later now', async () => {
    const { number } = await book(NIGHT + 3 * HOUR_MS);
    await say(number, { kind: 'delayed', delayMinutes: 15 * 60 });
    expect(await rings()).toEqual(['change']);
  });

  it('rings for who only asked to be told, but not to say that all went well', async () => {
    const { number, customerId } = await prepare(NIGHT + HOUR_MS);
    await subscribeCustomer(desk.runner, { ref: flightRef(number), customer: customerId }, {});
    await say(number, { kind: 'delayed', delayMinutes: 5 });
    expect(await rings()).toEqual(['flight-status']);
    await say(number, { kind: 'departed' });
    expect(await rings()).toEqual([]);
  });

  it('waits where there is time, and where the customer has changed it', async () => {
    const { number } = await book(NIGHT + 20 * HOUR_MS);
    await say(number, { kind: 'delayed', delayMinutes: 40 });
    await say(number, { kind: 'cancelled' });
    const { recordLocator } = await book(NIGHT + 4 * HOUR_MS);
    await modifyBooking(desk, { recordLocator, seats: ['20F'] }, {});
    expect(await rings()).toEqual([]);
  });
});
