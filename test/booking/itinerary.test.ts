import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { showItinerary } from '../../src/booking/itinerary.js';
import type { Desk } from '../../src/desk.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, openTestDesk } from '../support/desk.js';

onEveryBackend('the itinerary of a booking', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1' });
    await addFlight(desk, { number: '2', departsAt: Date.parse('2026-12-01T20:00:00Z') });
  });
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  const setSegment = (locator: string, position: number, status: 'UN' | 'HL') =>
    desk.database.transaction((tx) =>
      tx.composed((db) =>
        db
          .updateTable('segment')
          .set({ status })
          .where('position', '=', position)
          .where('booking_id', 'in', db.selectFrom('booking').select('id').where('record_locator', '=', locator)),
      ),
    );

  it('names places and people, and leaves out what does not operate', async () => {
    const flights = ['1', '2'].map((number) => ({ ref: flightRef(number) }));
    const { recordLocator } = await createBooking(
      desk,
      { flights, passengers: ['SMITH/JOHN MR', 'SMITH/BABY(INF)'], pay: { gateway: 'sandbox', source: 'tok_ok' } },
      {},
    );
    const whole = await showItinerary(desk, recordLocator);
    expect(whole).toMatchObject({
      status: 'confirmed',
      flights: [
        {
          id: 'S1',
          from: { code: 'LHR', name: 'Heathrow', city: 'London' },
          to: { code: 'JFK', city: 'New York' },
          departsAt: '2026-12-01T10:00:00Z',
          arrivesAt: '2026-12-01T13:00:00-05:00',
          seats: [{ passenger: 'SMITH/JOHN MR', seat: expect.stringMatching(/^\d+[A-F]$/) as string }],
        },
        { id: 'S2' },
      ],
      balance: { amountMinor: 0 },
    });
    await setSegment(recordLocator, 1, 'UN');
    expect((await showItinerary(desk, recordLocator)).flights.map(({ id }) => id)).toEqual(['S2']);
    await setSegment(recordLocator, 2, 'HL');
    expect((await showItinerary(desk, recordLocator)).flights).toMatchObject([{ isWaitlisted: true }]);
  });

  it('tells of all that a cancelled booking was, for calendars to take it away', async () => {
    const { recordLocator } = await createBooking(
      desk,
      { flights: [{ ref: flightRef('1') }], passengers: ['A/B'] },
      {},
    );
    await cancelBooking(desk, { recordLocator }, {});
    expect(await showItinerary(desk, recordLocator)).toMatchObject({
      status: 'cancelled',
      version: 2,
      flights: [{ id: 'S1' }],
    });
  });
});
