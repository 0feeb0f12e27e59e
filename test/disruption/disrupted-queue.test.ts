import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { lockBooking } from '../../src/booking/booking-repository.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { finishChange } from '../../src/booking/finish-change.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { type Rerouting, reaccommodate } from '../../src/booking/reaccommodate.js';
import { restoreSegments } from '../../src/booking/restore-segments.js';
import type { Desk } from '../../src/desk.js';
import { type FlightEventInput, recordFlightEvent } from '../../src/disruption/record-flight-event.js';
import { HOUR_MS, type Instant } from '../../src/kernel/instant.js';
import { finishQueueItem } from '../../src/queue/finish-item.js';
import { listQueues } from '../../src/queue/list-queues.js';
import { parseItemRef } from '../../src/queue/queues.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { openTestDesk, violationsOf } from '../support/desk.js';
import { addSchedule } from '../support/schedule.js';

const DAY: Instant = Date.parse('2026-12-01T00:00:00Z');
const ref = (id: number) => ({ carrier: 'XX', number: String(id), departureDate: '2026-12-01', origin: undefined });

onEveryBackend('the queue of what is disrupted', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let last = 0;
  /** A-B, B-C, another A-B and B-C, and A-C. */
  let [first, second, otherFirst, otherSecond, direct] = [0, 0, 0, 0, 0];

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addSchedule(desk, { AAA: 'US', BBB: 'US', CCC: 'US' }, []);
  });
  beforeEach(async () => {
    const flight = (origin: string, destination: string, hour: number) => {
      last += 1;
      const departsAt = DAY + hour * HOUR_MS;
      return { id: last, origin, destination, departsAt, arrivesAt: departsAt + HOUR_MS };
    };
    const legs = [
      flight('AAA', 'BBB', 8),
      flight('BBB', 'CCC', 11),
      flight('AAA', 'BBB', 12),
      flight('BBB', 'CCC', 15),
    ];
    await addSchedule(desk, {}, [...legs, flight('AAA', 'CCC', 13)]);
    [first, second, otherFirst, otherSecond, direct] = [last - 4, last - 3, last - 2, last - 1, last];
  });
  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  async function sell(ids: readonly number[], more: object = { pay: { gateway: 'sandbox', source: 'tok_ok' } }) {
    const flights = ids.map((id) => ({ ref: ref(id), journey: 1 }));
    return (await createBooking(desk, { flights, passengers: ['ONE/A MR'], ...more }, {})).recordLocator;
  }
  const say = (id: number, event: Omit<FlightEventInput, 'ref'>) =>
    recordFlightEvent(desk, { ref: ref(id), ...event }, {});
  const cancel = (id: number) => say(id, { kind: 'cancelled', cause: 'weather' });
  const waiting = async (locator: string) =>
    (await listQueues(desk, { queue: 'disrupted', limit: 1_000 })).items
      .filter(({ recordLocator }) => recordLocator === locator)
      .map(({ item, what }) => [item, what]);
  const reroute = (locator: string, gives: readonly string[], takes: readonly number[]) =>
    desk.runner.write({ command: 'disruption apply', input: {} }, async (work) => {
      const record = await lockBooking(work.tx, locator);
      const rerouting: Rerouting = { journey: 1, gives, takes: takes.map((id) => ({ ref: ref(id), cabin: 'Y' })) };
      await finishChange(work, record, [await reaccommodate(work, record, [rerouting])], {
        action: 'booking.rebooked',
      });
    });
  const takeBack = (locator: string, took: readonly string[]) =>
    desk.runner.write({ command: 'disruption apply', input: {} }, async (work) => {
      const record = await lockBooking(work.tx, locator);
      const change = await restoreSegments(work, record, { took, gave: [], feeMinor: 0 }, async () => false);
      await finishChange(work, record, [change], { action: 'booking.restored', mayBeEmpty: true });
    });

  it('holds a booking from the cancellation until other flights stand in', async () => {
    const locator = await sell([first, second]);
    expect(await waiting(locator)).toEqual([]);
    await cancel(first);
    expect(await waiting(locator)).toEqual([[`disrupted/${locator}`, `XX${first}/2026-12-01 does not operate`]]);
    await reroute(locator, ['S1', 'S2'], [direct]);
    expect(await waiting(locator)).toEqual([]);
  });

  it('holds both legs as one, and neither once a way around both is taken', async () => {
    const locator = await sell([first, second]);
    await cancel(first);
    await cancel(second);
    expect((await waiting(locator)).map(([, what]) => what)).toEqual([
      `XX${first}/2026-12-01 and others do not operate`,
    ]);
    await reroute(locator, ['S1', 'S2'], [direct]);
    expect(await waiting(locator)).toEqual([]);
  });

  it('holds a leg that is cancelled after the one before it was rebooked', async () => {
    const locator = await sell([first, second]);
    await cancel(first);
    await reroute(locator, ['S1', 'S2'], [otherFirst, otherSecond]);
    expect(await waiting(locator)).toEqual([]);
    await cancel(otherSecond);
    expect((await waiting(locator)).map(([, what]) => what)).toEqual([`XX${otherSecond}/2026-12-01 does not operate`]);
  });

  it('holds it again where the rebooking was taken back', async () => {
    const locator = await sell([first]);
    await cancel(first);
    await reroute(locator, ['S1'], [otherFirst]);
    expect(await waiting(locator)).toEqual([]);
    await takeBack(locator, ['S2']);
    expect(await waiting(locator)).toHaveLength(1);
  });

  it('lets go of what somebody is done with, until another flight is gone', async () => {
    const locator = await sell([first, second]);
    await cancel(first);
    await finishQueueItem(desk, { item: parseItemRef(`disrupted/${locator}`) }, {});
    expect(await waiting(locator)).toEqual([]);
    // A change of something else is no news for it.
    await modifyBooking(desk, { recordLocator: locator, remark: 'called' }, {});
    expect(await waiting(locator)).toEqual([]);
    await cancel(second);
    expect(await waiting(locator)).toHaveLength(1);
  });

  it('leaves new times to the queue of schedule changes', async () => {
    const locator = await sell([first]);
    await say(first, { kind: 'delayed', delayMinutes: 60 });
    expect(await waiting(locator)).toEqual([]);
    const { items } = await listQueues(desk, { queue: 'schedule-changes', limit: 100 });
    expect(items.map(({ recordLocator }) => recordLocator)).toContain(locator);
  });

  it('holds the passengers of a diverted flight, until it has arrived', async () => {
    const [aboard, held] = [await sell([first]), await sell([first], {})];
    await say(first, { kind: 'diverted', divertedTo: 'BOS' });
    expect(await waiting(aboard)).toEqual([[`disrupted/${aboard}-S1`, `XX${first}/2026-12-01 is diverted to BOS`]]);
    expect(await waiting(held)).toEqual([]);
    await say(first, { kind: 'arrived' });
    expect(await waiting(aboard)).toEqual([]);
  });
});
