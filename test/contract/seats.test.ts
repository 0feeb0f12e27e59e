import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Desk } from '../../src/desk.js';
import {
  listSeatsOfBooking,
  listSeatsOfFlight,
  lockCheapestSeats,
  lockExpiredSeats,
  lockOpenSeats,
  lockSeatAt,
  lockSeatFor,
  lockSellableSeat,
  releaseSeatsOfBooking,
  type SeatHolder,
  sellHeldSeats,
  setSeatHold,
} from '../../src/inventory/seat-repository.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk } from '../support/desk.js';

const holderOf = (bookingId: string, holdExpiresAt: number | null = NOW + 1_000): SeatHolder => ({
  bookingId,
  segmentPosition: 1,
  passengerPosition: 1,
  holdExpiresAt,
  status: 'held',
});

onEveryBackend('the seat repository', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let flight: number;

  beforeEach(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    flight = await addFlight(desk, { number: '7', economyRows: 1, businessRows: 1 });
  });

  afterEach(async () => {
    await desk.database.close();
    await trial.drop();
  });

  it('claims open seats of one cabin in their order, and no more than there are', async () => {
    await desk.database.transaction(async (tx) => {
      expect((await lockOpenSeats(tx, flight, 'Y', 2, holderOf('one'))).map((seat) => seat.seat_number)).toEqual([
        '20A',
        '20B',
      ]);
      expect(await lockOpenSeats(tx, flight, 'Y', 9, holderOf('two'))).toHaveLength(4);
      expect(await lockOpenSeats(tx, flight, 'Y', 1, holderOf('three'))).toEqual([]);
    });
    expect(await listSeatsOfBooking(desk.session, 'one')).toHaveLength(2);
  });

  it('claims in the cabin of the cheapest fare, or of the named class', async () => {
    await desk.database.transaction(async (tx) => {
      expect(await lockCheapestSeats(tx, flightRef('7'), undefined, 1, holderOf('one'))).toMatchObject([
        { cabin: 'Y' },
      ]);
      expect(await lockCheapestSeats(tx, flightRef('7'), 'C', 1, holderOf('two'))).toMatchObject([
        { cabin: 'C', seat_number: '1A' },
      ]);
      expect(await lockCheapestSeats(tx, flightRef('7'), 'X', 1, holderOf('three'))).toEqual([]);
      expect(await lockCheapestSeats(tx, flightRef('8'), undefined, 1, holderOf('four'))).toEqual([]);
    });
  });

  it('gives a hold that ran out to the next claimer, and not a moment earlier', async () => {
    await desk.database.transaction((tx) => lockOpenSeats(tx, flight, 'C', 4, holderOf('first')));
    await desk.database.transaction(async (tx) => {
      expect(await lockExpiredSeats(tx, flight, 'C', 1, holderOf('early'), NOW + 999)).toEqual([]);
      expect(await lockSellableSeat(tx, flight, 'C', NOW + 999, 100)).toBe(false);
      expect(await lockSellableSeat(tx, flight, 'C', NOW + 1_000, 100)).toBe(true);
      expect(await lockExpiredSeats(tx, flight, 'C', 1, holderOf('late', NOW + 9_000), NOW + 1_000)).toHaveLength(1);
    });
    expect(await listSeatsOfBooking(desk.session, 'first')).toHaveLength(3);
  });

  it('never gives away a hold that is frozen, or a seat that is sold', async () => {
    await desk.database.transaction(async (tx) => {
      await lockOpenSeats(tx, flight, 'C', 2, holderOf('frozen'));
      await lockOpenSeats(tx, flight, 'C', 2, holderOf('sold'));
      expect(await setSeatHold(tx, 'frozen', null)).toBe(2);
      expect(await sellHeldSeats(tx, 'sold')).toBe(2);
      expect(await sellHeldSeats(tx, 'sold')).toBe(0);
      expect(await lockExpiredSeats(tx, flight, 'C', 4, holderOf('thief'), NOW + 1e9)).toEqual([]);
    });
  });

  it('takes this very seat once', async () => {
    await desk.database.transaction(async (tx) => {
      const seat = await lockSeatAt(tx, flight, 20 * 16 + 2);
      expect(seat).toMatchObject({ seat_number: '20C', status: 'open' });
      expect(await lockSeatFor(tx, flight, 20 * 16 + 2, holderOf('one'), NOW)).toBe(true);
      expect(await lockSeatFor(tx, flight, 20 * 16 + 2, holderOf('two'), NOW)).toBe(false);
      expect(await lockSeatAt(tx, flight, 99 * 16)).toBeUndefined();
    });
  });

  it('gives seats back once, and only those that the booking still has', async () => {
    await desk.database.transaction((tx) => lockOpenSeats(tx, flight, 'C', 2, holderOf('first')));
    await desk.database.transaction((tx) =>
      lockExpiredSeats(tx, flight, 'C', 1, holderOf('second', NOW + 9_000), NOW + 2_000),
    );
    await desk.database.transaction(async (tx) => {
      expect(await releaseSeatsOfBooking(tx, 'first')).toBe(1);
      expect(await releaseSeatsOfBooking(tx, 'first')).toBe(0);
    });
    const statuses = (await listSeatsOfFlight(desk.session, flight))
      .filter((seat) => seat.cabin === 'C')
      .map((seat) => seat.status);
    expect(statuses.toSorted()).toEqual(['held', 'open', 'open', 'open']);
  });

  it('refuses one passenger two seats on a segment, by an index', async () => {
    const twice = desk.database.transaction(async (tx) => {
      await lockOpenSeats(tx, flight, 'Y', 1, holderOf('one'));
      await lockOpenSeats(tx, flight, 'Y', 1, holderOf('one'));
    });
    await expect(twice).rejects.toSatisfy((error) => desk.database.faultOf(error)?.kind === 'unique');
  });
});
