import { afterAll, beforeAll, expect, it } from 'vitest';
import { lockBooking } from '../../src/booking/booking-repository.js';
import { finishChange } from '../../src/booking/finish-change.js';
import { type Rerouting, reaccommodate } from '../../src/booking/reaccommodate.js';
import type { Desk } from '../../src/desk.js';
import { type EntitlementQuestion, showEntitlement } from '../../src/disruption/show-entitlement.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { violationsOf } from '../support/desk.js';
import { JourneyDesk, refOf } from './journey-desk.js';

/** Ten days before the flights, so that notice is short. */
const NOW = Date.UTC(2026, 10, 21, 10);

onEveryBackend('what a booking is owed', (backend) => {
  let trial: TrialDatabase;
  let journeys: JourneyDesk;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    journeys = await JourneyDesk.open(trial, NOW);
    desk = journeys.desk;
  });

  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  const ask = (recordLocator: string, question: Omit<EntitlementQuestion, 'recordLocator'> = {}) =>
    showEntitlement(desk, { recordLocator, ...question });
  /** `EU261 600 EUR refund` of every law, on the first journey that is shown. */
  async function told(recordLocator: string, question: Omit<EntitlementQuestion, 'recordLocator'> = {}) {
    const { journeys: shown } = await ask(recordLocator, question);
    return (shown[0]?.entitlements ?? []).map(({ regime, compensation, refund, downgradePercent }) =>
      [
        ...[regime, compensation.amountMinor / 100, compensation.currency],
        ...(refund.isDue ? ['refund'] : []),
        ...(downgradePercent > 0 ? [`${downgradePercent} %`] : []),
      ].join(' '),
    );
  }
  async function eventOf(recordLocator: string) {
    return (await ask(recordLocator)).journeys[0]?.event;
  }
  const reroute = (recordLocator: string, rerouting: Rerouting) =>
    desk.runner.write({ command: 'disruption apply', input: {} }, async (work) => {
      const record = await lockBooking(work.tx, recordLocator);
      await finishChange(work, record, [await reaccommodate(work, record, [rerouting])], { mayEnd: false });
    });

  it('is nothing while its flights go as they were sold', async () => {
    const flights = await journeys.fly(['FRA-JFK 10']);
    expect(await ask(await journeys.sell(flights))).toMatchObject({ journeys: [], owed: [] });
  });

  it.each([
    ['technical', ['EU261 600 EUR refund', 'US-DOT 0 USD refund']],
    ['weather', ['EU261 0 EUR refund', 'US-DOT 0 USD refund']],
    [undefined, ['EU261 600 EUR refund', 'US-DOT 0 USD refund']],
  ] as const)('of a flight that was cancelled, cause %s: %j', async (cause, expected) => {
    const flights = await journeys.fly(['FRA-LHR 6', 'LHR-JFK 11']);
    const recordLocator = await journeys.sell(flights);
    await journeys.record(flights[1], { kind: 'cancelled', cause });
    expect(await told(recordLocator)).toEqual(expected);
    expect((await ask(recordLocator)).journeys).toMatchObject([
      {
        ...{ journey: 1, from: 'FRA', to: 'JFK', flights, departsAt: '2026-12-01T06:00:00Z' },
        event: { kind: 'cancelled', cause: cause ?? 'unknown', arrivesLaterMinutes: null },
      },
    ]);
    // Ten days and an hour to the departure of the flight that does not go, on a clock that runs.
    const { noticeMinutes = 0 } = (await eventOf(recordLocator)) ?? {};
    expect(Math.ceil(noticeMinutes / 60)).toBe(241);
  });

  it('measures a delay against what was sold, however often it grew, and whatever was answered', async () => {
    const flights = await journeys.fly(['FRA-JFK 10']);
    const recordLocator = await journeys.sell(flights);
    await journeys.delay(flights[0], 10);
    // Too small for an offer, and still behind the schedule.
    expect(await eventOf(recordLocator)).toMatchObject({ kind: 'delayed', arrivesLaterMinutes: 10 });
    await journeys.delay(flights[0], 200);
    await journeys.delay(flights[0], 240);
    expect(await eventOf(recordLocator)).toMatchObject({ arrivesLaterMinutes: 240, answer: 'open' });
    expect(await told(recordLocator)).toEqual(['EU261 600 EUR', 'US-DOT 0 USD']);
    await journeys.delay(flights[0], 400);
    expect(await told(recordLocator)).toEqual(['EU261 600 EUR refund', 'US-DOT 0 USD refund']);
    await journeys.modify(recordLocator, { accept: ['S4'] });
    expect(await eventOf(recordLocator)).toMatchObject({ arrivesLaterMinutes: 400, answer: 'accepted' });
    expect(await told(recordLocator)).toEqual(['EU261 600 EUR', 'US-DOT 0 USD']);
  });

  it('takes what was agreed to a fortnight ahead for the schedule', async () => {
    const flights = await journeys.fly(['FRA-JFK 8/10', 'FRA-JFK 1/10']);
    const [early = '', late = ''] = await Promise.all(flights.map((flight) => journeys.sell([flight])));
    for (const flight of flights) await journeys.delay(flight, 300);
    for (const recordLocator of [early, late]) await journeys.modify(recordLocator, { accept: ['S2'] });
    expect((await ask(early)).journeys).toEqual([]);
    expect(await told(late)).toEqual(['EU261 600 EUR', 'US-DOT 0 USD']);
  });

  it('of who was rerouted compares the new way with the one that was sold', async () => {
    const flights = await journeys.fly(['FRA-LHR 6', 'LHR-JFK 11', 'FRA-JFK 15', 'FRA-JFK 2/14']);
    const [, cancelled, , other = ''] = flights;
    const take = flights[2] ?? '';
    const halved = await journeys.sell(flights.slice(0, 2));
    const overnight = await journeys.sell(flights.slice(0, 2));
    await journeys.record(cancelled, { kind: 'cancelled', cause: 'crew' });
    await reroute(halved, { journey: 1, gives: ['S1', 'S2'], takes: [{ ref: refOf(take), cabin: 'Y' }] });
    await reroute(overnight, { journey: 1, gives: ['S1', 'S2'], takes: [{ ref: refOf(other), cabin: 'Y' }] });
    // From 6 to 15 o'clock, and 4 hours later at the destination: as late as the long band is halved for.
    expect((await ask(halved)).journeys).toMatchObject([
      {
        flights: flights.slice(0, 2),
        event: { kind: 'cancelled', departsLaterMinutes: 540, arrivesLaterMinutes: 240, answer: 'open' },
      },
    ]);
    expect(await told(halved)).toEqual(['EU261 300 EUR refund', 'US-DOT 0 USD refund']);
    expect((await ask(overnight)).journeys[0]?.event).toMatchObject({ arrivesLaterMinutes: 27 * 60 });
    await journeys.modify(halved, { accept: ['S3'] });
    expect(await told(halved)).toEqual(['EU261 300 EUR', 'US-DOT 0 USD']);
  });

  it('finds a lower cabin than the one that was sold', async () => {
    const fares = [
      { fareClass: 'C', cabin: 'C', baseMinor: 50_000 },
      { fareClass: 'Y', cabin: 'Y', baseMinor: 60_000 },
    ];
    const seats = [
      { cabin: 'C', open: 3 },
      { cabin: 'Y', open: 3 },
    ];
    const flights = await journeys.fly(['FRA-JFK 10', 'FRA-JFK 11'], { fares, seats });
    const recordLocator = await journeys.sell(flights.slice(0, 1));
    await journeys.record(flights[0], { kind: 'cancelled', cause: 'weather' });
    await reroute(recordLocator, {
      ...{ journey: 1, gives: ['S1'] },
      takes: [{ ref: refOf(flights[1] ?? ''), cabin: 'Y' }],
    });
    expect(await told(recordLocator)).toEqual(['EU261 0 EUR refund 75 %', 'US-DOT 0 USD refund']);
  });

  it('tells what would be owed, of the journey that is named', async () => {
    const flights = await journeys.fly(['DXB-FRA 10', 'FRA-DXB 8/10']);
    const recordLocator = await journeys.sell(flights);
    await expect(ask(recordLocator, { delayMinutes: 180 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const back = { flight: refOf(flights[1] ?? '') };
    expect(await told(recordLocator, { ...back, delayMinutes: 179 })).toEqual(['EU261 0 EUR']);
    expect(await told(recordLocator, { ...back, delayMinutes: 180 })).toEqual(['EU261 300 EUR']);
    expect(await told(recordLocator, { ...back, delayMinutes: 180, cause: 'airspace' })).toEqual(['EU261 0 EUR']);
    expect(await told(recordLocator, { ...back, isDeniedBoarding: true })).toEqual(['EU261 600 EUR refund']);
    const volunteer = { ...back, isDeniedBoarding: true, isVolunteer: true };
    expect(await told(recordLocator, volunteer)).toEqual(['EU261 0 EUR refund']);
    const overnight = await ask(recordLocator, { ...back, delayMinutes: 15 * 60 });
    expect(overnight.journeys).toMatchObject([
      { journey: 2, event: { isAssumed: true }, entitlements: [{ care: { meals: true, hotelNights: 1 } }] },
    ]);
  });

  it('lists each passenger; an infant on a lap is denied no boarding in America', async () => {
    const flights = await journeys.fly(['JFK-SIN 10']);
    const recordLocator = await journeys.sell(flights, ['ONE/A MR', 'TWO/B(INF)']);
    const { owed } = await ask(recordLocator, { isDeniedBoarding: true });
    expect(owed).toEqual([
      {
        ...{ journey: 1, regime: 'US-DOT', passengerId: 'P1', passenger: 'ONE/A MR', note: null, setOffAgainst: null },
        compensation: { amountMinor: 40_000, currency: 'USD' },
      },
      {
        ...{ journey: 1, regime: 'US-DOT', passengerId: 'P2', passenger: 'TWO/B', setOffAgainst: null },
        ...{ compensation: { amountMinor: 0, currency: 'USD' }, note: 'has no reserved space' },
      },
    ]);
  });

  it('is asked only of bookings with a reservation, and of flights that they have', async () => {
    const flights = await journeys.fly(['FRA-JFK 10']);
    const recordLocator = await journeys.sell(flights);
    await expect(ask(recordLocator, { flight: refOf('LH9999/2026-12-01') })).rejects.toMatchObject({
      code: 'FLIGHT_NOT_FOUND',
    });
    await expect(ask('ZZZZZZ')).rejects.toMatchObject({ code: 'BOOKING_NOT_FOUND' });
    const held = await journeys.hold(flights);
    await expect(ask(held)).rejects.toMatchObject({ code: 'WRONG_STATE' });
  });
});
