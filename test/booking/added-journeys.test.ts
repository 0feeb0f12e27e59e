import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { numberJourneys } from '../../src/booking/journeys.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { showBooking } from '../../src/booking/show-booking.js';
import type { FlightRow } from '../../src/database/schema.js';
import type { Desk } from '../../src/desk.js';
import { parseFlightRef } from '../../src/kernel/flight-ref.js';
import { HOUR_MS } from '../../src/kernel/instant.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { openTestDesk, violationsOf } from '../support/desk.js';
import { addSchedule } from '../support/schedule.js';

const AIRPORTS = { EDI: 'GB', LHR: 'GB', JFK: 'US', BOS: 'US' };
const at = (day: number, time: string) => Date.parse(`2026-12-0${day}T${time}:00Z`);
const flight = (id: number, route: string, day: number, departs: string, hours: number) => ({
  id,
  ...{ origin: route.slice(0, 3), destination: route.slice(4) },
  ...{ departsAt: at(day, departs), arrivesAt: at(day, departs) + hours * HOUR_MS },
});
const FLIGHTS = [
  { ...flight(1, 'LHR-JFK', 1, '10:00', 8), seats: [{ cabin: 'Y', open: 12 }] },
  { ...flight(2, 'JFK-BOS', 1, '20:00', 1), seats: [{ cabin: 'Y', open: 12 }] },
  flight(3, 'JFK-BOS', 1, '19:10', 1),
  { ...flight(4, 'JFK-LHR', 8, '22:00', 7), seats: [{ cabin: 'Y', open: 12 }] },
  flight(5, 'EDI-LHR', 1, '07:00', 1.5),
  // Asks for three nights between the way out and the way back.
  { ...flight(6, 'LHR-JFK', 1, '12:00', 8), fares: [{ fareClass: 'M', cabin: 'Y', baseMinor: 1, minStayDays: 3 }] },
];

onEveryBackend('flights that are added to a booking', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addSchedule(desk, AIRPORTS, FLIGHTS);
  });
  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  const wanted = (ids: readonly number[], journeys: readonly number[] = []) =>
    ids.map((id, index) => {
      const { departsAt } = FLIGHTS.find((each) => each.id === id) as (typeof FLIGHTS)[number];
      const departureDate = new Date(departsAt).toISOString().slice(0, 10);
      return { ref: { carrier: 'XX', number: String(id), departureDate, origin: undefined }, journey: journeys[index] };
    });
  const book = async (ids: readonly number[], passenger = 'ONE/A', journeys: readonly number[] = []) =>
    (await createBooking(desk, { flights: wanted(ids, journeys), passengers: [passenger] }, {})).recordLocator;
  const add = (recordLocator: string, ...ids: readonly number[]) =>
    modifyBooking(desk, { recordLocator, addFlights: wanted(ids) }, {});
  /** By flight number, as the database has them. */
  const journeysOf = async (recordLocator: string) => {
    const { segments } = await showBooking(desk, recordLocator);
    return Object.fromEntries(segments.map(({ flight: ref, journey }) => [ref.slice(2, 3), journey]));
  };

  it('make up the journeys that they would if all were booked together', async () => {
    const together = await book([5, 1, 2, 4]);
    const after = await book([1]);
    await add(after, 4, 2, 5);
    const one = await book([4]);
    for (const id of [2, 5, 1]) await add(one, id);
    const journeys = { 5: 1, 1: 1, 2: 1, 4: 2 };
    expect(await journeysOf(together)).toEqual(journeys);
    expect(await journeysOf(after)).toEqual(journeys);
    expect(await journeysOf(one)).toEqual(journeys);
  });

  it('tell the way out from the way back by the calendar and not by the order of the sale', async () => {
    const locator = await book([4]);
    await add(locator, 6);
    expect(await journeysOf(locator)).toEqual({ 6: 1, 4: 2 });
  });

  it('leave apart what was sold as two journeys', async () => {
    const locator = await book([1, 2], 'ONE/A', [1, 2]);
    await add(locator, 4);
    expect(await journeysOf(locator)).toEqual({ 1: 1, 2: 2, 4: 3 });
  });

  it('are direct ones for a child who travels alone', async () => {
    const locator = await book([1], 'ONE/TIM(CHD)');
    await expect(add(locator, 2)).rejects.toMatchObject({ code: 'PASSENGER_RULE' });
    await add(locator, 4);
    expect(await journeysOf(locator)).toEqual({ 1: 1, 4: 2 });
  });

  it('leave the time for a change that the airport asks for', async () => {
    const locator = await book([1]);
    await expect(add(locator, 3)).rejects.toMatchObject({
      code: 'REFUSED_BY_RULE',
      message: 'XX3/2026-12-01 leaves 70 minutes after XX1/2026-12-01 arrives, and a change at JFK takes 75',
      details: { airport: 'JFK', waitMinutes: 70, minimumMinutes: 75 },
    });
    await desk.database.transaction((tx) =>
      tx.load('connection_time', ['airport', 'kind', 'minutes'], [['JFK', 'ID', 70]]),
    );
    await add(locator, 3);
    expect(await journeysOf(locator)).toEqual({ 1: 1, 3: 1 });
  });

  it('ask for none on board of one aircraft', async () => {
    await desk.session.composed((db) => db.updateTable('connection_time').set({ minutes: 90 }));
    await desk.session.composed((db) => db.updateTable('flight').set({ number: '1' }).where('id', '=', 3));
    const leg = (origin: string) => [{ ref: parseFlightRef(`XX1/2026-12-01-${origin}`) }];
    const { recordLocator } = await createBooking(desk, { flights: leg('LHR'), passengers: ['ONE/A'] }, {});
    const changed = await modifyBooking(desk, { recordLocator, addFlights: leg('JFK') }, {});
    expect(changed.segments.map(({ journey }) => journey)).toEqual([1, 1]);
  });
});

it('journeys that were sold as one stay one, whatever is added between their times', () => {
  const row = (origin: string, destination: string, departs: number) =>
    ({ origin, destination, departs_at: departs * HOUR_MS, arrives_at: (departs + 2) * HOUR_MS }) as FlightRow;
  const [out, onward] = [row('LHR', 'JFK', 0), row('JFK', 'BOS', 4)];
  expect(numberJourneys([out, row('CDG', 'FCO', 3), onward], [1, undefined, 1])).toEqual([1, 2, 1]);
  expect(numberJourneys([out, row('JFK', 'EWR', 3), row('EWR', 'BOS', 6)], [1, undefined, 2])).toEqual([1, 1, 1]);
});
