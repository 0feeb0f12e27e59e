import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { type ModifyBookingInput, modifyBooking } from '../../src/booking/modify-booking.js';
import { showBooking } from '../../src/booking/show-booking.js';
import type { BookingView } from '../../src/booking/view-booking.js';
import type { Desk } from '../../src/desk.js';
import { showFlight } from '../../src/inventory/show-flight.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk, violationsOf } from '../support/desk.js';
import { addProperty } from '../support/hotel.js';

const stay = (checkIn: string, checkOut: string, roomType = 'DBL') => ({
  property: 'LON1',
  roomType,
  checkIn,
  checkOut,
});

onEveryBackend('everything of a booking', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1', economyRows: 10, businessRows: 2 });
    await addFlight(desk, { number: '2', economyRows: 10, isRefundable: false });
    await addFlight(desk, { number: '3', economyRows: 1, missing: 3 });
    await addProperty(desk, {
      code: 'LON1',
      roomTypes: [
        { code: 'DBL', rooms: 4 },
        { code: 'SGL', rooms: 1 },
      ],
    });
  });

  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  const book = (numbers: readonly string[], passengers: readonly string[], more: object = {}) =>
    createBooking(desk, { flights: numbers.map((number) => ({ ref: flightRef(number) })), passengers, ...more }, {});
  const paid = { pay: { gateway: 'sandbox', source: 'tok_ok' } };

  /** What the dry run says is what is done, and a dry run does nothing. */
  async function change(booking: BookingView, input: Omit<ModifyBookingInput, 'recordLocator'>) {
    const order = { recordLocator: booking.recordLocator, ...input };
    const before = await showBooking(desk, booking.recordLocator);
    const { change: told } = await modifyBooking(desk, order, { isDryRun: true });
    expect(await showBooking(desk, booking.recordLocator)).toEqual(before);
    const after = await modifyBooking(desk, order, {});
    expect(after.change).toEqual(told);
    const { change: _, ...view } = after;
    expect(await showBooking(desk, booking.recordLocator)).toEqual(view);
    return after;
  }

  const available = async (number: string) => (await showFlight(desk.session, flightRef(number), NOW)).available;

  describe('the party', () => {
    it('grows and shrinks, and its seats with it', async () => {
      const free = await available('1');
      const booking = await book(['1'], ['ONE/A MR'], paid);
      const grown = await change(booking, { addPassengers: ['TWO/B MRS', 'THREE/C (INF)'] });
      expect(grown).toMatchObject({
        passengers: [{ id: 'P1' }, { id: 'P2' }, { id: 'P3', type: 'INF' }],
        change: { fareDifference: { amountMinor: 12_000 }, penalty: { amountMinor: 0 }, owed: { amountMinor: 12_000 } },
      });
      expect(await available('1')).toBe(free - 2);
      const shrunk = await change(grown, { removePassengers: ['P1', 'P3'] });
      expect(shrunk.passengers).toMatchObject([{ id: 'P2', name: 'TWO/B MRS' }]);
      // The fare's cancel fee is kept for the adult; nothing for the infant, who has no fee.
      expect(shrunk.change.penalty.amountMinor).toBe(3_000);
      expect(await available('1')).toBe(free - 1);
    });

    it('keeps an adult for each infant, and at least one passenger', async () => {
      const booking = await book(['1'], ['ONE/A MR', 'TINY/B (INF)', 'KID/C (CHD)']);
      const { recordLocator } = booking;
      await expect(modifyBooking(desk, { recordLocator, removePassengers: ['P1'] }, {})).rejects.toMatchObject({
        code: 'PASSENGER_RULE',
      });
      await expect(modifyBooking(desk, { recordLocator, removePassengers: ['P1', 'P3'] }, {})).rejects.toMatchObject({
        code: 'REFUSED_BY_RULE',
      });
      expect(await showBooking(desk, recordLocator)).toEqual(booking);
    });
  });

  describe('the itinerary', () => {
    it('takes flights in and gives them up by their rules', async () => {
      const booking = await book(['1'], ['ONE/A MR', 'TWO/B MR'], paid);
      const longer = await change(booking, { addFlights: [{ ref: flightRef('2') }] });
      expect(longer.segments).toMatchObject([{ id: 'S1' }, { id: 'S2', flight: 'XX2/2026-12-01', journey: 2 }]);
      const shorter = await change(longer, { cancelSegments: ['S2'] });
      // Not refundable: the fare is kept, the taxes come back.
      expect(shorter).toMatchObject({
        segments: [{ status: 'HK' }, { status: 'XX', seats: [] }],
        change: {
          fareDifference: { amountMinor: -22_000 },
          tax: { amountMinor: -2_000 },
          penalty: { amountMinor: 20_000 },
        },
      });
      await expect(
        modifyBooking(desk, { recordLocator: booking.recordLocator, cancelSegments: ['S1'] }, {}),
      ).rejects.toMatchObject({ code: 'REFUSED_BY_RULE' });
    });

    it('moves to another class of the same flight', async () => {
      const booking = await book(['1'], ['ONE/A MR'], paid);
      const moved = await change(booking, { fareClass: 'C' });
      expect(moved).toMatchObject({
        segments: [{ fareClass: 'C', cabin: 'C' }],
        change: { fareDifference: { amountMinor: 44_000 }, penalty: { amountMinor: 2_500 } },
      });
    });

    it('forfeits what a cheaper flight leaves over, where the fare says so', async () => {
      const booking = await book(['1'], ['ONE/A MR'], { ...paid, flights: [{ ref: flightRef('1'), fareClass: 'C' }] });
      await desk.database.dedicated((raw) =>
        raw.execute("update segment set residual = 'forfeit' where cabin = 'C'", []),
      );
      const moved = await change(booking, { fareClass: 'Y' });
      expect(moved.change).toMatchObject({
        fareDifference: { amountMinor: -44_000 },
        penalty: { amountMinor: 2_500 + 40_000 },
      });
    });
  });

  it('takes the units of its class along when a party moves onto seats of its own', async () => {
    await addFlight(desk, { number: '9', economyRows: 1 });
    await desk.database.dedicated(async (raw) => {
      await raw.execute(
        `update seat set nest_level = 2 where flight_id = 9 and seat_number in ('20D','20E','20F')`,
        [],
      );
      await raw.execute(
        `insert into fare (flight_id, fare_class, cabin, fare_basis, currency, base_minor, tax_minor, is_refundable,
           change_fee_minor, cancel_fee_minor, nest_level, booking_limit)
         values (9, 'M', 'Y', 'MOW', 'USD', 5000, 500, 1, 0, 0, 2, 3)`,
        [],
      );
    });
    const booking = await book(['9'], ['ONE/A MR', 'TWO/B MR', 'THREE/C MR']);
    expect(booking.segments).toMatchObject([{ fareClass: 'M' }]);
    const { recordLocator } = await change(booking, { seats: ['20C', '20D', '20E'] });
    await expect(modifyBooking(desk, { recordLocator, addPassengers: ['FOUR/D MR'] }, {})).rejects.toMatchObject({
      code: 'SOLD_OUT',
    });
  });

  describe('stays', () => {
    it('come with the flights in one booking, for less', async () => {
      const booking = await book(['1'], ['ONE/A MR'], { ...paid, stays: [stay('2026-12-01', '2026-12-04')] });
      expect(booking).toMatchObject({
        status: 'confirmed',
        stays: [{ id: 'H1', property: 'LON1', roomType: 'DBL', rooms: 1, status: 'HK' }],
        discount: { amountMinor: 0.05 * (10_000 + 30_000) },
        total: { amountMinor: 11_000 + 30_000 - 2_000 },
      });
    });

    it('are changed night by night: those that stay keep their price', async () => {
      const booking = await book(['1'], ['ONE/A MR'], { ...paid, stays: [stay('2026-12-01', '2026-12-03')] });
      await desk.database.dedicated((raw) => raw.execute('update room_night set price_minor = 20000', []));
      try {
        const longer = await change(booking, { stayDates: { checkOut: '2026-12-05' } });
        expect(longer.stays).toMatchObject([{ checkOut: '2026-12-05', price: { amountMinor: 60_000 } }]);
        const shorter = await change(longer, { stayDates: { checkOut: '2026-12-02' } });
        expect(shorter.stays).toMatchObject([{ checkOut: '2026-12-02', price: { amountMinor: 10_000 } }]);
      } finally {
        await desk.database.dedicated((raw) => raw.execute('update room_night set price_minor = 10000', []));
      }
    });

    it('give up rooms by their policy, and keep the price of those that stay', async () => {
      const two = { ...stay('2026-12-10', '2026-12-12'), rooms: 2 };
      const booking = await book(['1'], ['ONE/A MR'], { ...paid, stays: [two] });
      await desk.database.dedicated(async (raw) => {
        await raw.execute('update room_night set price_minor = 20000', []);
        await raw.execute(`update stay set cancellation_policy = '[]'`, []);
      });
      try {
        const fewer = await change(booking, { stayDates: { rooms: 1 } });
        expect(fewer.stays).toMatchObject([{ rooms: 1, price: { amountMinor: 20_000 } }]);
        expect(fewer.change.penalty.amountMinor).toBe(20_000);
        const more = await change(fewer, { stayDates: { rooms: 3 } });
        expect(more.stays).toMatchObject([{ rooms: 3, price: { amountMinor: 2 * (10_000 + 2 * 20_000) } }]);
        await expect(
          modifyBooking(desk, { recordLocator: booking.recordLocator, stayDates: { rooms: 3 } }, {}),
        ).rejects.toMatchObject({ code: 'WRONG_STATE' });
      } finally {
        await desk.database.dedicated((raw) => raw.execute('update room_night set price_minor = 10000', []));
      }
    });

    it('are added and given up', async () => {
      const booking = await book(['1'], ['ONE/A MR'], paid);
      const longer = await change(booking, { addStays: [stay('2026-12-01', '2026-12-02', 'SGL')] });
      expect(longer.stays).toHaveLength(1);
      await expect(
        createBooking(desk, { flights: [], stays: [stay('2026-12-01', '2026-12-02', 'SGL')], passengers: ['A/B'] }, {}),
      ).rejects.toMatchObject({ code: 'ROOM_SOLD_OUT' });
      const shorter = await change(longer, { cancelStays: ['H1'] });
      expect(shorter.stays).toMatchObject([{ status: 'XX' }]);
      await createBooking(
        desk,
        { flights: [], stays: [stay('2026-12-01', '2026-12-02', 'SGL')], passengers: ['A/B'] },
        {},
      );
    });

    it('are all taken or none, with the seats', async () => {
      const free = await available('3');
      const both = { flights: [{ ref: flightRef('3') }], passengers: ['ONE/A MR'] };
      const stays = [stay('2026-12-08', '2026-12-10', 'SGL')];
      await createBooking(
        desk,
        { flights: [], passengers: ['A/B'], stays: [stay('2026-12-09', '2026-12-10', 'SGL')] },
        {},
      );
      await expect(createBooking(desk, { ...both, stays }, {})).rejects.toMatchObject({ code: 'ROOM_SOLD_OUT' });
      expect(await available('3')).toBe(free);
    });
  });

  it('changes several things at once, or none of them', async () => {
    const booking = await book(['1'], ['ONE/A MR'], paid);
    const { recordLocator } = booking;
    await expect(
      modifyBooking(
        desk,
        { recordLocator, addFlights: [{ ref: flightRef('2') }], addPassengers: ['TWO/B'], cancelStays: ['H9'] },
        {},
      ),
    ).rejects.toMatchObject({ code: 'STAY_NOT_FOUND' });
    expect(await showBooking(desk, recordLocator)).toEqual(booking);
    const after = await change(booking, {
      addFlights: [{ ref: flightRef('2') }],
      addPassengers: ['TWO/B'],
      addStays: [stay('2026-12-01', '2026-12-03')],
      email: 'one@example.com',
    });
    expect(after).toMatchObject({ version: 3, segments: [{}, {}], passengers: [{}, {}], stays: [{}] });
  });
});
