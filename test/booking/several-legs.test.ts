import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { showBooking } from '../../src/booking/show-booking.js';
import type { Desk } from '../../src/desk.js';
import { listFlights } from '../../src/inventory/list-flights.js';
import { searchFlights } from '../../src/inventory/search/search-flights.js';
import { showFlight } from '../../src/inventory/show-flight.js';
import { parseFlightRef } from '../../src/kernel/flight-ref.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, NOW, openTestDesk } from '../support/desk.js';

onEveryBackend('a number with several legs a day', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1' });
    await addFlight(desk, { number: '2' });
    await addFlight(desk, { number: '3' });
    const second = { number: '1', origin: 'JFK', destination: 'LHR' };
    await desk.session.composed((db) => db.updateTable('flight').set(second).where('id', '=', 2));
  });

  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  it('is shown with the leg, by a reference that can be used', async () => {
    const { items } = await listFlights(desk.session, { limit: 10 }, NOW);
    const refs = items.map((item) => item.flight);
    expect(refs).toEqual(['XX1/2026-12-01-LHR', 'XX1/2026-12-01-JFK', 'XX3/2026-12-01']);
    for (const ref of refs) {
      expect(await showFlight(desk.session, parseFlightRef(ref), NOW)).toMatchObject({ flight: ref });
      const flights = [{ ref: parseFlightRef(ref) }];
      const booking = await createBooking(desk, { flights, passengers: ['DOE/ANN'] }, {});
      expect(booking.segments[0]?.flight).toBe(ref);
      expect(await showBooking(desk, booking.recordLocator)).toEqual(booking);
    }
    const journeys = [{ origin: 'JFK', destination: 'LHR', departureDate: '2026-12-01' }];
    const query = { journeys, passengers: 1, sort: 'price', limit: 10 } as const;
    const { items: offers } = await searchFlights(desk.session, query, NOW);
    expect(offers[0]?.flights[0]?.flight).toBe('XX1/2026-12-01-JFK');
  });

  it('is shown without it where the number has one', async () => {
    const withLeg = parseFlightRef('XX3/2026-12-01-LHR');
    expect(await showFlight(desk.session, withLeg, NOW)).toMatchObject({ flight: 'XX3/2026-12-01' });
  });
});
