import { describe, expect, it } from 'vitest';
import {
  localToday,
  MAX_NIGHTS,
  type NightState,
  nightsOf,
  priceStay,
  refusalOf,
  requireStayAllowed,
  roomsLeft,
  type StayWish,
} from '../../src/inventory/hotel/stay-rules.js';
import { addDays } from '../../src/kernel/local-date.js';

const CHECK_IN = '2026-12-01';

const wish = (more: Partial<StayWish> = {}): StayWish => ({
  ...{ checkIn: CHECK_IN, checkOut: '2026-12-04', rooms: 1, guests: 2, maxGuests: 2 },
  ...{ minStayRule: 'arrival', today: '2026-11-01' },
  ...more,
});

const night = (date: string, more: Partial<NightState> = {}): NightState => ({
  ...{ night: date, allotment: 4, overbooking: 0, taken: 0, price_minor: 10_000 },
  ...{ stop_sell: 0, closed_to_arrival: 0, closed_to_departure: 0, min_stay: 1 },
  ...more,
});

/** The three nights of the stay; `at` counts them from 0. */
const nights = (at = -1, more: Partial<NightState> = {}) =>
  [0, 1, 2].map((day) => night(addDays(CHECK_IN, day), day === at ? more : {}));

describe('the rules of a stay', () => {
  it('let a stay through when nothing stands against it, in whatever order its nights come', () => {
    expect(refusalOf(nights(), undefined, wish())).toBeUndefined();
    expect(refusalOf(nights().reverse(), night('2026-12-04'), wish())).toBeUndefined();
  });

  it('close a night that is not sold, wherever it lies, and not the check-out date', () => {
    for (const at of [0, 1, 2]) {
      const closed = refusalOf(nights(at, { stop_sell: 1 }), undefined, wish());
      expect(closed).toEqual({ reason: 'stop-sell', night: addDays(CHECK_IN, at) });
    }
    const morningAfter = night('2026-12-04', { stop_sell: 1, allotment: 0, min_stay: 9, closed_to_arrival: 1 });
    expect(refusalOf(nights(), morningAfter, wish())).toBeUndefined();
  });

  it('need a rate for each night', () => {
    const [first, , last] = nights() as [NightState, NightState, NightState];
    expect(refusalOf([first, last], undefined, wish())).toEqual({ reason: 'no-rate', night: '2026-12-02' });
    expect(refusalOf([], undefined, wish())).toEqual({ reason: 'no-rate', night: CHECK_IN });
  });

  it('ask the check-in date whether guests may arrive, and no other', () => {
    const closed = { closed_to_arrival: 1 } as const;
    expect(refusalOf(nights(0, closed), undefined, wish())).toEqual({ reason: 'closed-to-arrival', night: CHECK_IN });
    expect(refusalOf(nights(1, closed), undefined, wish())).toBeUndefined();
  });

  it('ask the check-out date whether guests may leave, and no other; without a row it is open', () => {
    const closed = { closed_to_departure: 1 } as const;
    const refusal = refusalOf(nights(), night('2026-12-04', closed), wish());
    expect(refusal).toEqual({ reason: 'closed-to-departure', night: '2026-12-04' });
    for (const at of [0, 1, 2]) expect(refusalOf(nights(at, closed), night('2026-12-04'), wish())).toBeUndefined();
  });

  it('ask the minimum stay of the night of arrival, or of every night, as the property has it', () => {
    const through = wish({ minStayRule: 'through' });
    for (const [at, byArrival] of [
      [0, true],
      [1, false],
      [2, false],
    ] as const) {
      const four = nights(at, { min_stay: 4 });
      const refusal = { reason: 'minimum-stay', night: addDays(CHECK_IN, at), minStay: 4 };
      expect(refusalOf(four, undefined, wish())).toEqual(byArrival ? refusal : undefined);
      expect(refusalOf(four, undefined, through)).toEqual(refusal);
      expect(refusalOf(nights(at, { min_stay: 3 }), undefined, through)).toBeUndefined();
    }
    expect(refusalOf(nights(), night('2026-12-04', { min_stay: 9 }), through)).toBeUndefined();
  });

  it('spread the guests over the rooms', () => {
    expect(refusalOf(nights(), undefined, wish({ guests: 5, rooms: 2 }))).toEqual({
      reason: 'too-many-guests',
      roomsNeeded: 3,
    });
    expect(refusalOf(nights(), undefined, wish({ guests: 5, rooms: 3 }))).toBeUndefined();
  });

  it('sell up to the allotment and what may be overbooked, on the fullest night', () => {
    const full = { allotment: 4, overbooking: 1, taken: 4 };
    expect(refusalOf(nights(1, full), undefined, wish())).toBeUndefined();
    const two = wish({ rooms: 2 });
    expect(refusalOf(nights(1, full), undefined, two)).toEqual({ reason: 'sold-out', night: '2026-12-02', left: 1 });
    expect(refusalOf(nights(1, { ...full, run_out: 1 }), undefined, two)).toBeUndefined();
    expect(roomsLeft(night(CHECK_IN, { allotment: 1, taken: 3 }))).toBe(0);
  });

  it('sell tonight, and no night before', () => {
    expect(refusalOf(nights(), undefined, wish({ today: CHECK_IN }))).toBeUndefined();
    expect(refusalOf(nights(), undefined, wish({ today: '2026-12-02' }))).toEqual({ reason: 'past' });
  });

  it('call a stay sold out only when nothing else stands against it', () => {
    const full = nights(0, { taken: 4 }).map((each) => ({ ...each, min_stay: 7 }));
    expect(refusalOf(full, undefined, wish())?.reason).toBe('minimum-stay');
  });
});

