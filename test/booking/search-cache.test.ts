import { expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { type Desk, openDesk } from '../../src/desk.js';
import { findOffers } from '../../src/inventory/find-offers.js';
import { onEveryBackend, redisUrl } from '../support/backends.js';
import { addFlight, flightRef, testSettings } from '../support/desk.js';

const query = {
  journeys: [{ origin: 'LHR', destination: 'JFK', departureDate: '2026-12-01' }],
  passengers: 1,
  sort: 'price',
  limit: 50,
} as const;
const seatsLeft = async (desk: Desk) => (await findOffers(desk, query))[0]?.seatsAvailable;

onEveryBackend('the search cache', (backend) => {
  it.skipIf(redisUrl === undefined)('remembers a search until a booking changes its route', async () => {
    const trial = await backend.create();
    const desk = await openDesk(testSettings(trial, redisUrl === undefined ? {} : { redisUrl }));
    await addFlight(desk, { number: '1' });
    expect(await seatsLeft(desk)).toBe(6);
    // Behind the cache's back: what it answers now can only be remembered.
    await desk.database.dedicated((raw) => raw.execute("update seat set status = 'blocked' where ordinal = 320", []));
    expect(await seatsLeft(desk)).toBe(6);
    await createBooking(desk, { flights: [{ ref: flightRef('1') }], passengers: ['SMITH/JOHN MR'] }, {});
    expect(await seatsLeft(desk)).toBe(4);
    await desk.cache?.close();
    await desk.database.close();
    await trial.drop();
  });

  it('finds everything with a Redis that nobody answers at', async () => {
    const trial = await backend.create();
    const desk = await openDesk(testSettings(trial, { redisUrl: 'redis://127.0.0.1:1' }));
    await addFlight(desk, { number: '1' });
    expect(await seatsLeft(desk)).toBe(6);
    await createBooking(desk, { flights: [{ ref: flightRef('1') }], passengers: ['SMITH/JOHN MR'] }, {});
    expect(await seatsLeft(desk)).toBe(5);
    await desk.cache?.close();
    await desk.database.close();
    await trial.drop();
  });
});
