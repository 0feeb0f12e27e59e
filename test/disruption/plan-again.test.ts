import { afterAll, beforeAll, expect, it } from 'vitest';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { showBooking } from '../../src/booking/show-booking.js';
import { applyPlan } from '../../src/disruption/apply-plan.js';
import type { Plan } from '../../src/disruption/plan.js';
import { planRollback } from '../../src/disruption/plan-rollback.js';
import { DEFAULT_POLICY } from '../../src/disruption/policy.js';
import { examine } from '../../src/doctor.js';
import type { Settings } from '../../src/settings/settings.js';
import { onEveryBackend } from '../support/backends.js';
import { at, inShort, itemOf, PlanWorld } from './plan-world.js';

onEveryBackend('planning again', (backend) => {
  let world: PlanWorld;
  let number = 0;

  beforeAll(async () => {
    world = await PlanWorld.open(backend);
  });
  afterAll(async () => {
    expect(await world.close()).toEqual([]);
  });

  /** Flights with numbers of their own: `XX<first>` and those behind it. */
  async function fly(...flights: readonly string[]): Promise<number> {
    const first = number + 1;
    await world.fly(...flights.map((flight, index) => `${first + index} ${flight}`));
    number += flights.length;
    return first;
  }
  const apply = (plan: Plan) =>
    applyPlan(world.desk, plan, { concurrency: 2, signal: new AbortController().signal, onItem: () => {} }, {});
  const twoAtOnce = async () => {
    const { checks } = await examine(world.desk, { ...({} as Settings) });
    return checks.find(({ name }) => name === 'one-flight-at-a-time')?.violations;
  };
  const show = (recordLocator: string) => showBooking(world.desk, recordLocator);
  /** At midnight, when everything is still to come. */
  const sellEarly = (ids: readonly number[]) => world.sell(ids, { soldAt: at('00:00') });
  const planOf = async (bookings: readonly string[]) => {
    const plan = await world.plan();
    return plan.items.filter(({ recordLocator }) => bookings.includes(recordLocator)).map(inShort);
  };

  it('finds nothing to do about whom a plan has moved or refunded', async () => {
    const first = await fly(
      ...['JFK-ORD 10:00 12:30 Y6', 'ORD-SFO 14:00 18:00 Y6', 'JFK-SFO 20:00 23:50 Y1', 'JFK-DEN 11:00 14:00 Y1'],
      ...['DEN-SFO 17:00 20:00 Y1', 'ORD-JFK 20:00 22:00 Y6'],
    );
    const bookings = [await world.sell([first, first + 1]), await world.sell([first, first + 1], { people: 2 })];
    bookings.push(await world.sell([first, first + 1]));
    await world.cancel(first);
    await world.cancel(first + 1);
    const plan = await world.plan();
    expect(bookings.map((each) => itemOf(plan, each).action).sort()).toEqual(['move', 'move', 'refund']);
    expect(await apply(plan)).toMatchObject({ done: 3, skipped: 0, failed: 0 });
    expect(await planOf(bookings)).toEqual([]);
  });

  it('moves them again when the flight that they were moved to is cancelled, by what was sold', async () => {
    const first = await fly('JFK-BOS 10:00 11:00 Y6', 'JFK-BOS 12:00 13:00 Y6', 'JFK-BOS 16:00 17:00 Y6');
    const booking = await world.sell([first]);
    await world.cancel(first);
    await apply(await world.plan());
    await world.cancel(first + 1);
    const item = itemOf(await world.plan(), booking);
    expect(inShort(item)).toBe(`move XX${first + 2} Y`);
    expect(item.journeys[0]).toMatchObject({ delayMinutes: 360, arrivedAt: '2026-12-01T11:00:00Z' });
    expect(item.journeys[0]?.from.map(({ segment }) => segment)).toEqual(['S2']);
  });

  it('finds them again once a job is taken back', async () => {
    const first = await fly('JFK-DEN 10:00 13:00 Y6', 'JFK-DEN 12:00 15:00 Y6');
    const booking = await world.sell([first]);
    await world.cancel(first);
    const job = await apply(await world.plan());
    expect(await planOf([booking])).toEqual([]);
    await apply(await planRollback(world.desk, job.jobId));
    expect(await planOf([booking])).toEqual([`move XX${first + 1} Y`]);
  });

  it('gives up a connection that has left without them, and has it on record again when that is taken back', async () => {
    const first = await fly('JFK-ORD 01:00 03:30 Y6', 'ORD-LHR 04:30 05:30 Y6', 'ORD-LHR 09:00 10:00 Y1');
    const [moved, refunded] = [await sellEarly([first, first + 1]), await sellEarly([first, first + 1])];
    const before = await show(moved);
    await world.delay(first, 90);
    expect(await twoAtOnce()).toBe(2);
    const plan = await world.plan();
    const [one, two] = [itemOf(plan, moved), itemOf(plan, refunded)];
    expect([one.action, two.action].sort()).toEqual(['move', 'refund']);
    const job = await apply(plan);
    expect(job).toMatchObject({ skipped: 0, failed: 0 });
    expect(await twoAtOnce()).toBe(0);
    const locators = {
      move: one.action === 'move' ? moved : refunded,
      refund: one.action === 'move' ? refunded : moved,
    };
    const after = await show(locators.move);
    expect(after.segments.map(({ status }) => status)).toEqual(['UN', 'XX', 'TK', 'TK']);
    expect(after).toMatchObject({ total: before.total, balance: { amountMinor: 0 } });
    // The first flight was flown; the price of the other comes back.
    expect(await show(locators.refund)).toMatchObject({
      status: 'confirmed',
      refunded: { amountMinor: 21_000 },
      balance: { amountMinor: 0 },
    });
    expect(await apply(await planRollback(world.desk, job.jobId))).toMatchObject({ skipped: 0, failed: 0 });
    const again = await show(locators.move);
    expect(again.segments.map(({ status, seats }) => `${status} ${seats.length}`)).toEqual([
      ...['UN 0', 'HK 1', 'TK 1', 'XX 0'],
    ]);
  });

  it('leaves alone who has refused new times', async () => {
    const first = await fly('DEN-ORD 10:00 13:00 Y6', 'DEN-ORD 12:00 15:00 Y6', 'ORD-DEN +1 12:00 +1 15:00 Y6');
    world.dayOf.set(first + 2, 2);
    const booking = await world.sell([first, first + 2]);
    await world.delay(first, 300);
    expect(await planOf([booking])).toEqual([`move XX${first + 1} Y`]);
    await modifyBooking(world.desk, { recordLocator: booking, refuse: ['S3'] }, {});
    expect(await planOf([booking])).toEqual([]);
  });

  it('plans what a job left over, and only that', async () => {
    const first = await fly('BOS-ORD 10:00 12:30 Y6', 'BOS-ORD 14:00 16:30 Y6');
    const [left, done] = [await world.sell([first]), await world.sell([first])];
    await world.cancel(first);
    const plan = await world.plan();
    const other = await world.sell([first + 1]);
    await modifyBooking(world.desk, { recordLocator: left, remark: 'called' }, {});
    const job = await apply(plan);
    expect(job).toMatchObject({ skipped: 1 });
    const rest = await world.plan(DEFAULT_POLICY, { residualOf: job.jobId });
    expect(rest.ofJob).toBe(job.jobId);
    expect(rest.items.map(({ recordLocator }) => recordLocator)).toEqual([left]);
    expect([done, other]).not.toContain(left);
    expect(await apply(rest)).toMatchObject({ done: 1 });
  });
});
