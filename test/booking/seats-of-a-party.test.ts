import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import type { BookingView } from '../../src/booking/view-booking.js';
import type { Desk } from '../../src/desk.js';
import { listSeatsOfFlight } from '../../src/inventory/seat-repository.js';
import { HOUR_MS } from '../../src/kernel/instant.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk, violationsOf } from '../support/desk.js';
import { addSchedule } from '../support/schedule.js';

/** A second class of the cabin Y of flight 3. */
const SAVER = {
  ...{ flight_id: 3, fare_class: 'M', cabin: 'Y', fare_basis: 'MOW', currency: 'USD', base_minor: 7_000 },
  ...{ tax_minor: 700, is_refundable: 1, change_fee_minor: 0, cancel_fee_minor: 0 },
};

onEveryBackend('the seats of a party', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1', economyRows: 1 });
    await addFlight(desk, { number: '2', economyRows: 1, missing: 4 });
  });

  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  const flights = (number: string) => [{ ref: flightRef(number) }];

  it('are gathered from an open one and one whose hold ran out', async () => {
    await createBooking(desk, { flights: flights('2'), passengers: ['EARLY/EVE'], holdMs: 60_000 }, {});
    const later = await openTestDesk(trial, { now: NOW + 120_000 });
    const booking = await createBooking(later, { flights: flights('2'), passengers: ['DOE/ANN', 'DOE/BOB'] }, {});
    expect(booking.segments[0]?.seats.map((seat) => seat.passengerId).sort()).toEqual(['P1', 'P2']);
    await later.database.close();
  });

  it('are given up by those who change them, and by nobody who stays', async () => {
    const party = { flights: flights('1'), passengers: ['DOE/ANN', 'DOE/BOB'], seats: ['20A', '20B'] };
    const { recordLocator } = await createBooking(desk, party, {});
    const { change } = await modifyBooking(desk, { recordLocator, seats: ['20A', '20C'] }, {});
    expect(change).toMatchObject({ released: ['seat 20B of P2'], taken: ['seat 20C of P2'] });
    const swap = await modifyBooking(desk, { recordLocator, seats: ['20C', '20A'] }, {});
    expect(swap.change.released).toHaveLength(2);
    await cancelBooking(desk, { recordLocator }, {});
  });

  it('are kept where only the class is another one of the cabin, and told where they are others', async () => {
    await addFlight(desk, { number: '3', economyRows: 3, businessRows: 1 });
    await desk.database.transaction((tx) => tx.load('fare', Object.keys(SAVER), [Object.values(SAVER)]));
    const party = { flights: [{ ref: flightRef('3'), fareClass: 'Y' }], passengers: ['DOE/ANN', 'DOE/BOB'] };
    const { recordLocator } = await createBooking(desk, { ...party, seats: ['22F', '21A'] }, {});
    const seatsOf = ({ segments }: BookingView) => segments[0]?.seats.map(({ seat }) => seat);
    const cheaper = await modifyBooking(desk, { recordLocator, fareClass: 'M' }, {});
    expect(seatsOf(cheaper)).toEqual(['22F', '21A']);
    expect(cheaper.change.taken).toEqual(['S1 XX3/2026-12-01 class M in 22F, 21A']);
    const asked = { recordLocator, flight: { ref: flightRef('3'), fareClass: 'Y' }, seats: ['20C', '20D'] };
    expect(seatsOf(await modifyBooking(desk, asked, {}))).toEqual(['20C', '20D']);
    const other = await modifyBooking(desk, { recordLocator, fareClass: 'C' }, {});
    expect(seatsOf(other)).not.toContain('20C');
    await cancelBooking(desk, { recordLocator }, {});
  });

  it('are kept with the units of the new class, so that neither class loses any', async () => {
    const departsAt = Date.parse('2026-12-01T12:00:00Z');
    const units = [
      { cabin: 'Y', nestLevel: 1, open: 6 },
      { cabin: 'Y', nestLevel: 2, open: 6 },
    ];
    const fares = [
      { fareClass: 'Y', cabin: 'Y', baseMinor: 10_000 },
      { fareClass: 'M', cabin: 'Y', baseMinor: 7_000, nestLevel: 2 },
    ];
    const [origin, destination] = ['LHR', 'JFK'];
    const arrivesAt = departsAt + HOUR_MS;
    await addSchedule(desk, {}, [{ id: 4, origin, destination, departsAt, arrivesAt, seats: units, fares }]);
    await desk.database.dedicated((raw) =>
      raw.execute("update fare set booking_limit = 6 where flight_id = 4 and fare_class = 'M'", []),
    );
    /** By the level of the units: Y's own, and what M may take as well. */
    const open = async () => {
      const seats = await listSeatsOfFlight(desk.session, 4);
      return [1, 2].map((level) => seats.filter((seat) => seat.status === 'open' && seat.nest_level === level).length);
    };
    const party = { flights: [{ ref: flightRef('4'), fareClass: 'M' }], passengers: ['DOE/ANN', 'DOE/BOB'] };
    const { recordLocator, segments } = await createBooking(desk, { ...party, seats: ['2A', '2B'] }, {});
    expect(segments[0]?.seats.map(({ seat }) => seat)).toEqual(['2A', '2B']);
    expect(await open()).toEqual([6, 4]);
    const dearer = await modifyBooking(desk, { recordLocator, fareClass: 'Y' }, {});
    expect(dearer.segments[0]?.seats.map(({ seat }) => seat)).toEqual(['2A', '2B']);
    expect(await open()).toEqual([4, 6]);
    // Without a class it is the cheapest.
    const cheapest = await modifyBooking(desk, { recordLocator, flight: { ref: flightRef('4') } }, {});
    expect(cheapest.segments[0]?.seats.map(({ seat }) => seat)).toEqual(['2A', '2B']);
    expect(await open()).toEqual([6, 4]);
  });

  it.each([
    { why: 'an address that is none', more: { email: 'nobody' } },
    { why: 'a customer who is not there', more: { customerId: 'cus_nobody' } },
  ])('stay open when the booking is refused for $why', async ({ more }) => {
    const refused = createBooking(
      desk,
      { flights: flights('1'), passengers: ['DOE/ANN', 'DOE/BOB'], seats: ['20A', '20B'], ...more },
      {},
    );
    await expect(refused).rejects.toThrow();
    // Nobody waits for work that goes on after its transaction.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const taken = await desk.session.composed((db) =>
      db.selectFrom('seat').select('seat_number').where('flight_id', '=', 1).where('status', '<>', 'open'),
    );
    expect(taken).toEqual([]);
  });
});
