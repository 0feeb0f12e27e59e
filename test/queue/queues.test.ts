import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import type { Desk } from '../../src/desk.js';
import { HOUR_MS, MINUTE_MS } from '../../src/kernel/instant.js';
import { claimQueueItem } from '../../src/queue/claim-item.js';
import { finishQueueItem } from '../../src/queue/finish-item.js';
import { listQueues } from '../../src/queue/list-queues.js';
import { parseItemRef, parseQueueTarget, type QueueName } from '../../src/queue/queues.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk } from '../support/desk.js';
import { deskOf, put, set } from './trial.js';

onEveryBackend('the queues', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 8 });
    await addFlight(desk, { number: '1', economyRows: 10 });
  });
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  const paid = { pay: { gateway: 'sandbox', source: 'tok_ok' } };
  async function book(more: object = {}): Promise<{ readonly locator: string; readonly id: string }> {
    const order = { flights: [{ ref: flightRef('1') }], passengers: ['SMITH/JOHN MR'], ...more };
    const { recordLocator: locator } = await createBooking(desk, order, {});
    const rows = await desk.session.composed((db) =>
      db.selectFrom('booking').select('id').where('record_locator', '=', locator),
    );
    return { locator, id: rows[0]?.id ?? '' };
  }
  const items = async (queue: QueueName, more: object = {}, at = desk) =>
    (await listQueues(at, { queue, limit: 100, ...more })).items;
  const names = async (queue: QueueName, more: object = {}, at = desk) =>
    (await items(queue, more, at)).map(({ item }) => item.slice(queue.length + 1));
  const claim = (target: string, at = desk, leaseMs?: number) =>
    claimQueueItem(at, { target: parseQueueTarget(target), leaseMs }, {});
  const done = (item: string, at = desk) => finishQueueItem(at, { item: parseItemRef(item) }, {});

  it('hold what is about to run out, and time limits that only a person ends', async () => {
    const [soon, later, past] = [
      await book({ holdMs: 20 * MINUTE_MS }),
      await book({ holdMs: 50 * MINUTE_MS }),
      await book({ holdMs: 3 * HOUR_MS }),
    ];
    await set(desk, 'booking', { time_limit: 'queue', pay_by: NOW - HOUR_MS }, { id: past.id });
    expect((await items('holds')).map(({ recordLocator, what }) => [recordLocator, what])).toEqual([
      [past.locator, 'the time limit has passed'],
      [soon.locator, 'the hold is about to run out'],
    ]);
    expect(await names('holds', { soonMs: HOUR_MS })).toEqual([past.locator, soon.locator, later.locator]);
  });

  it('hold schedule changes that nobody has answered', async () => {
    const offered = await book(paid);
    await put(desk, 'schedule_change', {
      ...{ id: 'sch_1', booking_id: offered.id, old_position: 1, new_position: 2, flight_id: 1, status: 'offered' },
      ...{ old_departs_at: NOW, old_departs_offset: 0, old_arrives_at: NOW, old_arrives_offset: 0, offered_at: NOW },
    });
    expect(await items('schedule-changes')).toMatchObject([
      { recordLocator: offered.locator, what: 'a new flight is offered, and not answered' },
    ]);
    await set(desk, 'schedule_change', { status: 'accepted' }, { id: 'sch_1' });
    expect(await names('schedule-changes')).toEqual([]);
  });

  it('hold money and messages of which nobody knows, and who waits for a seat', async () => {
    const { id, locator } = await book({ ...paid, email: 'john@example.com' });
    const unknown = createBooking(
      desk,
      { flights: [{ ref: flightRef('1') }], passengers: ['A/B'], pay: { gateway: 'sandbox', source: 'tok_timeout' } },
      {},
    );
    await expect(unknown).rejects.toMatchObject({ code: 'PAYMENT_UNKNOWN' });
    expect((await items('payments')).map(({ what }) => what)).toEqual(['nobody knows whether it was taken']);
    await set(desk, 'notification', { status: 'failed', attempts: 5 }, { booking_id: id });
    expect(await items('notifications')).toMatchObject([
      { recordLocator: locator, what: 'the confirmation was not delivered' },
    ]);
    await put(desk, 'waitlist_entry', {
      ...{
        booking_id: id,
        segment_position: 1,
        flight_id: 1,
        cabin: 'Y',
        fare_class: 'Y',
        party: 2,
        requested_at: NOW,
      },
    });
    expect(await items('waitlist')).toMatchObject([
      { item: `waitlist/${locator}-S1`, what: 'waits for 2 in Y on XX1/2026-12-01' },
    ]);
  });

  it('ask for volunteers on flights within a day that have more passengers than seats, by how many', async () => {
    await addFlight(desk, { number: '2', economyRows: 1, departsAt: NOW + 20 * HOUR_MS });
    await addFlight(desk, { number: '3', economyRows: 1, departsAt: NOW + 30 * HOUR_MS });
    const { id } = await book();
    for (const flight_id of [2, 3]) {
      for (const [position, ordinal] of [10_000, 10_001, 10_002].entries()) {
        const of = { booking_id: id, segment_position: flight_id, passenger_position: position + 1 };
        await put(desk, 'seat', { flight_id, ordinal, cabin: 'Y', seat_number: null, status: 'sold', ...of });
      }
    }
    expect(await names('volunteers')).toEqual([]);
    for (const letter of [0, 1, 2, 3])
      await set(desk, 'seat', { status: 'blocked' }, { flight_id: 2, ordinal: 320 + letter });
    expect(await items('volunteers')).toMatchObject([
      {
        item: 'volunteers/XX2/2026-11-02-LHR',
        what: 'ask for volunteers: 1 passengers have no seat, and none is open',
      },
    ]);
    const stamped = 'volunteers/XX2/2026-11-02-LHR';
    await done(stamped);
    expect(await names('volunteers')).toEqual([]);
    await set(desk, 'seat', { status: 'blocked' }, { flight_id: 2, ordinal: 324 });
    expect((await items('volunteers'))[0]?.what).toContain('2 passengers');
  });

  it('let one agent work on an item, until the lease runs out', async () => {
    const { locator } = await book({ holdMs: 5 * MINUTE_MS });
    const item = `holds/${locator}`;
    const [ann, bob] = [deskOf(desk, 'ann'), deskOf(desk, 'bob')];
    expect(await claim(item, ann)).toMatchObject({ item, claimedBy: 'ann' });
    await expect(claim(item, bob)).rejects.toMatchObject({ code: 'ALREADY_CLAIMED', details: { claimedBy: 'ann' } });
    await expect(done(item, bob)).rejects.toMatchObject({ code: 'ALREADY_CLAIMED' });
    await expect(claim(item, ann, 60 * MINUTE_MS)).resolves.toMatchObject({ claimedBy: 'ann' });
    expect(await names('holds', { isMine: true }, ann)).toEqual([locator]);
    expect(await names('holds', { isMine: true }, bob)).toEqual([]);
    // Leases run by the machine's time, not by the business's.
    const later = deskOf(desk, 'bob', { now: () => desk.clock.now(), real: () => Date.now() + 2 * HOUR_MS });
    expect(await names('holds', { isMine: true }, deskOf(desk, 'ann', later.clock))).toEqual([]);
    expect(await claim(item, later)).toMatchObject({ claimedBy: 'bob' });
  });

  it('forget what is done until its state changes', async () => {
    const { locator } = await book({ holdMs: 6 * MINUTE_MS });
    const item = `holds/${locator}`;
    const ann = deskOf(desk, 'ann');
    await claim(item, ann);
    expect(await done(item, ann)).toEqual({ item, queue: 'holds', status: 'done' });
    expect(await names('holds')).not.toContain(locator);
    await expect(claim(item, ann)).rejects.toMatchObject({ code: 'QUEUE_ITEM_NOT_FOUND' });
    await modifyBooking(desk, { recordLocator: locator, remark: 'called again' }, {});
    expect(await names('holds')).toContain(locator);
    expect(await claim(item, deskOf(desk, 'bob'))).toMatchObject({ claimedBy: 'bob' });
  });

  it('leave done what is done, and know nothing of what was never there', async () => {
    await put(desk, 'gateway_event', {
      ...{
        gateway: 'stripe',
        event_id: 'evt_done',
        kind: 'payment',
        gateway_key: null,
        refs: '[]',
        status: 'parked',
        received_at: NOW,
      },
    });
    const [ann, bob] = [deskOf(desk, 'ann'), deskOf(desk, 'bob')];
    const item = 'payments/evt_done';
    expect(await done(item, ann)).toMatchObject({ status: 'done' });
    for (const agent of [ann, bob]) expect(await done(item, agent)).toMatchObject({ status: 'already_done' });
    expect(await names('payments')).not.toContain('evt_done');
    await expect(claim(item, bob)).rejects.toMatchObject({ code: 'QUEUE_ITEM_NOT_FOUND' });
    const none = 'payments/pay_00000000000000000000000000';
    await expect(done(none, ann)).rejects.toMatchObject({ code: 'QUEUE_ITEM_NOT_FOUND' });
    const entries = await desk.session.composed((db) =>
      db.selectFrom('audit_entry').select('entity_id').where('entity_id', 'in', [item, none]),
    );
    expect(entries).toEqual([{ entity_id: item }]);
  });

  it("call done what somebody's own work has taken off since they claimed it, and have it back when it is", async () => {
    const { locator, id } = await book({ holdMs: 7 * MINUTE_MS });
    const item = `holds/${locator}`;
    const [ann, bob] = [deskOf(desk, 'ann'), deskOf(desk, 'bob')];
    await claim(item, ann);
    await set(desk, 'booking', { status: 'cancelled' }, { id });
    await expect(done(item, bob)).rejects.toMatchObject({ code: 'ALREADY_CLAIMED' });
    expect(await done(item, ann)).toMatchObject({ status: 'gone' });
    expect(await done(item, ann)).toMatchObject({ status: 'already_done' });
    await set(desk, 'booking', { status: 'held' }, { id });
    expect(await names('holds')).toContain(locator);
  });

  it('give the most urgent free item, and say when there is none; every claim is in the trail', async () => {
    const cat = deskOf(desk, 'cat');
    const [first] = (await items('holds')).filter(({ claimedBy }) => claimedBy === null);
    expect((await claim('holds', cat)).item).toBe(first?.item);
    for (;;) {
      const more = await claim('holds', cat).catch((error: { code?: string }) => error.code);
      if (typeof more === 'object') continue;
      expect(more).toBe('QUEUE_EMPTY');
      break;
    }
    const entries = await desk.session.composed((db) =>
      db
        .selectFrom('audit_entry')
        .select(['action', 'entity_id'])
        .where('actor', '=', 'cat')
        .where('entity', '=', 'queue_item'),
    );
    expect(entries).toContainEqual({ action: 'queue.claimed', entity_id: first?.item });
  });

  it('page through everything, and refuse what they are not called', async () => {
    const all = await listQueues(desk, { limit: 1_000 });
    const paged: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await listQueues(desk, { limit: 2, cursor });
      paged.push(...page.items.map(({ item }) => item));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all.items.map(({ item }) => item));
    expect(() => parseQueueTarget('hold')).toThrow(/no queue/);
    expect(() => parseQueueTarget('holds/')).toThrow(/names no item/);
    expect(() => parseItemRef('holds')).toThrow(/one of its items/);
  });
});
