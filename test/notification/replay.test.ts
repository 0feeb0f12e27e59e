import { afterEach, beforeEach, expect, it } from 'vitest';
import { listAudit } from '../../src/audit/list.js';
import { MINUTE_MS } from '../../src/kernel/instant.js';
import { DeliveryError } from '../../src/notification/channels/channel.js';
import { deliverDue } from '../../src/notification/deliver.js';
import { showNotification } from '../../src/notification/notification-view.js';
import { type ReplayInput, replayNotifications } from '../../src/notification/replay.js';
import { WORKER_REQUEST } from '../../src/notification/run-worker.js';
import { ids, openTrial, type Trial } from '../audit/trial.js';
import { onEveryBackend } from '../support/backends.js';
import { addBooking, type Desk, openDesk, queue, RecordingChannel } from './desk.js';

/** Something was said of a flight that the booking is on, at that moment. */
async function addFlightEvent(trial: Trial, id: string, at: number): Promise<void> {
  await trial.sql(
    `insert into airport (iata, name, city, country, time_zone, latitude, longitude)
     values ('LHR', 'Heathrow', 'London', 'GB', 'Europe/London', 51.5, -0.5),
       ('JFK', 'Kennedy', 'New York', 'US', 'America/New_York', 40.6, -73.8)`,
  );
  await trial.sql(
    `insert into flight (id, carrier, number, departure_date, origin, destination, departs_at, departs_offset,
       arrives_at, arrives_offset, equipment, status, version)
     values (7, 'XX', '7', '2026-12-01', 'LHR', 'JFK', 0, 0, 1, 0, 'A320', 'delayed', 1)`,
  );
  await trial.sql(
    `insert into segment (booking_id, position, flight_id, status, fare_class, cabin, fare_basis, base_minor, tax_minor,
       is_refundable, change_fee_minor, cancel_fee_minor)
     values ('bkg_1', 1, 7, 'HK', 'Y', 'Y', 'YOW', 1, 1, 1, 0, 0)`,
  );
  await trial.sql(
    `insert into flight_event (id, flight_id, kind, cause, delay_minutes, recorded_at, recorded_by)
     values ('${id}', 7, 'delayed', 'weather', 30, ${at}, 'ann')`,
  );
}

const gone = new DeliveryError('mailbox full', true);

