import { afterAll, beforeAll, expect, it } from 'vitest';
import { adjustFlight } from '../../src/booking/adjust-flight.js';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { quoteRefund } from '../../src/booking/quote-refund.js';
import { splitBooking } from '../../src/booking/split-booking.js';
import type { Desk } from '../../src/desk.js';
import { recordFlightEvent } from '../../src/disruption/record-flight-event.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { openTestDesk, violationsOf } from '../support/desk.js';
import { addSchedule } from '../support/schedule.js';

const PAID = { gateway: 'sandbox', source: 'tok_ok' };
const HOUR = 3_600_000;
const AIRPORTS = {
  FRA: { country: 'DE', latitude: 50.03, longitude: 8.57 },
  LHR: { country: 'GB', latitude: 51.47, longitude: -0.45 },
  JFK: { country: 'US', latitude: 40.64, longitude: -73.78 },
  DXB: { country: 'AE', latitude: 25.25, longitude: 55.36 },
  SIN: { country: 'SG', latitude: 1.36, longitude: 103.99 },
};
/** Nothing of the fare comes back but 10 of 100 dollars, which are taxes. */
const SAVER = [{ fareClass: 'M', cabin: 'Y', baseMinor: 9_000, taxMinor: 1_000, isRefundable: false }];

