import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { showBooking } from '../../src/booking/show-booking.js';
import type { Desk } from '../../src/desk.js';
import { applyPlan, resumeJob } from '../../src/disruption/apply-plan.js';
import { planRollback } from '../../src/disruption/plan-rollback.js';
import { DEFAULT_POLICY } from '../../src/disruption/policy.js';
import { recordFlightEvent } from '../../src/disruption/record-flight-event.js';
import { sealPlan } from '../../src/disruption/seal-plan.js';
import type { ApplyChoice } from '../../src/disruption/work-on-items.js';
import { OpsdeskError } from '../../src/kernel/errors.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, openTestDesk, type TestFlight, violationsOf } from '../support/desk.js';
import { planOf, rerouted } from '../support/plan.js';

const PAID = { gateway: 'sandbox', source: 'tok_ok' };
const refOf = (number: string) => `XX${number}/2026-12-01`;

onEveryBackend('a plan that is applied', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let flights = 0;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 12 });
  });
  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  async function newFlight(flight: Omit<TestFlight, 'number'> = {}): Promise<string> {
    flights += 1;
    await addFlight(desk, { number: String(flights), economyRows: 3, ...flight });
    return String(flights);
  }
  const sell = (numbers: readonly string[], passengers: readonly string[] = ['ONE/A MR', 'TWO/B MRS']) =>
    createBooking(
      desk,
      {
        flights: numbers.map((number, index) => ({ ref: flightRef(number), journey: index + 1 })),
        passengers,
        email: 'one@example.com',
        pay: PAID,
      },
      {},
    );
  const cancel = (number: string) =>
    recordFlightEvent(desk, { ref: flightRef(number), kind: 'cancelled', cause: 'weather' }, {});
  const choice = (more: Partial<ApplyChoice> = {}): ApplyChoice => ({
    concurrency: 4,
    signal: new AbortController().signal,
    onItem: () => {},
    ...more,
  });
  const show = (locator: string) => showBooking(desk, locator);
  const movedTo = async (recordLocator: string, number: string) => ({
    recordLocator,
    version: (await show(recordLocator)).version,
    action: 'move' as const,
    journeys: [rerouted(1, ['S1'], [refOf(number)])],
  });
  /** Whose each seat is, which is what a rollback has to bring back. */
  const seats = () =>
    desk.session.composed((db) =>
      db
        .selectFrom('seat')
        .select([
          'flight_id',
          'ordinal',
          'status',
          'booking_id',
          'segment_position',
          'passenger_position',
          'nest_level',
        ])
        .orderBy('flight_id')
        .orderBy('ordinal'),
    );

  it('moves a booking to other seats at the price that was paid, and tells its customer', async () => {
    const [gone, other] = [await newFlight(), await newFlight()];
    const sold = await sell([gone], ['ONE/A MR', 'TWO/B MRS', 'TIM/C (INF)']);
    await cancel(gone);
    const result = await applyPlan(desk, await planOf(desk, [await movedTo(sold.recordLocator, other)]), choice(), {});
    expect(result).toMatchObject({
      done: 1,
      skipped: 0,
      failed: 0,
      end: 'done',
      status: 'finished',
      actions: { move: 1 },
    });
    const booking = await show(sold.recordLocator);
    expect(booking).toMatchObject({ status: 'confirmed', total: sold.total, balance: { amountMinor: 0 } });
    expect(booking.segments.map(({ id, status, flight }) => ({ id, status, flight }))).toEqual([
      { id: 'S1', status: 'UN', flight: refOf(gone) },
      { id: 'S2', status: 'TK', flight: refOf(other) },
    ]);
    expect(booking.segments[1]?.seats).toHaveLength(2);
    const told = await desk.session.composed((db) =>
      db.selectFrom('outbox').select('topic').where('topic', 'like', 'booking.rebooked%'),
    );
    expect(told).not.toHaveLength(0);
    const messages = await desk.session.composed((db) =>
      db.selectFrom('notification').select('urgent_from').where('template', '=', 'rebooked'),
    );
    expect(messages).toEqual([{ urgent_from: Date.parse('2026-11-30T22:00:00Z') }]);
  });

  it('lets the customer accept what was taken for them, or give it all back', async () => {
    const [gone, other] = [await newFlight(), await newFlight()];
    const [staying, leaving] = [await sell([gone]), await sell([gone])];
    await cancel(gone);
    const items = [await movedTo(staying.recordLocator, other), await movedTo(leaving.recordLocator, other)];
    await applyPlan(desk, await planOf(desk, items), choice(), {});
    const kept = await modifyBooking(desk, { recordLocator: staying.recordLocator, accept: ['S2'] }, {});
    expect(kept.segments[1]).toMatchObject({ status: 'HK' });
    const given = await modifyBooking(desk, { recordLocator: leaving.recordLocator, refuse: ['S2'] }, {});
    expect(given).toMatchObject({ status: 'cancelled', total: { amountMinor: 0 } });
  });

  it('has the ways that stand in for one flight answered together', async () => {
    const [gone, one, two] = [await newFlight(), await newFlight(), await newFlight()];
    const [staying, leaving] = [await sell([gone]), await sell([gone])];
    await cancel(gone);
    const items = [];
    for (const { recordLocator } of [staying, leaving]) {
      const journeys = [rerouted(1, ['S1'], [refOf(one), refOf(two)])];
      items.push({ ...(await movedTo(recordLocator, one)), journeys });
    }
    await applyPlan(desk, await planOf(desk, items), choice(), {});
    const kept = await modifyBooking(desk, { recordLocator: staying.recordLocator, accept: ['S3'] }, {});
    expect(kept.segments.map(({ status }) => status)).toEqual(['UN', 'HK', 'HK']);
    expect(kept.total).toEqual(staying.total);
    const given = await modifyBooking(desk, { recordLocator: leaving.recordLocator, refuse: ['S2'] }, {});
    expect(given.segments.map(({ status }) => status)).toEqual(['UN', 'XX', 'XX']);
    expect(given.status).toBe('cancelled');
  });

  it('gives the money back where nothing flies, for what comes after as well', async () => {
    const [gone, back] = [await newFlight(), await newFlight()];
    const sold = await sell([gone, back]);
    await cancel(gone);
    const { version } = await show(sold.recordLocator);
    const journeys = [rerouted(1, ['S1'], [])];
    const plan = await planOf(desk, [{ recordLocator: sold.recordLocator, version, action: 'refund', journeys }]);
    const result = await applyPlan(desk, plan, choice(), {});
    expect(result).toMatchObject({ done: 1, actions: { refund: 1 } });
    const booking = await show(sold.recordLocator);
    expect(booking).toMatchObject({
      status: 'cancelled',
      total: { amountMinor: 0 },
      refunded: sold.total,
      balance: { amountMinor: 0 },
    });
  });

  it('stops where no money can be asked for, and leaves what it did not do to whoever can', async () => {
    const gone = await newFlight();
    const sold = await sell([gone]);
    await cancel(gone);
    const { version } = await show(sold.recordLocator);
    const journeys = [rerouted(1, ['S1'], [])];
    const plan = await planOf(desk, [{ recordLocator: sold.recordLocator, version, action: 'refund', journeys }]);
    const missing = new OpsdeskError('GATEWAY_NOT_CONFIGURED', 'there are no credentials');
    const bare: Desk = { ...desk, requireGateway: () => Promise.reject(missing) };
    for (const isDryRun of [true, false]) {
      await expect(applyPlan(bare, plan, choice(), { isDryRun })).rejects.toBe(missing);
    }
    expect(await show(sold.recordLocator)).toMatchObject({
      status: 'confirmed',
      version,
      refunded: { amountMinor: 0 },
    });
    expect(await applyPlan(desk, plan, choice(), {})).toMatchObject({ done: 1, status: 'finished' });
    expect(await show(sold.recordLocator)).toMatchObject({ refunded: sold.total });
  });

  it('only offers the money where the policy says so, gives nothing up for it, and takes it back by doing nothing', async () => {
    const [gone, back] = [await newFlight(), await newFlight()];
    const sold = await sell([gone, back]);
    await cancel(gone);
    const [before, held] = [await show(sold.recordLocator), await seats()];
    const item = { recordLocator: sold.recordLocator, version: before.version, action: 'refund' as const };
    const items = [{ ...item, journeys: [rerouted(1, ['S1'], [])] }];
    const plan = await planOf(desk, items, { ...DEFAULT_POLICY, refunds: 'offer' });
    const { jobId, done, actions } = await applyPlan(desk, plan, choice(), {});
    expect({ done, actions }).toMatchObject({ done: 1, actions: { refund: 1 } });
    expect(await show(sold.recordLocator)).toEqual({
      ...before,
      version: before.version + 1,
    });
    const told = await desk.session.composed((db) =>
      db.selectFrom('notification').select('template').where('template', '=', 'refund-offered'),
    );
    expect(told).toHaveLength(1);
    const undo = await planRollback(desk, jobId);
    expect(undo.items[0]).toMatchObject({ action: 'keep', reason: expect.stringContaining('only offered') });
    expect(await applyPlan(desk, undo, choice(), {})).toMatchObject({ done: 1, skipped: 0 });
    expect(await seats()).toEqual(held);
    // Whoever takes the offer has all of it back.
    expect(await cancelBooking(desk, { recordLocator: sold.recordLocator }, {})).toMatchObject({
      status: 'cancelled',
      total: { amountMinor: 0 },
    });
  });

  it('skips what has changed since, and what is sold out, and does the rest', async () => {
    const [gone, other, small] = [
      await newFlight(),
      await newFlight(),
      await newFlight({ economyRows: 1, missing: 4 }),
    ];
    const [changed, full, fine] = [await sell([gone]), await sell([gone]), await sell([gone])];
    await cancel(gone);
    const items = [
      await movedTo(changed.recordLocator, other),
      await movedTo(full.recordLocator, small),
      await movedTo(fine.recordLocator, other),
    ];
    const plan = await planOf(desk, items);
    await modifyBooking(desk, { recordLocator: changed.recordLocator, remark: 'RANG AGAIN' }, {});
    await sell([small], ['THREE/C MR']);
    const seen: string[] = [];
    const onItem = ({
      recordLocator,
      status,
      code,
    }: {
      recordLocator: string;
      status: string;
      code: string | null;
    }) => {
      seen.push([recordLocator, status, code].join(' '));
    };
    const before = await show(full.recordLocator);
    const result = await applyPlan(desk, plan, choice({ onItem, concurrency: 1 }), {});
    expect(seen).toEqual([
      `${changed.recordLocator} skipped VERSION_CONFLICT`,
      `${full.recordLocator} skipped SOLD_OUT`,
      `${fine.recordLocator} done `,
    ]);
    expect(result).toMatchObject({ done: 1, skipped: 2, status: 'finished', states: { pending: 0 } });
    expect(await show(full.recordLocator)).toEqual(before);
  });

  it('is one job however often it is applied, and by two at once', async () => {
    const [gone, other] = [await newFlight({ economyRows: 10 }), await newFlight({ economyRows: 10 })];
    const sold = [];
    for (let index = 0; index < 20; index += 1) sold.push(await sell([gone]));
    await cancel(gone);
    const items = [];
    for (const { recordLocator } of sold) items.push(await movedTo(recordLocator, other));
    const plan = await planOf(desk, items);
    const [one, two] = await Promise.all([applyPlan(desk, plan, choice(), {}), applyPlan(desk, plan, choice(), {})]);
    expect(one.jobId).toBe(two.jobId);
    expect(one.done + two.done).toBe(20);
    expect(one.skipped + two.skipped + one.failed + two.failed).toBe(0);
    expect(await applyPlan(desk, plan, choice(), {})).toMatchObject({ jobId: one.jobId, done: 0, status: 'finished' });
    for (const { recordLocator } of sold) {
      const { segments } = await show(recordLocator);
      expect(segments.map(({ status }) => status)).toEqual(['UN', 'TK']);
    }
  });

  it('begins with a canary, stops when enough has failed or somebody says so, and goes on as a job', async () => {
    const [gone, other] = [await newFlight({ economyRows: 4 }), await newFlight({ economyRows: 4 })];
    const items = [];
    for (let index = 0; index < 6; index += 1) items.push(await sell([gone], ['ONE/A MR']));
    await cancel(gone);
    const plan = await planOf(desk, await Promise.all(items.map(({ recordLocator }) => movedTo(recordLocator, other))));
    const first = await applyPlan(desk, plan, choice({ canary: 1, concurrency: 1 }), {});
    expect(first).toMatchObject({ done: 1, status: 'running', states: { done: 1, pending: 5 } });
    const stop = new AbortController();
    const stopped = await resumeJob(
      desk,
      first.jobId,
      choice({ signal: stop.signal, concurrency: 1, onItem: () => stop.abort() }),
      {},
    );
    expect(stopped).toMatchObject({ done: 1, end: 'interrupted', states: { done: 2, pending: 4 } });
    await modifyBooking(desk, { recordLocator: items[2]?.recordLocator ?? '', remark: 'CHANGED' }, {});
    const enough = await resumeJob(desk, first.jobId, choice({ maxFailures: 1, concurrency: 1 }), {});
    expect(enough).toMatchObject({ skipped: 1, end: 'stopped' });
    const whole = await resumeJob(desk, first.jobId, choice(), {});
    expect(whole).toMatchObject({ status: 'finished', states: { done: 5, skipped: 1, pending: 0 } });
  });

  it('changes nothing in a dry run, and says what would be', async () => {
    const [gone, other] = [await newFlight(), await newFlight()];
    const sold = await sell([gone]);
    await cancel(gone);
    const [before, held] = [await show(sold.recordLocator), await seats()];
    const plan = await planOf(desk, [await movedTo(sold.recordLocator, other)]);
    const tried = await applyPlan(desk, plan, choice(), { isDryRun: true });
    expect(tried).toMatchObject({ done: 1, actions: { move: 1 } });
    expect(await show(sold.recordLocator)).toEqual(before);
    expect(await seats()).toEqual(held);
    expect(await applyPlan(desk, plan, choice(), {})).toMatchObject({ done: 1 });
  });

  it('is taken back to the very seats, but for what has changed since', async () => {
    const [gone, onward, other] = [await newFlight(), await newFlight(), await newFlight()];
    const sold = [
      await sell([gone, onward]),
      await sell([gone, onward]),
      await sell([gone], ['INA/D MRS', 'TIM/C (INF)']),
    ];
    await cancel(gone);
    const [before, was] = [await seats(), await Promise.all(sold.map(({ recordLocator }) => show(recordLocator)))];
    const items = [];
    for (const [index, { recordLocator }] of sold.entries()) {
      const { version } = await show(recordLocator);
      const gives = index < 2 ? ['S1', 'S2'] : ['S1'];
      const journeys = [rerouted(1, gives, [refOf(other)])];
      items.push({ recordLocator, version, action: 'move' as const, journeys });
    }
    const { jobId } = await applyPlan(desk, await planOf(desk, items), choice(), {});
    expect(await seats()).not.toEqual(before);
    const undone = await applyPlan(desk, await planRollback(desk, jobId), choice(), {});
    expect(undone).toMatchObject({ kind: 'rollback', undoes: jobId, done: 3, skipped: 0, actions: { restore: 3 } });
    expect(await seats()).toEqual(before);
    for (const [index, { recordLocator }] of sold.entries()) {
      const now = await show(recordLocator);
      expect(now).toMatchObject({ total: was[index]?.total, balance: was[index]?.balance });
      expect(now.segments.slice(0, 2).map(({ status }) => status)).toEqual(index < 2 ? ['UN', 'HK'] : ['UN', 'XX']);
    }
    // What was taken back is disrupted again, and what has changed since is left alone.
    const again = [];
    for (const { recordLocator } of sold.slice(0, 2)) {
      const { version } = await show(recordLocator);
      again.push({
        recordLocator,
        version,
        action: 'move' as const,
        journeys: [rerouted(1, ['S1', 'S2'], [refOf(other)])],
      });
    }
    const second = await applyPlan(desk, await planOf(desk, again), choice(), {});
    await modifyBooking(desk, { recordLocator: sold[0]?.recordLocator ?? '', remark: 'CALLED' }, {});
    const rollback = await planRollback(desk, second.jobId);
    expect(rollback.items.map(({ action }) => action)).toEqual(['restore', 'keep']);
    expect(rollback.items[1]?.reason).toContain('changed since');
  });

  it('is taken back to the very seats by whatever order, though others were given them meanwhile', async () => {
    const [gone, onward, direct, away] = [
      await newFlight(),
      await newFlight({ economyRows: 1, missing: 4 }),
      await newFlight(),
      await newFlight(),
    ];
    const [first, second] = [await sell([gone, onward]), await sell([away])];
    const leaving = await sell([away]);
    await cancel(gone);
    await cancel(away);
    const before = await seats();
    const through = { ...(await movedTo(first.recordLocator, direct)) };
    const items = [
      { ...through, journeys: [rerouted(1, ['S1', 'S2'], [refOf(direct)])] },
      await movedTo(second.recordLocator, onward),
      { ...(await movedTo(leaving.recordLocator, '')), action: 'refund' as const, journeys: [rerouted(1, ['S1'], [])] },
    ];
    const { jobId } = await applyPlan(desk, await planOf(desk, items), choice({ concurrency: 1 }), {});
    const { hash: _, ...undo } = await planRollback(desk, jobId);
    // Whose money has gone back stays as they are, and that is no failure.
    expect(undo.items.map(({ action }) => action)).toEqual(['keep', 'restore', 'restore']);
    const backwards = await sealPlan({ ...undo, items: undo.items.toReversed() });
    const undone = await applyPlan(desk, backwards, choice({ concurrency: 1 }), {});
    expect(undone).toMatchObject({ done: 3, skipped: 0, failed: 0, actions: { restore: 2, keep: 1 } });
    expect(await seats()).toEqual(before);
  });
});