describe('a stay that is refused', () => {
  const thrown = (states: readonly NightState[], more: Partial<StayWish> = {}) => {
    try {
      requireStayAllowed('LON-01:DBL', states, undefined, wish(more));
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it('is a conflict when it is sold out, and names the night and what is left', () => {
    expect(thrown(nights())).toBeUndefined();
    expect(thrown(nights(1, { taken: 3 }), { rooms: 2 })).toMatchObject({
      code: 'ROOM_SOLD_OUT',
      kind: 'conflict',
      message: 'LON-01:DBL has only 1 of 2 rooms left on 2026-12-02',
      hint: 'See its nights: opsdesk hotel show LON-01 --from 2026-12-01',
      details: { roomType: 'LON-01:DBL', reason: 'sold-out', night: '2026-12-02', left: 1 },
    });
    expect(thrown(nights(1, { taken: 4 }))).toMatchObject({ message: 'LON-01:DBL has no room left on 2026-12-02' });
  });

  it('is refused by a rule otherwise, in words', () => {
    const refusals = [
      thrown(nights(), { today: '2026-12-02' }),
      thrown(nights(), { guests: 3 }),
      thrown(nights().slice(1)),
      thrown(nights(2, { stop_sell: 1 })),
      thrown(nights(0, { closed_to_arrival: 1 })),
      thrown(nights(0, { min_stay: 5 })),
      thrown(nights(1, { min_stay: 5 }), { minStayRule: 'through' }),
    ] as { code: string; kind: string; message: string }[];
    expect(refusals.map(({ code, kind }) => `${code} ${kind}`)).toEqual(Array(7).fill('STAY_RULE refused'));
    expect(refusals.map(({ message }) => message.replace('LON-01:DBL ', ''))).toEqual([
      'cannot be sold from 2026-12-01: at the property it is 2026-12-02',
      'takes 2 a room: 3 guests need 2 rooms, not 1',
      'has no rate for the night of 2026-12-01',
      'is closed for sale on 2026-12-03',
      'is closed to arrival on 2026-12-01',
      'asks 5 nights of who arrives on 2026-12-01',
      'asks 5 nights of a stay through 2026-12-02',
    ]);
  });
});

describe('the nights of a stay', () => {
  it('end before the check-out, over the end of a year too', () => {
    expect(nightsOf('2026-12-30', '2027-01-02')).toEqual(['2026-12-30', '2026-12-31', '2027-01-01']);
  });

  it('are at least one, and no more than are sold by the night', () => {
    expect(nightsOf(CHECK_IN, addDays(CHECK_IN, MAX_NIGHTS))).toHaveLength(MAX_NIGHTS);
    for (const nightsAway of [0, -1, MAX_NIGHTS + 1]) {
      const stay = () => nightsOf(CHECK_IN, addDays(CHECK_IN, nightsAway));
      expect(stay).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    }
  });

  it('begin today by the clocks of the property', () => {
    const now = Date.parse('2026-12-01T12:00:00Z');
    expect(localToday('Pacific/Auckland', now)).toBe('2026-12-02');
    expect(localToday('America/New_York', now)).toBe('2026-12-01');
  });

  it('are rounded by themselves, a room at a time, so that the parts add up', () => {
    const odd = [night('2026-12-02', { price_minor: 333 }), night('2026-12-01', { price_minor: 335 })];
    expect(priceStay(odd, { price_basis_points: 5_000 }, 2)).toEqual({
      totalMinor: 670,
      nights: [
        { night: '2026-12-01', priceMinor: 336 },
        { night: '2026-12-02', priceMinor: 334 },
      ],
    });
  });
});
