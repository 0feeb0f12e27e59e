import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adjustFlight } from '../../src/booking/adjust-flight.js';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { type CreateBookingInput, createBooking } from '../../src/booking/create-booking.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import { listBookings } from '../../src/booking/list-bookings.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { showBooking, showHistory } from '../../src/booking/show-booking.js';
import { splitBooking } from '../../src/booking/split-booking.js';
import { takePayment } from '../../src/booking/take-payment.js';
import { readWantedStay } from '../../src/booking/take-stay.js';
import type { BookingView } from '../../src/booking/view-booking.js';
import type { Desk } from '../../src/desk.js';
import { crowd } from '../concurrency/outcomes.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk, violationsOf } from '../support/desk.js';
import { addProperty } from '../support/hotel.js';

const card = (source = 'tok_ok') => ({ gateway: 'sandbox', source });
const PARTY = ['ONE/A MR', 'TWO/B MRS', 'THREE/C MR'];

onEveryBackend('a booking that is split', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 10 });
    await addFlight(desk, { number: '1', economyRows: 30 });
    await addFlight(desk, { number: '2', economyRows: 30, departsAt: Date.parse('2026-12-08T10:00:00Z') });
    await addProperty(desk, { code: 'NYC-1', roomTypes: [{ code: 'DBL', rooms: 20 }] });
  });

  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  const book = (more: Partial<CreateBookingInput> = {}) =>
    createBooking(desk, { flights: [{ ref: flightRef('1') }], passengers: PARTY, ...more }, {});
  const seatsOf = ({ segments }: Pick<BookingView, 'segments'>) =>
    segments.flatMap((segment) => segment.seats.map(({ seat }) => seat));
  const balanceOf = ({ balance }: Pick<BookingView, 'balance'>) => balance.amountMinor;
  const split = (recordLocator: string, passengers: string[], more: { stays?: string[]; ifVersion?: number } = {}) =>
    splitBooking(desk, { recordLocator, passengers, ...more }, {});

  it('keeps every seat, fare and deadline, and shares what was paid', async () => {
    const flights = [{ ref: flightRef('1') }, { ref: { ...flightRef('2'), departureDate: '2026-12-08' } }];
    const before = await book({ flights, pay: card(), email: 'one@example.com' });
    const made = await split(before.recordLocator, ['P3', 'p1'], { ifVersion: before.version });
    expect(made).toMatchObject({
      status: 'confirmed',
      version: 1,
      splitFrom: before.recordLocator,
      passengers: [
        { id: 'P1', name: 'ONE/A MR' },
        { id: 'P2', name: 'THREE/C MR' },
      ],
      total: { amountMinor: 44_000 },
      paid: { amountMinor: 44_000 },
      balance: { amountMinor: 0 },
      contact: { email: 'one@example.com' },
      from: {
        recordLocator: before.recordLocator,
        version: before.version + 1,
        passengers: [{ id: 'P2', name: 'TWO/B MRS' }],
        total: { amountMinor: 22_000 },
        paid: { amountMinor: 22_000 },
        balance: { amountMinor: 0 },
      },
    });
    for (const [index, segment] of before.segments.entries()) {
      const [one, two, three] = segment.seats.map(({ seat }) => seat);
      expect(made.segments[index]?.seats.map(({ seat }) => seat)).toEqual([one, three]);
      expect(made.from.segments[index]?.seats).toEqual([{ passengerId: 'P2', seat: two }]);
    }
    const { from, ...leaving } = made;
    expect(await showBooking(desk, made.recordLocator)).toEqual(leaving);
    expect(await showBooking(desk, before.recordLocator)).toEqual(from);
    const history = await showHistory(desk, before.recordLocator);
    expect(history.map(({ action }) => action)).toEqual(['booking.held', 'booking.confirmed', 'booking.split']);
    expect(history.at(-1)?.changes).toContainEqual({ field: 'splitInto', before: null, after: made.recordLocator });
    const [begun] = await showHistory(desk, made.recordLocator);
    expect(begun).toMatchObject({ action: 'booking.split', command: 'booking split' });
    const { items } = await listBookings(desk.session, { limit: 100 }, NOW);
    expect(items.find((item) => item.recordLocator === before.recordLocator)?.leadPassenger).toBe('TWO/B');
  });

  it('gives either part back to where it came from, and no more than it took in', async () => {
    const before = await book({ pay: card() });
    const made = await split(before.recordLocator, ['P2']);
    await expect(issueRefund(desk, { recordLocator: made.recordLocator, amount: '110.01' }, {})).rejects.toMatchObject({
      code: 'REFUND_EXCEEDS_CAPTURED',
    });
    expect(await cancelBooking(desk, { recordLocator: made.recordLocator }, {})).toMatchObject({
      refund: { status: 'succeeded', amount: { amountMinor: 8_000 } },
    });
    expect(await cancelBooking(desk, { recordLocator: before.recordLocator }, {})).toMatchObject({
      refund: { status: 'succeeded', amount: { amountMinor: 16_000 } },
    });
  });

  it('can be split again and again, to the last passenger', async () => {
    const before = await book({ pay: card() });
    const second = await split(before.recordLocator, ['P2', 'P3']);
    const third = await split(second.recordLocator, ['P2']);
    expect(third).toMatchObject({ splitFrom: second.recordLocator, passengers: [{ name: 'THREE/C MR' }] });
    expect([third, third.from, await showBooking(desk, before.recordLocator)].flatMap(seatsOf).sort()).toEqual(
      seatsOf(before).sort(),
    );
    expect(await cancelBooking(desk, { recordLocator: third.recordLocator }, {})).toMatchObject({
      refund: { status: 'succeeded', amount: { amountMinor: 8_000 } },
    });
    await expect(split(before.recordLocator, ['P1'])).rejects.toMatchObject({ code: 'PASSENGER_RULE' });
    await expect(split(before.recordLocator, ['P7'])).rejects.toMatchObject({ code: 'PASSENGER_NOT_FOUND' });
  });

  it('shares several payments, a refund and a present so that both balances add up', async () => {
    const { recordLocator } = await book({ passengers: [...PARTY, 'TIM/D MSTR (INF)'] });
    const pay = (amount: string) => takePayment(desk, { recordLocator, source: card(), amount }, {});
    await pay('100.01');
    await pay('99.98');
    await issueRefund(desk, { recordLocator, amount: '30.00' }, {});
    const before = await showBooking(desk, recordLocator);
    const made = await split(recordLocator, ['P1', 'P4']);
    expect(balanceOf(made) + balanceOf(made.from)).toBe(balanceOf(before));
    expect(made).toMatchObject({ status: 'held', total: { amountMinor: 12_000 }, holdExpiresAt: before.holdExpiresAt });
    for (const locator of [recordLocator, made.recordLocator]) {
      const part = await takePayment(desk, { recordLocator: locator, source: card() }, {});
      expect(part).toMatchObject({ status: 'confirmed', balance: { amountMinor: 0 } });
    }
  });

  it('confirms the part of a hold that its share pays in full', async () => {
    const { recordLocator } = await book({ passengers: PARTY.slice(0, 2) });
    await takePayment(desk, { recordLocator, source: card(), amount: '219.99' }, {});
    const made = await split(recordLocator, ['P2']);
    expect([made.status, made.from.status].sort()).toEqual(['confirmed', 'held']);
    expect(balanceOf(made) + balanceOf(made.from)).toBe(1);
  });

  describe('with stays', () => {
    const stays = () => [
      readWantedStay('NYC-1:DBL:2026-12-01:2026-12-04'),
      readWantedStay('NYC-1:DBL:2026-12-05:2026-12-06'),
    ];

    it('leaves them with the old booking, or takes those that are named along, and keeps the discount', async () => {
      const before = await book({ passengers: PARTY.slice(0, 2), stays: stays(), pay: card() });
      // 5 % of two fares and three nights.
      expect(before.discount.amountMinor).toBe(2_500);
      const made = await split(before.recordLocator, ['P2'], { stays: ['H2'] });
      expect(made).toMatchObject({
        discount: { amountMinor: 500 },
        stays: [{ id: 'H1', checkIn: '2026-12-05', status: 'HK' }],
        balance: { amountMinor: 0 },
        from: { discount: { amountMinor: 2_000 }, stays: [{ id: 'H1' }], balance: { amountMinor: 0 } },
      });
      await cancelBooking(desk, { recordLocator: made.recordLocator }, {});
      await cancelBooking(desk, { recordLocator: before.recordLocator }, {});
      const nights = await desk.session.composed((db) =>
        db.selectFrom('room_night').select('taken').where('taken', '>', 0),
      );
      expect(nights).toEqual([]);
    });

    it('leaves neither booking with nothing', async () => {
      const before = await book({ flights: [], stays: stays(), passengers: PARTY.slice(0, 2) });
      for (const named of [[], ['H1', 'H2']]) {
        await expect(split(before.recordLocator, ['P2'], { stays: named })).rejects.toMatchObject({
          code: 'REFUSED_BY_RULE',
        });
      }
      expect(await split(before.recordLocator, ['P2'], { stays: ['H1'] })).toMatchObject({ stays: [{ id: 'H1' }] });
      await expect(split(before.recordLocator, ['P1'], { stays: ['H9'] })).rejects.toMatchObject({
        code: 'STAY_NOT_FOUND',
      });
    });
  });

  it('lets each part answer for itself what the carrier has offered to all', async () => {
    await addFlight(desk, { number: '3', economyRows: 1 });
    const { recordLocator } = await book({
      flights: [{ ref: flightRef('3') }],
      passengers: PARTY.slice(0, 2),
      pay: card(),
    });
    const times = { departs: '2026-12-01T15:00', arrives: '2026-12-01T18:00' };
    await adjustFlight(desk, { ref: flightRef('3'), ...times }, {});
    const made = await split(recordLocator, ['P2']);
    expect(made.segments.map(({ status, seats }) => [status, seats.length])).toEqual([
      ['UN', 0],
      ['TK', 1],
    ]);
    const accepted = await modifyBooking(desk, { recordLocator: made.recordLocator, accept: ['S2'] }, {});
    expect(accepted.segments.map(({ status }) => status)).toEqual(['UN', 'HK']);
    expect((await showBooking(desk, recordLocator)).segments.map(({ status }) => status)).toEqual(['UN', 'TK']);
    expect(await modifyBooking(desk, { recordLocator, accept: ['S2'] }, {})).toMatchObject({ status: 'confirmed' });
  });

  it('keeps an adult with each infant, on both sides', async () => {
    const { recordLocator } = await book({ passengers: ['ONE/A MR', 'TIM/B (INF)', 'TWO/C MRS'] });
    await expect(split(recordLocator, ['P2'])).rejects.toMatchObject({ code: 'PASSENGER_RULE' });
    await expect(split(recordLocator, ['P1', 'P3'])).rejects.toMatchObject({ code: 'PASSENGER_RULE' });
    expect(await split(recordLocator, ['P1', 'P2'])).toMatchObject({ passengers: [{ type: 'ADT' }, { type: 'INF' }] });
  });

  it('waits for open payments, and refuses what is over or was changed', async () => {
    const lost = book({ pay: card('tok_timeout') });
    const { recordLocator } = await lost.catch((error: { details: { recordLocator: string } }) => error.details);
    await expect(split(recordLocator, ['P1'])).rejects.toMatchObject({ code: 'WRONG_STATE' });
    const held = await book();
    await expect(split(held.recordLocator, ['P1'], { ifVersion: 7 })).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
    });
    await cancelBooking(desk, { recordLocator: held.recordLocator }, {});
    await expect(split(held.recordLocator, ['P1'])).rejects.toMatchObject({ code: 'WRONG_STATE' });
  });

  it('does nothing in a dry run, and once under one key', async () => {
    const before = await book({ pay: card() });
    const input = { recordLocator: before.recordLocator, passengers: ['P2'] };
    expect(await splitBooking(desk, input, { isDryRun: true })).toMatchObject({ passengers: [{ name: 'TWO/B MRS' }] });
    expect(await showBooking(desk, before.recordLocator)).toEqual(before);
    const race = await crowd(8, () => splitBooking(desk, input, { idempotencyKey: 'split' }));
    expect(race.counts).toEqual({ done: 8 });
    expect(new Set(race.done.map(({ recordLocator }) => recordLocator)).size).toBe(1);
  });

  it('goes to one of those who split, cancel and pay at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { recordLocator } = await book();
      await crowd(6, async (index): Promise<unknown> => {
        if (index % 3 === 0) return split(recordLocator, ['P2']);
        if (index % 3 === 1) return takePayment(desk, { recordLocator, source: card() }, {});
        return issueRefund(desk, { recordLocator, amount: '5.00' }, {});
      });
      expect(await violationsOf(desk)).toEqual([]);
    }
  });
});