onEveryBackend('a refund by law', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let last = 0;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addSchedule(desk, AIRPORTS, []);
  });

  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  /** Flights one after the other, `FRA-JFK 10` for ten in the morning on 1 December or, with a day, `JFK-FRA 8/10`. */
  async function fly(...ways: readonly string[]): Promise<string[]> {
    const flights = ways.map((way) => {
      const [, origin = '', destination = '', day = '1', hour = ''] =
        /^(\w{3})-(\w{3}) (?:(\d+)\/)?(\d+)$/.exec(way) ?? [];
      last += 1;
      const departsAt = Date.UTC(2026, 11, Number(day), Number(hour));
      return { id: last, origin, destination, departsAt, arrivesAt: departsAt + 4 * HOUR, fares: SAVER, carrier: 'LH' };
    });
    await addSchedule(desk, {}, flights);
    return flights.map(({ id, departsAt }) => `LH${id}/${new Date(departsAt).toISOString().slice(0, 10)}`);
  }
  const refOf = (flight: string) => {
    const [number = '', departureDate = ''] = flight.slice(2).split('/');
    return { carrier: 'LH', number, departureDate, origin: undefined };
  };
  const sell = (flights: readonly string[], passengers = ['ONE/A MR']) =>
    createBooking(
      desk,
      { flights: flights.map((each) => ({ ref: refOf(each) })), passengers, email: 'x@example.com', pay: PAID },
      {},
    );
  const cancelFlight = (flight: string) => recordFlightEvent(desk, { ref: refOf(flight), kind: 'cancelled' }, {});
  const delay = (flight: string, delayMinutes: number) =>
    recordFlightEvent(desk, { ref: refOf(flight), kind: 'delayed', delayMinutes }, {});
  const answer = (recordLocator: string, input: object) => modifyBooking(desk, { recordLocator, ...input }, {});
  /** What would come back, in dollars, and by which law. */
  async function quoted(recordLocator: string): Promise<string> {
    const { amount, statutoryRule } = await quoteRefund(desk, recordLocator, {});
    return `${amount.amountMinor / 100} by ${statutoryRule}`;
  }

  it('is none while all flights go as they were sold', async () => {
    const flights = await fly('FRA-JFK 10', 'JFK-FRA 8/10');
    const { recordLocator } = await sell(flights);
    expect(await quoted(recordLocator)).toBe('20 by null');
  });

  it('gives the whole ticket back where the way out is cancelled, and the quote names its article', async () => {
    const flights = await fly('FRA-LHR 10', 'LHR-JFK 16', 'JFK-FRA 8/10');
    const { recordLocator } = await sell(flights);
    await cancelFlight(flights[0] ?? '');
    const quote = await quoteRefund(desk, recordLocator, {});
    expect(quote).toMatchObject({ amount: { amountMinor: 30_000 }, statutoryRule: 'EU261 Art. 5(1)(a), 8(1)(a)' });
    expect(quote.basis).toEqual(
      [flights[1], flights[2]].map((flight) => ({
        what: `${flight}: comes back by law, EU261 Art. 5(1)(a), 8(1)(a)`,
        amount: { amountMinor: 0, currency: 'USD' },
      })),
    );
    const { refund } = await cancelBooking(desk, { recordLocator }, {});
    expect(refund).toMatchObject({ status: 'succeeded', amount: { amountMinor: 30_000 } });
  });

  it('leaves the way out to its fare where only the way back is cancelled', async () => {
    const flights = await fly('FRA-JFK 10', 'JFK-FRA 8/10');
    const { recordLocator } = await sell(flights);
    await cancelFlight(flights[1] ?? '');
    // The fare of the way out is kept but for its taxes.
    expect(await quoted(recordLocator)).toBe('110 by 14 CFR 260.6');
  });

  it.each([
    ['FRA-LHR 10', 299, '110 by null'],
    ['FRA-LHR 10', 300, '200 by EU261 Art. 6(1)(iii), 8(1)(a)'],
    ['LHR-DXB 10', 300, '200 by UK261 Art. 6(1)(iii), 8(1)(a)'],
  ])('of %s with a delay of %d min, before it is answered: %s', async (way, minutes, expected) => {
    const [from, to] = way.slice(0, 7).split('-');
    const flights = await fly(way, `${to}-${from} 8/10`);
    const { recordLocator } = await sell(flights);
    await delay(flights[0] ?? '', minutes);
    expect(await quoted(recordLocator)).toBe(expected);
  });

  it.each([
    [359, '110 by null'],
    [360, '200 by 14 CFR 260.6'],
  ])('of a flight to America with a delay of %d min: %s', async (minutes, expected) => {
    const flights = await fly('DXB-JFK 10', 'JFK-DXB 8/10');
    const { recordLocator } = await sell(flights);
    await delay(flights[0] ?? '', minutes);
    expect(await quoted(recordLocator)).toBe(expected);
  });

  it('is nobody’s right where no law holds, whose own segment alone comes back', async () => {
    const flights = await fly('SIN-DXB 10', 'DXB-SIN 8/10');
    const { recordLocator } = await sell(flights);
    await cancelFlight(flights[0] ?? '');
    expect(await quoted(recordLocator)).toBe('110 by null');
  });

  it('ends with the new times that were accepted, and begins again with those that follow', async () => {
    const flights = await fly('FRA-JFK 6', 'JFK-FRA 8/10');
    const { recordLocator } = await sell(flights);
    await delay(flights[0] ?? '', 360);
    expect(await quoted(recordLocator)).toBe('200 by EU261 Art. 6(1)(iii), 8(1)(a)');
    await answer(recordLocator, { accept: ['S3'] });
    expect(await quoted(recordLocator)).toBe('20 by null');
    await delay(flights[0] ?? '', 360 + 299);
    expect(await quoted(recordLocator)).toBe('110 by null');
    await delay(flights[0] ?? '', 360 + 300);
    expect(await quoted(recordLocator)).toBe('200 by EU261 Art. 6(1)(iii), 8(1)(a)');
  });

  it('stands after a no, of what was refused and of the way back', async () => {
    const flights = await fly('FRA-JFK 6', 'JFK-FRA 8/10');
    const { recordLocator } = await sell(flights);
    await delay(flights[0] ?? '', 360);
    await answer(recordLocator, { refuse: ['S3'] });
    expect(await quoted(recordLocator)).toBe('200 by EU261 Art. 6(1)(iii), 8(1)(a)');
  });

  it('is due where new times lose a connection', async () => {
    const flights = await fly('FRA-LHR 6', 'LHR-JFK 11', 'JFK-FRA 8/10');
    const { recordLocator } = await sell(flights);
    // An hour too little at first, and then it is gone: 100 dollars of the changed flight, and the taxes of two.
    await delay(flights[0] ?? '', 60);
    expect(await quoted(recordLocator)).toBe('120 by null');
    await delay(flights[0] ?? '', 61);
    expect(await quoted(recordLocator)).toBe('300 by EU261 Art. 6(1)(iii), 8(1)(a)');
  });

  it('does not reach what the customer bought elsewhere, or gave up before', async () => {
    const flights = await fly('FRA-LHR 6', 'LHR-JFK 11', 'JFK-FRA 8/10', 'FRA-LHR 14');
    const { recordLocator } = await sell(flights.slice(0, 3));
    await answer(recordLocator, { cancelSegments: ['S2'] });
    // Its connection is no longer part of the way. The fare of that was kept as a fee.
    await delay(flights[0] ?? '', 61);
    expect(await quoted(recordLocator)).toBe('120 by null');
    await answer(recordLocator, { segment: 'S4', flight: { ref: refOf(flights[3] ?? '') } });
    expect(await quoted(recordLocator)).toBe('30 by null');
  });

  it('goes along with who is split off, measured against what was sold', async () => {
    const flights = await fly('FRA-JFK 6', 'JFK-FRA 8/10');
    const { recordLocator } = await sell(flights, ['ONE/A MR', 'TWO/B MRS']);
    await delay(flights[0] ?? '', 160);
    await delay(flights[0] ?? '', 320);
    const { recordLocator: other } = await splitBooking(desk, { recordLocator, passengers: ['P2'] }, {});
    expect(await quoted(recordLocator)).toBe('200 by EU261 Art. 6(1)(iii), 8(1)(a)');
    expect(await quoted(other)).toBe('200 by EU261 Art. 6(1)(iii), 8(1)(a)');
  });

  it('comes from a flight that is brought forward by more than an hour', async () => {
    const flights = await fly('FRA-JFK 10', 'JFK-FRA 8/10');
    const { recordLocator } = await sell(flights);
    const adjust = (time: string) =>
      adjustFlight(desk, { ref: refOf(flights[0] ?? ''), departs: `2026-12-01T${time}` }, {});
    await adjust('09:00');
    expect(await quoted(recordLocator)).toBe('110 by null');
    await adjust('08:59');
    expect(await quoted(recordLocator)).toBe('200 by EU261 Art. 6(1)(iii), 8(1)(a)');
  });
});
