import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import type { Desk } from '../../src/desk.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, openTestDesk, violationsOf } from '../support/desk.js';

onEveryBackend('a passenger who joins a party', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1', economyRows: 1, missing: 1 });
    await addFlight(desk, { number: '2', economyRows: 1, missing: 4 });
  });

  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  it('finds the last seats of a flight and leaves the others theirs', async () => {
    const { recordLocator } = await createBooking(
      desk,
      { flights: [{ ref: flightRef('1') }], passengers: ['ONE/A MR', 'TWO/B MR'], seats: ['20D', '20E'] },
      {},
    );
    // One by one, so that whoever looks from the middle of the cabin finds nothing behind it.
    for (const name of ['THREE/C MR', 'FOUR/D MR', 'FIVE/E MR']) {
      await modifyBooking(desk, { recordLocator, addPassengers: [name] }, {});
    }
    const seats = await desk.session.composed((db) =>
      db.selectFrom('seat').select('passenger_position').where('flight_id', '=', 1).where('status', '=', 'held'),
    );
    expect(seats.map((seat) => seat.passenger_position).sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it('is told SOLD_OUT, and the others keep their seats', async () => {
    const booking = { flights: [{ ref: flightRef('2') }], passengers: ['ONE/A MR', 'TWO/B MR'] };
    const { recordLocator } = await createBooking(desk, booking, {});
    const joining = modifyBooking(desk, { recordLocator, addPassengers: ['THREE/C MR'] }, {});
    await expect(joining).rejects.toMatchObject({ code: 'SOLD_OUT' });
  });
});
