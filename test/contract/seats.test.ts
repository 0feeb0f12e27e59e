import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Desk } from '../../src/desk.js';
import { exchangeUnits } from '../../src/inventory/allocate-seats.js';
import { countSellableSeats } from '../../src/inventory/contested-seat-repository.js';
import { getFlight } from '../../src/inventory/flight-repository.js';
import {
  type ClaimedSeat,
  listSeatsOfBooking,
  listSeatsOfFlight,
  lockCheapestSeats,
  lockExpiredSeats,
  lockOpenSeats,
  lockSeatAt,
  lockSeatFor,
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

const Y = { cabin: 'Y', nest_level: 1 };
const C = { cabin: 'C', nest_level: 1 };

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

  async function setLevels(levels: Readonly<Record<string, number>>): Promise<void> {
    await desk.database.dedicated(async (raw) => {
      for (const [seat, level] of Object.entries(levels)) {
        await raw.execute(`update seat set nest_level = ${level} where seat_number = '${seat}'`, []);
      }
    });
  }

  it('claims open seats of one cabin in their order, and no more than there are', async () => {
    await desk.database.transaction(async (tx) => {
      expect((await lockOpenSeats(tx, flight, Y, 2, holderOf('one'))).map((seat) => seat.seat_number)).toEqual([
        '20A',
        '20B',
      ]);
      expect(await lockOpenSeats(tx, flight, Y, 9, holderOf('two'))).toHaveLength(4);
      expect(await lockOpenSeats(tx, flight, Y, 1, holderOf('three'))).toEqual([]);
    });
    expect(await listSeatsOfBooking(desk.session, 'one')).toHaveLength(2);
  });

  it('claims in the cabin of the cheapest fare, or of the named class', async () => {
    await desk.database.transaction(async (tx) => {
      expect(await lockCheapestSeats(tx, flightRef('7'), undefined, 1, holderOf('one'), 'one')).toMatchObject([
        { cabin: 'Y' },
      ]);
      expect(await lockCheapestSeats(tx, flightRef('7'), 'C', 1, holderOf('two'), 'two')).toMatchObject([
        { cabin: 'C', seat_number: '1A' },
      ]);
      expect(await lockCheapestSeats(tx, flightRef('7'), 'X', 1, holderOf('three'), 'three')).toEqual([]);
      expect(await lockCheapestSeats(tx, flightRef('8'), undefined, 1, holderOf('four'), 'four')).toEqual([]);
    });
  });

  it('gives a hold that ran out to the next claimer, and not a moment earlier', async () => {
    await desk.database.transaction((tx) => lockOpenSeats(tx, flight, C, 4, holderOf('first')));
    await desk.database.transaction(async (tx) => {
      expect(await lockExpiredSeats(tx, flight, C, 1, holderOf('early'), NOW + 999)).toEqual([]);
      expect(await countSellableSeats(tx, flight, C, NOW + 999)).toBe(0);
      expect(await countSellableSeats(tx, flight, C, NOW + 1_000)).toBe(4);
      expect(await lockExpiredSeats(tx, flight, C, 1, holderOf('late', NOW + 9_000), NOW + 1_000)).toHaveLength(1);
    });
    expect(await listSeatsOfBooking(desk.session, 'first')).toHaveLength(3);
  });

  it('never gives away a hold that is frozen, or a seat that is sold', async () => {
    await desk.database.transaction(async (tx) => {
      await lockOpenSeats(tx, flight, C, 2, holderOf('frozen'));
      await lockOpenSeats(tx, flight, C, 2, holderOf('sold'));
      expect(await setSeatHold(tx, 'frozen', null)).toBe(2);
      expect(await sellHeldSeats(tx, 'sold')).toBe(2);
      expect(await sellHeldSeats(tx, 'sold')).toBe(0);
      expect(await lockExpiredSeats(tx, flight, C, 4, holderOf('thief'), NOW + 1e9)).toEqual([]);
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
    await desk.database.transaction((tx) => lockOpenSeats(tx, flight, C, 2, holderOf('first')));
    await desk.database.transaction((tx) =>
      lockExpiredSeats(tx, flight, C, 1, holderOf('second', NOW + 9_000), NOW + 2_000),
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

  it('keeps units for the classes above, and lets a class reach down', async () => {
    await setLevels({ '20A': 2, '20B': 2, '20C': 3 });
    await desk.database.transaction(async (tx) => {
      const seatsOf = async (level: number, count: number, who: string) =>
        (await lockOpenSeats(tx, flight, { cabin: 'Y', nest_level: level }, count, holderOf(who))).map(
          (seat) => seat.seat_number,
        );
      expect(await seatsOf(3, 6, 'low')).toEqual(['20C']);
      expect(await seatsOf(2, 1, 'middle')).toEqual(['20A']);
      expect(await seatsOf(1, 4, 'high')).toEqual(['20B', '20D', '20E', '20F']);
    });
  });

  it('keeps expired holds of the classes above as well', async () => {
    await setLevels({ '20A': 2 });
    await desk.database.transaction((tx) => lockOpenSeats(tx, flight, Y, 6, holderOf('first')));
    await desk.database.transaction(async (tx) => {
      const pool = { cabin: 'Y', nest_level: 2 };
      expect(await lockExpiredSeats(tx, flight, pool, 6, holderOf('low', NOW + 9_000), NOW + 1_000)).toMatchObject([
        { seat_number: '20A' },
      ]);
      expect(await countSellableSeats(tx, flight, pool, NOW + 1_000)).toBe(0);
    });
  });

  it('swaps a chosen seat that is kept for higher classes with a unit of the class', async () => {
    await setLevels({ '20A': 2 });
    const pool = { cabin: 'Y', nest_level: 2 };
    await desk.database.transaction(async (tx) => {
      const row = await getFlight(tx, flightRef('7'));
      const [chosen] = await lockOpenSeats(tx, flight, { cabin: 'Y', nest_level: 1 }, 1, holderOf('one'));
      expect(chosen).toMatchObject({ seat_number: '20B', nest_level: 1 });
      expect(await exchangeUnits(tx, row, pool, [chosen as ClaimedSeat], NOW)).toBe(true);
      // The class had one unit and has used it up; the seats above are still kept.
      expect(await lockOpenSeats(tx, flight, pool, 1, holderOf('two'))).toEqual([]);
      const [next] = await lockOpenSeats(tx, flight, { cabin: 'Y', nest_level: 1 }, 1, holderOf('three'));
      expect(await exchangeUnits(tx, row, pool, [next as ClaimedSeat], NOW)).toBe(false);
    });
  });

  it('lets who travels alone start at a place that follows from the booking, and a party at the front', async () => {
    const seatOf = async (who: string, count = 1) => {
      let seats: (string | null)[] = [];
      await desk.database
        .transaction(async (tx) => {
          const claimed = await lockCheapestSeats(tx, flightRef('7'), 'Y', count, holderOf(who), who);
          seats = claimed.map((seat) => seat.seat_number);
          throw new Error('enough');
        })
        .catch(() => {});
      return seats;
    };
    const seatsOfAll = async () => {
      const seats: (string | null)[] = [];
      for (let index = 0; index < 12; index += 1) seats.push(...(await seatOf(`booking ${index}`)));
      return seats;
    };
    const first = await seatsOfAll();
    const second = await seatsOfAll();
    expect(first).toEqual(second);
    expect(new Set(first).size).toBeGreaterThan(2);
    expect(await seatOf('party', 2)).toEqual(['20A', '20B']);
  });

  it('refuses one passenger two seats on a segment, by an index', async () => {
    const twice = desk.database.transaction(async (tx) => {
      await lockOpenSeats(tx, flight, Y, 1, holderOf('one'));
      await lockOpenSeats(tx, flight, Y, 1, holderOf('one'));
    });
    await expect(twice).rejects.toSatisfy((error) => desk.database.faultOf(error)?.kind === 'unique');
  });
});
