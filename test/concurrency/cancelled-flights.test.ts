import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { showBooking } from '../../src/booking/show-booking.js';
import type { Desk } from '../../src/desk.js';
import { recordFlightEvent } from '../../src/disruption/record-flight-event.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, openTestDesk, violationsOf } from '../support/desk.js';
import { allAtOnce, Tally } from './outcomes.js';

const PAID = { gateway: 'sandbox', source: 'tok_ok' };

onEveryBackend('a flight that is cancelled while it is sold', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let flights = 0;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 20 });
  });
  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  async function newFlight(): Promise<string> {
    flights += 1;
    await addFlight(desk, { number: String(flights), economyRows: 40 });
    return String(flights);
  }
  let buyers = 0;
  const buy = (numbers: readonly string[], isPaid: boolean) => {
    buyers += 1;
    const flights = numbers.map((number) => ({ ref: flightRef(number) }));
    const order = { flights, passengers: ['BUYER/A MR'], email: `buyer${buyers}@example.com` };
    return createBooking(desk, isPaid ? { ...order, pay: PAID } : order, {});
  };
  /** Somebody who buys and buys: whoever shares the flight's lock goes on sharing it, but not for ever. */
  const untilRefused = async (number: string): Promise<never> => {
    for (;;) await buy([number], false);
  };
  const cancel = (number: string) => recordFlightEvent(desk, { ref: flightRef(number), kind: 'cancelled' }, {});
  const messagesOf = async () => {
    const rows = await desk.session.composed((db) =>
      db
        .selectFrom('notification as n')
        .innerJoin('booking as b', 'b.id', 'n.booking_id')
        .select(['b.record_locator', 'n.template'])
        .where('n.template', '=', 'flight-cancelled'),
    );
    return rows.map(({ record_locator }) => record_locator);
  };

  it('leaves nobody on it, and tells each of them once', async () => {
    const tally = new Tally();
    for (let round = 0; round < 5; round += 1) {
      const [gone, stays] = [await newFlight(), await newFlight()];
      const known = [await buy([gone], true), await buy([gone, stays], true), await buy([gone, stays], false)];
      const [first, second] = known.map(({ recordLocator }) => recordLocator) as [string, string];
      const race = await allAtOnce<{ recordLocator?: string }>([
        ...Array.from({ length: 8 }, (_, at) => () => buy(at % 2 === 0 ? [gone] : [stays, gone], at % 3 !== 0)),
        () => cancel(gone).then(() => ({})),
        () => cancel(gone).then(() => ({})),
        () => cancelBooking(desk, { recordLocator: first }, {}),
        () => modifyBooking(desk, { recordLocator: second, flight: { ref: flightRef(stays) }, segment: 'S1' }, {}),
        ...Array.from({ length: 8 }, (_, at) => () => buy(at % 2 === 0 ? [gone] : [stays, gone], at % 3 !== 0)),
        () => untilRefused(gone),
      ]);
      tally.add(race);
      const fair = new Set([
        'done',
        'FLIGHT_NOT_SELLABLE',
        'SOLD_OUT',
        'WRONG_STATE',
        'NOTHING_DUE',
        'SEGMENT_NOT_FOUND',
      ]);
      expect(Object.keys(race.counts).filter((code) => !fair.has(code))).toEqual([]);
      const events = await desk.session.composed((db) =>
        db.selectFrom('flight_event').select('kind').where('flight_id', '=', Number(gone)),
      );
      expect(events).toHaveLength(1);
      const told = await messagesOf();
      const onIt = await desk.session.composed((db) =>
        db
          .selectFrom('booking as b')
          .innerJoin('segment as g', 'g.booking_id', 'b.id')
          .select(['b.record_locator', 'g.status'])
          .where('g.flight_id', '=', Number(gone)),
      );
      for (const { record_locator, status } of onIt) {
        const times = told.filter((locator) => locator === record_locator).length;
        // Who gave it up before it was cancelled need not be told.
        expect({ status, times }).toEqual(status === 'XX' ? { status, times: 0 } : { status: 'UN', times: 1 });
        const { segments } = await showBooking(desk, record_locator);
        expect(segments.filter(({ flight, seats }) => flight.startsWith(`XX${gone}/`) && seats.length > 0)).toEqual([]);
      }
      expect(onIt.length).toBeGreaterThan(2);
    }
    tally.print(`${backend.dialect}: a cancellation among buyers`);
  });

  it('settles with the cancellation of another flight of the same bookings', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [there, back] = [await newFlight(), await newFlight()];
      const sold = [];
      for (let at = 0; at < 6; at += 1) sold.push(await buy(at % 2 === 0 ? [there, back] : [back, there], true));
      const race = await allAtOnce([() => cancel(there), () => cancel(back), () => cancel(there), () => cancel(back)]);
      expect(race.counts).toEqual({ done: 4 });
      const told = await messagesOf();
      for (const { recordLocator, version } of sold) {
        const booking = await showBooking(desk, recordLocator);
        expect(booking).toMatchObject({ version: version + 2, total: { amountMinor: 0 }, status: 'confirmed' });
        expect(booking.segments.map(({ status }) => status)).toEqual(['UN', 'UN']);
        expect(told.filter((locator) => locator === recordLocator)).toHaveLength(2);
      }
    }
  });
});
