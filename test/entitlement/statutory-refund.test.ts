import { afterAll, beforeAll, expect, it } from 'vitest';
import { adjustFlight } from '../../src/booking/adjust-flight.js';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { quoteRefund } from '../../src/booking/quote-refund.js';
import { splitBooking } from '../../src/booking/split-booking.js';
import type { Desk } from '../../src/desk.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { violationsOf } from '../support/desk.js';
import { JourneyDesk, refOf } from './journey-desk.js';

onEveryBackend('a refund by law', (backend) => {
  let trial: TrialDatabase;
  let journeys: JourneyDesk;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    journeys = await JourneyDesk.open(trial);
    desk = journeys.desk;
  });

  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  /** What would come back, in dollars, and by which law. */
  async function quoted(recordLocator: string): Promise<string> {
    const { amount, statutoryRule } = await quoteRefund(desk, recordLocator, {});
    return `${amount.amountMinor / 100} by ${statutoryRule}`;
  }

  it('is none while all flights go as they were sold', async () => {
    const flights = await journeys.fly(['FRA-JFK 10', 'JFK-FRA 8/10']);
    const recordLocator = await journeys.sell(flights);
    expect(await quoted(recordLocator)).toBe('20 by null');
  });

  it('gives the whole ticket back where the way out is cancelled, and the quote names its article', async () => {
    const flights = await journeys.fly(['FRA-LHR 10', 'LHR-JFK 16', 'JFK-FRA 8/10']);
    const recordLocator = await journeys.sell(flights);
    await journeys.record(flights[0], { kind: 'cancelled' });
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
    const flights = await journeys.fly(['FRA-JFK 10', 'JFK-FRA 8/10']);
    const recordLocator = await journeys.sell(flights);
    await journeys.record(flights[1], { kind: 'cancelled' });
    // The fare of the way out is kept but for its taxes.
    expect(await quoted(recordLocator)).toBe('110 by 14 CFR 260.6');
  });

  it.each([
    ['FRA-LHR 10', 299, '110 by null'],
    ['FRA-LHR 10', 300, '200 by EU261 Art. 6(1)(iii), 8(1)(a)'],
    ['LHR-DXB 10', 300, '200 by UK261 Art. 6(1)(iii), 8(1)(a)'],
  ])('of %s with a delay of %d min, before it is answered: %s', async (way, minutes, expected) => {
    const [from, to] = way.slice(0, 7).split('-');
    const flights = await journeys.fly([way, `${to}-${from} 8/10`]);
    const recordLocator = await journeys.sell(flights);
    await journeys.delay(flights[0], minutes);
    expect(await quoted(recordLocator)).toBe(expected);
  });

  it.each([
    [359, '110 by null'],
    [360, '200 by 14 CFR 260.6'],
  ])('of a flight to America with a delay of %d min: %s', async (minutes, expected) => {
    const flights = await journeys.fly(['DXB-JFK 10', 'JFK-DXB 8/10']);
    const recordLocator = await journeys.sell(flights);
    await journeys.delay(flights[0], minutes);
    expect(await quoted(recordLocator)).toBe(expected);
  });

  it('is nobody’s right where no law holds, whose own segment alone comes back', async () => {
    const flights = await journeys.fly(['SIN-DXB 10', 'DXB-SIN 8/10']);
    const recordLocator = await journeys.sell(flights);
    await journeys.record(flights[0], { kind: 'cancelled' });
    expect(await quoted(recordLocator)).toBe('110 by null');
  });

  it('ends with the new times that were accepted, and begins again with those that follow', async () => {
    const flights = await journeys.fly(['FRA-JFK 6', 'JFK-FRA 8/10']);
    const recordLocator = await journeys.sell(flights);
    await journeys.delay(flights[0], 360);
    expect(await quoted(recordLocator)).toBe('200 by EU261 Art. 6(1)(iii), 8(1)(a)');
    await journeys.modify(recordLocator, { accept: ['S3'] });
    expect(await quoted(recordLocator)).toBe('20 by null');
    await journeys.delay(flights[0], 360 + 299);
    expect(await quoted(recordLocator)).toBe('110 by null');
    await journeys.delay(flights[0], 360 + 300);
    expect(await quoted(recordLocator)).toBe('200 by EU261 Art. 6(1)(iii), 8(1)(a)');
  });

  it('stands after a no, of what was refused and of the way back', async () => {
    const flights = await journeys.fly(['FRA-JFK 6', 'JFK-FRA 8/10']);
    const recordLocator = await journeys.sell(flights);
    await journeys.delay(flights[0], 360);
    await journeys.modify(recordLocator, { refuse: ['S3'] });
    expect(await quoted(recordLocator)).toBe('200 by EU261 Art. 6(1)(iii), 8(1)(a)');
  });

  it('is due where new times lose a connection', async () => {
    const flights = await journeys.fly(['FRA-LHR 6', 'LHR-JFK 11', 'JFK-FRA 8/10']);
    const recordLocator = await journeys.sell(flights);
    // An hour too little at first, and then it is gone: 100 dollars of the changed flight, and the taxes of two.
    await journeys.delay(flights[0], 60);
    expect(await quoted(recordLocator)).toBe('120 by null');
    await journeys.delay(flights[0], 61);
    expect(await quoted(recordLocator)).toBe('300 by EU261 Art. 6(1)(iii), 8(1)(a)');
  });

  it('does not reach what the customer bought elsewhere, or gave up before', async () => {
    const flights = await journeys.fly(['FRA-LHR 6', 'LHR-JFK 11', 'JFK-FRA 8/10', 'FRA-LHR 14']);
    const recordLocator = await journeys.sell(flights.slice(0, 3));
    await journeys.modify(recordLocator, { cancelSegments: ['S2'] });
    // Its connection is no longer part of the way. The fare of that was kept as a fee.
    await journeys.delay(flights[0], 61);
    expect(await quoted(recordLocator)).toBe('120 by null');
    await journeys.modify(recordLocator, { segment: 'S4', flight: { ref: refOf(flights[3] ?? '') } });
    expect(await quoted(recordLocator)).toBe('30 by null');
  });

  it('goes along with who is split off, measured against what was sold', async () => {
    const flights = await journeys.fly(['FRA-JFK 6', 'JFK-FRA 8/10']);
    const recordLocator = await journeys.sell(flights, ['ONE/A MR', 'TWO/B MRS']);
    await journeys.delay(flights[0], 160);
    await journeys.delay(flights[0], 320);
    const { recordLocator: other } = await splitBooking(desk, { recordLocator, passengers: ['P2'] }, {});
    expect(await quoted(recordLocator)).toBe('200 by EU261 Art. 6(1)(iii), 8(1)(a)');
    expect(await quoted(other)).toBe('200 by EU261 Art. 6(1)(iii), 8(1)(a)');
  });

  it('comes from a flight that is brought forward by more than an hour', async () => {
    const flights = await journeys.fly(['FRA-JFK 10', 'JFK-FRA 8/10']);
    const recordLocator = await journeys.sell(flights);
    const adjust = (time: string) =>
      adjustFlight(desk, { ref: refOf(flights[0] ?? ''), departs: `2026-12-01T${time}` }, {});
    await adjust('09:00');
    expect(await quoted(recordLocator)).toBe('110 by null');
    await adjust('08:59');
    expect(await quoted(recordLocator)).toBe('200 by EU261 Art. 6(1)(iii), 8(1)(a)');
  });
});
