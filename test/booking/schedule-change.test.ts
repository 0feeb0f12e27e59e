import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adjustFlight } from '../../src/booking/adjust-flight.js';
import { acceptScheduleChange, refuseScheduleChange } from '../../src/booking/answer-schedule-change.js';
import { type SegmentRecord, segmentId, totalMinor } from '../../src/booking/booking-record.js';
import { lockBooking, updateBooking } from '../../src/booking/booking-repository.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { quoteRefund } from '../../src/booking/quote-refund.js';
import { showBooking } from '../../src/booking/show-booking.js';
import type { Desk } from '../../src/desk.js';
import { recordFlightEvent } from '../../src/disruption/record-flight-event.js';
import { createFlight } from '../../src/seeding/create-flight.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, openTestDesk, violationsOf } from '../support/desk.js';

const PAID = { gateway: 'sandbox', source: 'tok_ok' };

onEveryBackend('a schedule change', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let flights = 0;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
  });

  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  async function newFlight(): Promise<string> {
    flights += 1;
    await addFlight(desk, { number: String(flights) });
    return String(flights);
  }
  /** It departs at 10:00 and arrives at 13:00 by the clocks of the airports. */
  const retime = (number: string, departs: string, arrives: string) =>
    adjustFlight(
      desk,
      { ref: flightRef(number), departs: `2026-12-01T${departs}`, arrives: `2026-12-01T${arrives}` },
      {},
    );
  const sell = (number: string, more: object = { pay: PAID }) =>
    createBooking(
      desk,
      { flights: [{ ref: flightRef(number) }], passengers: ['ONE/A MR', 'TWO/B MRS'], email: 'x@example.com', ...more },
      {},
    );
  const answer = (recordLocator: string, id: string, how: typeof acceptScheduleChange) =>
    desk.runner.write({ command: 'booking modify', input: {} }, async (work) => {
      const record = await lockBooking(work.tx, recordLocator);
      const segment = record.segments.find((each) => segmentId(each.position) === id) as SegmentRecord;
      const change = await how(work, record, segment);
      const { booking } = change.record;
      updateBooking(work.tx, {
        ...booking,
        version: booking.version + 1,
        total_minor: totalMinor(change.record, booking),
      });
      return change;
    });
  const offersOf = (recordLocator: string) =>
    desk.session.composed((db) =>
      db
        .selectFrom('schedule_change as c')
        .innerJoin('booking as b', 'b.id', 'c.booking_id')
        .select(['c.old_position', 'c.new_position', 'c.status', 'c.old_departs_at', 'c.answered_at'])
        .where('b.record_locator', '=', recordLocator)
        .orderBy('c.new_position'),
    );

  it('is offered: the old segment is UN, and a new one with the seats stands in for it', async () => {
    const number = await newFlight();
    const sold = await sell(number);
    const held = await sell(number, {});
    const result = await retime(number, '11:30', '14:30');
    expect(result.departsAt).toBe('2026-12-01T11:30:00Z');
    expect(result.rescheduled).toEqual(
      expect.arrayContaining([
        { recordLocator: sold.recordLocator, offered: ['S2'] },
        { recordLocator: held.recordLocator, offered: ['S2'] },
      ]),
    );
    const booking = await showBooking(desk, sold.recordLocator);
    expect(booking.segments).toMatchObject([
      { id: 'S1', status: 'UN', seats: [] },
      { id: 'S2', status: 'TK', replaces: 'S1', departsAt: '2026-12-01T11:30:00Z', seats: sold.segments[0]?.seats },
    ]);
    expect(booking).toMatchObject({ status: 'confirmed', version: sold.version + 1, total: sold.total });
    expect(await offersOf(sold.recordLocator)).toMatchObject([
      { old_position: 1, new_position: 2, status: 'offered', old_departs_at: Date.parse('2026-12-01T10:00:00Z') },
    ]);
  });

  it('of less than a quarter of an hour is only told', async () => {
    const number = await newFlight();
    const sold = await sell(number);
    const result = await retime(number, '10:14', '13:14');
    expect(result.rescheduled).toEqual([{ recordLocator: sold.recordLocator, offered: [] }]);
    const booking = await showBooking(desk, sold.recordLocator);
    expect(booking).toMatchObject({ version: sold.version + 1, segments: [{ status: 'HK' }] });
    expect(booking.segments[0]?.departsAt).toBe('2026-12-01T10:14:00Z');
    const messages = await desk.session.composed((db) =>
      db
        .selectFrom('notification as n')
        .innerJoin('booking as b', 'b.id', 'n.booking_id')
        .select('n.template')
        .where('b.record_locator', '=', sold.recordLocator)
        .orderBy('n.id'),
    );
    expect(messages.map(({ template }) => template)).toEqual(['confirmation', 'change']);
    expect((await retime(number, '10:14', '13:30')).rescheduled).toMatchObject([{ offered: ['S2'] }]);
  });

  it('is accepted: the new times hold confirmed, and the old segment stays as history', async () => {
    const number = await newFlight();
    const sold = await sell(number);
    await retime(number, '12:00', '15:00');
    expect(await answer(sold.recordLocator, 'S2', acceptScheduleChange)).toMatchObject({ feeMinor: 0, released: [] });
    const booking = await showBooking(desk, sold.recordLocator);
    expect(booking.segments.map(({ status }) => status)).toEqual(['UN', 'HK']);
    expect(booking.segments[1]?.seats).toEqual(sold.segments[0]?.seats);
    expect(await offersOf(sold.recordLocator)).toMatchObject([{ status: 'accepted' }]);
    await expect(answer(sold.recordLocator, 'S2', refuseScheduleChange)).rejects.toMatchObject({ code: 'WRONG_STATE' });
    await expect(answer(sold.recordLocator, 'S1', acceptScheduleChange)).rejects.toMatchObject({ code: 'WRONG_STATE' });
  });

  it('is refused: the seats go back on sale, and the whole fare is owed', async () => {
    const number = await newFlight();
    const sold = await sell(number);
    await retime(number, '12:00', '15:00');
    const change = await answer(sold.recordLocator, 'S2', refuseScheduleChange);
    expect(change).toMatchObject({ feeMinor: 0, taken: [] });
    const booking = await showBooking(desk, sold.recordLocator);
    expect(booking.segments.map(({ status }) => status)).toEqual(['UN', 'XX']);
    expect(booking).toMatchObject({ total: { amountMinor: 0 }, balance: { amountMinor: -22_000 } });
    const { available } = await adjustFlight(desk, { ref: flightRef(number), block: ['20A'] }, {});
    expect(available).toBe(5);
  });

  it('overtakes an offer that nobody has answered', async () => {
    const number = await newFlight();
    const sold = await sell(number);
    await retime(number, '12:00', '15:00');
    await retime(number, '14:00', '17:00');
    const booking = await showBooking(desk, sold.recordLocator);
    expect(booking.segments.map(({ status, replaces }) => [status, replaces])).toEqual([
      ['UN', null],
      ['UN', 'S1'],
      ['TK', 'S2'],
    ]);
    expect((await offersOf(sold.recordLocator)).map(({ status }) => status)).toEqual(['superseded', 'offered']);
    await expect(answer(sold.recordLocator, 'S2', acceptScheduleChange)).rejects.toMatchObject({ code: 'WRONG_STATE' });
    await answer(sold.recordLocator, 'S3', acceptScheduleChange);
  });

  it('lets no hold outlive the new departure', async () => {
    const number = await newFlight();
    const held = await sell(number, { holdMs: 40 * 86_400_000 });
    expect(held.holdExpiresAt).toBe('2026-12-01T10:00:00Z');
    await retime(number, '08:00', '11:00');
    expect((await showBooking(desk, held.recordLocator)).holdExpiresAt).toBe('2026-12-01T08:00:00Z');
    const seats = await desk.session.composed((db) =>
      db
        .selectFrom('seat')
        .select('hold_expires_at')
        .where('flight_id', '=', Number(number))
        .where('status', '=', 'held'),
    );
    expect(seats.map((seat) => Number(seat.hold_expires_at))).toEqual(
      Array(2).fill(Date.parse('2026-12-01T08:00:00Z')),
    );
  });

  it('is one with a change of aircraft, in one version', async () => {
    const number = await newFlight();
    const sold = await sell(number);
    const result = await adjustFlight(
      desk,
      { ref: flightRef(number), equipment: 'CRJ-200', departs: '2026-12-01T12:00', arrives: '2026-12-01T15:00' },
      {},
    );
    expect(result.reseated).toHaveLength(2);
    const booking = await showBooking(desk, sold.recordLocator);
    expect(booking.version).toBe(sold.version + 1);
    expect(booking.segments[1]).toMatchObject({ status: 'TK', seats: [{ seat: '13A' }, { seat: '13B' }] });
  });

  it('stays on the day that the reference names, and after now', async () => {
    const number = await newFlight();
    const to = (departs: string, arrives: string) =>
      adjustFlight(desk, { ref: flightRef(number), departs, arrives }, {});
    await expect(to('2026-12-02T10:00', '2026-12-02T13:00')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(to('2026-12-01T10:00', '2026-12-01T04:00')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(to('noon', '2026-12-01T04:00')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect((await adjustFlight(desk, { ref: flightRef(number), arrives: '2026-12-01T13:05' }, {})).departsAt).toBe(
      '2026-12-01T10:00:00Z',
    );
  });

  it('shows the old segment at the times at which it was sold', async () => {
    const number = await newFlight();
    const sold = await sell(number);
    await retime(number, '11:30', '14:30');
    expect((await showBooking(desk, sold.recordLocator)).segments).toMatchObject([
      { id: 'S1', status: 'UN', departsAt: '2026-12-01T10:00:00Z' },
      { id: 'S2', status: 'TK', departsAt: '2026-12-01T11:30:00Z' },
    ]);
  });

  it('is answered by a change of the booking, and ends one that is left with nothing', async () => {
    const number = await newFlight();
    const [one, two] = [await sell(number), await sell(number)];
    await retime(number, '11:30', '14:30');
    const yes = await modifyBooking(desk, { recordLocator: one.recordLocator, accept: ['S2'] }, {});
    expect(yes).toMatchObject({ status: 'confirmed', segments: [{ status: 'UN' }, { status: 'HK' }] });
    const no = await modifyBooking(desk, { recordLocator: two.recordLocator, refuse: ['S2'] }, {});
    expect(no).toMatchObject({
      status: 'cancelled',
      segments: [{ status: 'UN' }, { status: 'XX' }],
      change: { penalty: { amountMinor: 0 }, givenBack: two.total },
    });
    expect(await issueRefund(desk, { recordLocator: two.recordLocator }, {})).toMatchObject({
      status: 'succeeded',
      amount: two.total,
    });
  });

  it('costs no cancel fee to walk away from', async () => {
    const number = await newFlight();
    const sold = await sell(number);
    await retime(number, '11:30', '14:30');
    expect(await quoteRefund(desk, sold.recordLocator, {})).toMatchObject({
      amount: sold.total,
      penalty: { amountMinor: 0 },
    });
  });

  it('moves the arrival of a flight that was delayed into the next day', async () => {
    const number = await newFlight();
    await recordFlightEvent(desk, { ref: flightRef(number), kind: 'delayed', delayMinutes: 16 * 60 }, {});
    expect(await adjustFlight(desk, { ref: flightRef(number), arrives: '2026-12-02T05:30' }, {})).toMatchObject({
      departsAt: '2026-12-02T02:00:00Z',
      arrivesAt: '2026-12-02T05:30:00-05:00',
    });
  });

  describe('in a night when clocks change', () => {
    const [SPRING, AUTUMN] = ['2027-03-14', '2027-11-07'] as const;
    const leg = { carrier: 'AA', origin: 'JFK', destination: 'BOS', equipment: '738', fares: [] };
    const create = (number: string, departs: string, arrives: string, day: string = AUTUMN) =>
      createFlight(desk.runner, { ...leg, number, departs: `${day}T${departs}`, arrives: `${day}T${arrives}` }, {});
    const ref = (number: string, day: string = AUTUMN) => ({
      ...{ carrier: 'AA', number, departureDate: day, origin: undefined },
    });
    const move = (number: string, to: { departs?: string; arrives?: string }, day: string = AUTUMN) => {
      const times = Object.entries(to).map(([end, time]) => [end, `${day}T${time}`]);
      return adjustFlight(desk, { ref: ref(number, day), ...Object.fromEntries(times) }, {});
    };

    it('takes no time that the clocks skip', async () => {
      const skipped = (end: string, airport: string) => ({
        code: 'INVALID_INPUT',
        message: expect.stringMatching(new RegExp(`${end}.* is a time that the clocks at ${airport} skip$`)) as string,
      });
      await expect(create('3', '02:30', '04:10', SPRING)).rejects.toMatchObject(skipped('departure', 'JFK'));
      await create('3', '01:30', '03:40', SPRING);
      await expect(move('3', { departs: '02:10' }, SPRING)).rejects.toMatchObject(skipped('departure', 'JFK'));
      await expect(move('3', { arrives: '02:50' }, SPRING)).rejects.toMatchObject(skipped('arrival', 'BOS'));
      expect(await move('3', { arrives: '03:00' }, SPRING)).toMatchObject({ arrivesAt: `${SPRING}T03:00:00-04:00` });
    });

    it('refuses a departure behind an arrival in the first of the two hours', async () => {
      await create('1', '00:30', '01:35');
      await expect(move('1', { departs: '01:45' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
      expect(await move('1', { departs: '01:10' })).toMatchObject({
        departsAt: '2027-11-07T01:10:00-04:00',
        arrivesAt: '2027-11-07T01:35:00-04:00',
      });
      expect(await move('1', { departs: '01:45', arrives: '01:35' })).toMatchObject({
        departsAt: '2027-11-07T01:45:00-04:00',
        arrivesAt: '2027-11-07T01:35:00-05:00',
      });
    });

    it('keeps the end that does not change in the hour that it is in', async () => {
      await create('2', '01:30', '02:40');
      const late = { ref: ref('2'), kind: 'delayed', delayMinutes: 60 } as const;
      await recordFlightEvent(desk, late, {});
      const departsAt = '2027-11-07T01:30:00-05:00';
      expect(await move('2', { arrives: '01:50' })).toMatchObject({
        departsAt,
        arrivesAt: '2027-11-07T01:50:00-05:00',
      });
      expect(await move('2', { departs: '01:30', arrives: '01:55' })).toMatchObject({
        ...{ departsAt, arrivesAt: '2027-11-07T01:55:00-05:00' },
      });
      await expect(move('2', { departs: '01:30', arrives: '01:55' })).rejects.toMatchObject({ code: 'WRONG_STATE' });
    });
  });
});
