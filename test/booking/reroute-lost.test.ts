import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { showBooking } from '../../src/booking/show-booking.js';
import type { Desk } from '../../src/desk.js';
import { recordFlightEvent } from '../../src/disruption/record-flight-event.js';
import { HOUR_MS, type Instant } from '../../src/kernel/instant.js';
import { listQueues } from '../../src/queue/list-queues.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { openTestDesk, violationsOf } from '../support/desk.js';
import { addSchedule } from '../support/schedule.js';

const DAY: Instant = Date.parse('2026-12-01T00:00:00Z');
const ref = (id: number) => ({ carrier: 'XX', number: String(id), departureDate: '2026-12-01', origin: undefined });
const PAID = { gateway: 'sandbox', source: 'tok_ok' };

onEveryBackend('a flight in place of one that the carrier has cancelled', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let last = 0;
  /** A-B at 8, B-C at 12, then A-B at 9 and at 12, A-C. */
  let [first, onward, sooner, later, elsewhere] = [0, 0, 0, 0, 0];

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addSchedule(desk, { AAA: 'US', BBB: 'US', CCC: 'US' }, []);
  });
  beforeEach(async () => {
    const dear = [{ fareClass: 'Y', cabin: 'Y', baseMinor: 90_000 }];
    const flight = (origin: string, destination: string, hour: number, fares?: typeof dear) => {
      last += 1;
      const departsAt = DAY + hour * HOUR_MS;
      return { id: last, origin, destination, departsAt, arrivesAt: departsAt + HOUR_MS, ...(fares && { fares }) };
    };
    const flights = [flight('AAA', 'BBB', 8), flight('BBB', 'CCC', 12), flight('AAA', 'BBB', 9, dear)];
    await addSchedule(desk, {}, [...flights, flight('AAA', 'BBB', 12), flight('AAA', 'CCC', 9)]);
    [first, onward, sooner, later, elsewhere] = [last - 4, last - 3, last - 2, last - 1, last];
  });
  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  async function sell(ids: readonly number[], isPaid = true) {
    const flights = ids.map((id) => ({ ref: ref(id), journey: 1 }));
    const party = ['ONE/A MR', 'ONE/B MRS', 'ONE/C (INF)'];
    return (await createBooking(desk, { flights, passengers: party, pay: isPaid ? PAID : undefined }, {}))
      .recordLocator;
  }
  const cancel = (id: number) => recordFlightEvent(desk, { ref: ref(id), kind: 'cancelled', cause: 'weather' }, {});
  const move = (recordLocator: string, id: number, more: object = {}) =>
    modifyBooking(desk, { recordLocator, flight: { ref: ref(id) }, ...more }, {});
  const linesOf = ({ segments }: Awaited<ReturnType<typeof move>>) =>
    segments.map(({ id, status, replaces }) => `${id} ${status} ${replaces ?? ''}`.trim());

  it('costs what was paid, has seats, and waits for no answer', async () => {
    const recordLocator = await sell([first]);
    const { total } = await showBooking(desk, recordLocator);
    await cancel(first);
    const moved = await move(recordLocator, sooner);
    expect(linesOf(moved)).toEqual(['S1 UN', 'S2 HK S1']);
    expect(moved.segments[1]?.seats).toHaveLength(2);
    expect(moved).toMatchObject({ total, balance: { amountMinor: 0 }, change: { penalty: { amountMinor: 0 } } });
    const { items } = await listQueues(desk, { limit: 1_000 });
    expect(items.filter((item) => item.recordLocator === recordLocator)).toEqual([]);
  });

  it('is another day of the same number, too', async () => {
    const recordLocator = await sell([first]);
    await addSchedule(desk, {}, [
      {
        id: 1_000 + first,
        origin: 'AAA',
        destination: 'BBB',
        departsAt: DAY + 32 * HOUR_MS,
        arrivesAt: DAY + 33 * HOUR_MS,
      },
    ]);
    await desk.database.dedicated((raw) =>
      raw.execute(`update flight set number = '${first}' where id = ${1_000 + first}`, []),
    );
    await cancel(first);
    const moved = await modifyBooking(desk, { recordLocator, date: '2026-12-02' }, {});
    expect(moved.segments.map(({ flight }) => flight)).toEqual([`XX${first}/2026-12-01`, `XX${first}/2026-12-02`]);
  });

  it('is named by its segment where others are still to come, and leaves the time for them', async () => {
    const recordLocator = await sell([first, onward]);
    await cancel(first);
    await expect(move(recordLocator, sooner)).rejects.toMatchObject({
      code: 'INPUT_REQUIRED',
      hint: 'Add --segment, one of S1, S2.',
    });
    await expect(move(recordLocator, later, { segment: 'S1' })).rejects.toMatchObject({ code: 'REFUSED_BY_RULE' });
    expect(linesOf(await move(recordLocator, sooner, { segment: 's1' }))).toEqual(['S1 UN', 'S2 HK', 'S3 HK S1']);
    await expect(move(recordLocator, sooner, { segment: 'S1' })).rejects.toMatchObject({ code: 'SEGMENT_NOT_FOUND' });
  });

  it('is given once: what stood in for it is what is lost next', async () => {
    const recordLocator = await sell([first]);
    await cancel(first);
    await move(recordLocator, sooner);
    await cancel(sooner);
    await expect(move(recordLocator, later, { segment: 'S1' })).rejects.toMatchObject({ code: 'SEGMENT_NOT_FOUND' });
    const moved = await move(recordLocator, later);
    expect(linesOf(moved)).toEqual(['S1 UN', 'S2 UN S1', 'S3 HK S2']);
    expect(moved.balance.amountMinor).toBe(0);
  });

  it('is not for new times that were refused: that flight operates', async () => {
    const recordLocator = await sell([first, onward]);
    await recordFlightEvent(desk, { ref: ref(first), kind: 'delayed', delayMinutes: 180 }, {});
    const offered = (await showBooking(desk, recordLocator)).segments.find(({ status }) => status === 'TK');
    await modifyBooking(desk, { recordLocator, refuse: [String(offered?.id)] }, {});
    await expect(move(recordLocator, sooner, { segment: 'S1' })).rejects.toMatchObject({ code: 'SEGMENT_NOT_FOUND' });
  });

  it('is not for who has had the money back', async () => {
    const recordLocator = await sell([first]);
    await cancel(first);
    await issueRefund(desk, { recordLocator }, {});
    await expect(move(recordLocator, sooner)).rejects.toMatchObject({ code: 'WRONG_STATE' });
    expect((await showBooking(desk, recordLocator)).segments).toHaveLength(1);
  });

  it('goes the same way, in the same cabin, at no class of its own', async () => {
    const recordLocator = await sell([first]);
    await cancel(first);
    for (const [id, more] of [
      [elsewhere, {}],
      [sooner, { fareClass: 'Y' }],
      [sooner, { seats: ['1A', '1B'] }],
    ] as const) {
      await expect(move(recordLocator, id, more)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
    expect((await showBooking(desk, recordLocator)).segments.map(({ status }) => status)).toEqual(['UN']);
  });

  it('is not for a hold, which has paid nothing that could be kept', async () => {
    const recordLocator = await sell([first, onward], false);
    await cancel(first);
    await expect(move(recordLocator, sooner, { segment: 'S1' })).rejects.toMatchObject({
      code: 'SEGMENT_NOT_FOUND',
      hint: 'It has S2.',
    });
  });
});