onEveryBackend('replay', (backend) => {
  let trial: Trial;
  let desk: Desk;
  let channel: RecordingChannel;
  beforeEach(async () => {
    trial = await openTrial(backend);
    await addBooking(trial);
    channel = new RecordingChannel();
    desk = openDesk(trial.database, channel, 'ann');
  });
  afterEach(() => trial.drop());

  const show = (id: string | undefined) => showNotification(trial.database.session, id ?? '', desk);
  const deliver = () => deliverDue(desk, WORKER_REQUEST);
  const replay = (ids: readonly string[], options = {}, input = {}) =>
    replayNotifications(desk, { notificationIds: ids, ...input }, options);

  async function failed(count: number): Promise<string[]> {
    channel.failure = gone;
    const ids = await queue(desk, count);
    await deliver();
    channel.failure = undefined;
    return ids;
  }

  it('sends what has failed, as a new attempt in the audit trail', async () => {
    const [id = ''] = await failed(1);
    const item = { notificationId: id, recordLocator: 'K7QX2M', status: 'sent', lastError: null, quietUntil: null };
    expect(await replay([id], { reason: 'they freed some space' })).toEqual({
      replayed: 1,
      sent: 1,
      failed: 0,
      waiting: 0,
      left: 0,
      items: [item],
    });
    expect(await show(id)).toMatchObject({ status: 'sent', attempts: 2, lastError: null, quietUntil: null });
    const { items } = await listAudit(trial.database.session, { limit: 2, entityId: id });
    expect(items.map(({ action, command, reason, actor }) => [action, command, reason, actor])).toEqual([
      ['notification.sent', 'notification replay', 'they freed some space', 'ann'],
      ['notification.replayed', 'notification replay', 'they freed some space', 'ann'],
    ]);
  });

  it('replays all that failed, and tells which failed again', async () => {
    const ids = await failed(12);
    channel.failure = gone;
    const again = await replay([], {}, { status: 'failed' });
    expect(again).toMatchObject({ replayed: 12, sent: 0, failed: 12 });
    expect(again.items[0]).toMatchObject({ status: 'failed', lastError: 'mailbox full' });
    channel.failure = undefined;
    expect(await replay([], {}, { status: 'failed' })).toMatchObject({ replayed: 12, sent: 12, failed: 0 });
    expect(await replay([], {}, { status: 'failed' })).toEqual({
      replayed: 0,
      sent: 0,
      failed: 0,
      waiting: 0,
      left: 0,
      items: [],
    });
    expect(new Set(channel.delivered.map((message) => message.notificationId))).toEqual(new Set(ids));
  });

  it('refuses what was sent already, unless forced with a reason', async () => {
    const [id = ''] = await queue(desk);
    await deliver();
    await expect(replay([id])).rejects.toMatchObject({ code: 'ALREADY_SENT' });
    await expect(replay([id], {}, { isForced: true })).rejects.toMatchObject({ code: 'INPUT_REQUIRED' });
    expect(await replay([id], { reason: 'lost by them' }, { isForced: true })).toMatchObject({ sent: 1 });
    expect(channel.delivered.map((message) => message.messageId)).toEqual(Array(2).fill(`<${id}@opsdesk.invalid>`));
  });

  it('refuses to write to who was erased or does not want it, and says so of one among many', async () => {
    const [id = ''] = await failed(1);
    const unwelcome = { ...desk, mayNotify: async () => false };
    await expect(replayNotifications(unwelcome, { notificationIds: [id] }, {})).rejects.toMatchObject({
      code: 'REFUSED_BY_RULE',
    });
    await trial.sql("update customer set data_key = null where id = 'cus_1'");
    await expect(replay([id])).rejects.toMatchObject({ code: 'REFUSED_BY_RULE' });
    expect(await replay([id, 'ntf_none'])).toEqual({
      replayed: 0,
      sent: 0,
      failed: 2,
      waiting: 0,
      left: 0,
      items: [
        expect.objectContaining({
          notificationId: id,
          recordLocator: 'K7QX2M',
          status: 'failed',
          code: 'REFUSED_BY_RULE',
        }),
        expect.objectContaining({ notificationId: 'ntf_none', status: null, code: 'NOTIFICATION_NOT_FOUND' }),
      ],
    });
    expect(channel.delivered).toEqual([]);
  });

  it('chooses by status, channel, template, booking, time and error; all of it must hold', async () => {
    const [id = ''] = await failed(1);
    channel.failure = new DeliveryError('451 100% of_the quota', false);
    const [pending = ''] = await queue(desk);
    await deliver();
    channel.failure = undefined;
    const chosen = async (input: Partial<ReplayInput>) =>
      (await replay([], { isDryRun: true }, input)).items.map(({ notificationId }) => notificationId);
    const at = desk.clock.now();
    const all = { channel: 'email', template: 'refund', recordLocator: 'K7QX2M', since: at, until: at + 1 };
    expect(await chosen(all)).toEqual([id]);
    expect(await chosen({ ...all, errorText: 'MAILBOX' })).toEqual([id]);
    expect(await chosen({ ...all, status: 'pending', errorText: '100% of_the' })).toEqual([pending]);
    for (const other of [
      { channel: 'sms' },
      { template: 'change' },
      { recordLocator: 'AAAAAA' },
      { since: at + 1 },
      { until: at },
      { errorText: 'box%full' },
      { errorText: 'mail_ox' },
      { status: 'pending' },
      { eventId: 'evt_01K8ZT4M5V6W7X8Y9Z0A1B2C3D' },
    ] as const) {
      expect(await chosen({ ...all, errorText: 'mailbox', ...other }), JSON.stringify(other)).toEqual([]);
    }
    expect(await chosen({ ...all, notificationIds: [pending] })).toEqual([pending, id]);
  });

  it('chooses what was queued because of an event, of a booking or of its flight', async () => {
    const [id = ''] = await failed(1);
    const [at] = await trial.sql('select created_at from notification');
    const [evt, fev] = [ids.next('evt'), ids.next('fev')];
    await trial.sql(
      `insert into outbox (id, topic, booking_id, payload, state, attempts, available_at, created_at)
       values ('${evt}', 'booking.changed', 'bkg_1', '{}', 'published', 1, 0, ${String(at?.created_at)})`,
    );
    await addFlightEvent(trial, fev, Number(at?.created_at));
    for (const eventId of [evt, fev]) {
      const { items } = await replay([], { isDryRun: true }, { eventId });
      expect(items.map(({ notificationId }) => notificationId)).toEqual([id]);
    }
    await trial.sql('delete from segment');
    expect((await replay([], {}, { eventId: fev })).items).toEqual([]);
    await trial.sql('update outbox set created_at = created_at + 1');
    expect((await replay([], {}, { eventId: evt })).items).toEqual([]);
    await expect(replay([], {}, { eventId: 'bkg_1' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('sends what was sent of a stretch of time once more, only when it is forced', async () => {
    await queue(desk, 3);
    await deliver();
    await expect(replay([], {}, { status: 'sent' })).rejects.toMatchObject({ code: 'INPUT_REQUIRED' });
    await expect(replay([], {}, { status: 'sent', isForced: true })).rejects.toMatchObject({ code: 'INPUT_REQUIRED' });
    const forced = await replay([], { reason: 'the provider lost them' }, { status: 'sent', isForced: true });
    expect(forced).toMatchObject({ replayed: 3, sent: 3, left: 0 });
  });

  it('sends all of them at a pace', async () => {
    await failed(4);
    const paced = await replayNotifications(desk, { status: 'failed' }, {}, { ratePerSecond: 1_000 });
    expect(paced).toMatchObject({ sent: 4, left: 0 });
  });

  it('stops between two when it is told to, and goes on with what is left under the same key', async () => {
    const all = await failed(30);
    const end = new AbortController();
    channel.whileSending = async () => {
      if (channel.delivered.length === 4) end.abort();
    };
    const input = { status: 'failed' } as const;
    const key = { idempotencyKey: 'stopped' };
    const stopped = await replayNotifications(desk, input, key, { signal: end.signal });
    expect(stopped.left).toBeGreaterThan(0);
    expect(stopped).toMatchObject({ sent: 30 - stopped.left, failed: 0 });
    expect(await replayNotifications(desk, input, key)).toMatchObject({ replayed: 30, sent: 30, failed: 0, left: 0 });
    expect(channel.delivered.map((message) => message.notificationId).sort()).toEqual(all.sort());
  });

  it('sends each once when four replay the same set at once', async () => {
    const all = await failed(40);
    const desks = [desk];
    for (const name of ['bob', 'cy', 'di']) desks.push(openDesk(await trial.another(), channel, name));
    channel.whileSending = () => new Promise((resolve) => setTimeout(resolve, 2));
    const results = await Promise.all(desks.map((on) => replayNotifications(on, { status: 'failed' }, {})));
    expect(results.reduce((sum, { sent }) => sum + sent, 0)).toBe(40);
    expect(channel.delivered.map((message) => message.notificationId).sort()).toEqual(all.sort());
  });

  it('needs to be told what to replay', async () => {
    await expect(replay([])).rejects.toMatchObject({ code: 'INPUT_REQUIRED' });
    await expect(replay(['ntf_none'])).rejects.toMatchObject({ code: 'NOTIFICATION_NOT_FOUND' });
    const missing = ['"],\\', 'ntf_none'];
    expect((await replay(missing)).items.map(({ code }) => code)).toEqual(missing.map(() => 'NOTIFICATION_NOT_FOUND'));
  });

  it('never sends twice when two replay at once, beside a worker', async () => {
    const ids = await failed(10);
    const other = openDesk(await trial.another(), channel, 'bob');
    channel.whileSending = () => new Promise((resolve) => setTimeout(resolve, 5));
    const results = await Promise.all([
      replay([], {}, { status: 'failed' }),
      replayNotifications(other, { notificationIds: ids }, {}),
      deliver(),
    ]);
    expect(results[0].sent + results[1].sent).toBe(10);
    expect(channel.delivered.map((message) => message.notificationId).sort()).toEqual(ids.sort());
  });

  it('waits for a lease, and takes over one that ran out', async () => {
    const [id = ''] = await queue(desk);
    await trial.sql(
      `update notification set status = 'sending', lease_token = 'x', lease_until = ${Date.now() + MINUTE_MS}`,
    );
    await expect(replay([id])).rejects.toMatchObject({ code: 'WRONG_STATE', isRetryable: true });
    desk.clock.aheadMs += 2 * MINUTE_MS;
    expect(await replay([id])).toMatchObject({ sent: 1 });
    expect((await show(id)).attemptLog.map(({ outcome }) => outcome)).toEqual(['lost', 'sent']);
  });

  it('gives a repeated key its stored answer, and carries on where it stopped', async () => {
    const ids = await failed(3);
    const key = { idempotencyKey: 'k1' };
    const step = desk.runner.step.bind(desk.runner);
    let steps = 0;
    desk.runner.step = (request, work) => {
      steps += 1;
      return steps > 4 ? Promise.reject(new Error('killed')) : step(request, work);
    };
    await expect(replay(ids, key)).rejects.toThrow('killed');
    desk.runner.step = step;
    desk.clock.aheadMs += MINUTE_MS;
    const resumed = await replay(ids, key);
    expect(resumed).toMatchObject({ replayed: 3, sent: 3, failed: 0 });
    const delivered = channel.delivered.length;
    expect(await replay(ids, key)).toEqual(resumed);
    expect(channel.delivered).toHaveLength(delivered);
  });

  it('changes and sends nothing in a dry run', async () => {
    const [id = ''] = await failed(1);
    expect(await replay([id], { isDryRun: true })).toMatchObject({
      replayed: 1,
      sent: 0,
      failed: 0,
      items: [{ status: 'pending' }],
    });
    expect(await show(id)).toMatchObject({ status: 'failed', attempts: 1 });
    expect(channel.delivered).toEqual([]);
  });
});
