import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { clearWaitlist } from '../../src/booking/clear-waitlist.js';
import { createBooking } from '../../src/booking/create-booking.js';
import type { Desk } from '../../src/desk.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { flightRef, openTestDesk, violationsOf } from '../support/desk.js';
import { allAtOnce, crowd } from './outcomes.js';
import { crowdedFlight, freeSilently, servedOn } from './waiting.js';

onEveryBackend('those who wait', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let flights = 0;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 10 });
  });

  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  const next = () => {
    flights += 1;
    return String(flights);
  };

  it('are served once each and in their order by 8 who clear at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const number = next();
      const { list } = await crowdedFlight(desk, number, 4, 8);
      await freeSilently(desk, number, 4);
      const race = await crowd(8, () => clearWaitlist(desk, [Number(number)]));
      expect(race.counts).toEqual({ done: 8 });
      expect(race.done.reduce((sum, { cleared }) => sum + cleared, 0)).toBe(4);
      const { statuses, seats, clearings } = await servedOn(desk, number, list);
      expect(statuses).toEqual([...Array(4).fill('held'), ...Array(4).fill('waitlisted')]);
      expect(new Set(seats).size).toBe(4);
      expect(clearings).toBe(4);
    }
  });

  it('get every seat that is cancelled while buyers crowd in, but for those whom a buyer was ahead of', async () => {
    const number = next();
    const { holders, list } = await crowdedFlight(desk, number, 6, 6);
    const order = { flights: [{ ref: flightRef(number) }], passengers: ['BUYER/A MR'] };
    const race = await allAtOnce([
      ...holders.map((recordLocator) => () => cancelBooking(desk, { recordLocator }, {}) as Promise<unknown>),
      ...Array.from({ length: 20 }, () => () => createBooking(desk, order, {}) as Promise<unknown>),
    ]);
    const bought = (race.counts.done ?? 0) - holders.length;
    await clearWaitlist(desk);
    const { statuses, seats, clearings } = await servedOn(desk, number, list);
    console.log(`${backend.dialect}: of 6 seats that came free ${bought} went to buyers, ${seats.length} to the list`);
    expect(bought + seats.length).toBe(6);
    expect(clearings).toBe(seats.length);
    expect(statuses).toEqual([...Array(seats.length).fill('held'), ...Array(6 - seats.length).fill('waitlisted')]);
  });

  it('leave the list or are served, and never both', async () => {
    for (let round = 0; round < 5; round += 1) {
      const number = next();
      const { list } = await crowdedFlight(desk, number, 2, 2);
      await freeSilently(desk, number, 2);
      await allAtOnce([
        () => clearWaitlist(desk, [Number(number)]) as Promise<unknown>,
        ...list.map((recordLocator) => () => cancelBooking(desk, { recordLocator }, {}) as Promise<unknown>),
      ]);
      const { statuses, seats } = await servedOn(desk, number, list);
      expect(statuses).toEqual(['cancelled', 'cancelled']);
      expect(seats).toEqual([]);
    }
  });
});
