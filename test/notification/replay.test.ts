import { afterEach, beforeEach, expect, it } from 'vitest';
import { listAudit } from '../../src/audit/list.js';
import { MINUTE_MS } from '../../src/kernel/instant.js';
import { DeliveryError } from '../../src/notification/channels/channel.js';
import { deliverDue } from '../../src/notification/deliver.js';
import { showNotification } from '../../src/notification/notification-view.js';
import { replayNotifications } from '../../src/notification/replay.js';
import { WORKER_REQUEST } from '../../src/notification/run-worker.js';
import { openTrial, type Trial } from '../audit/trial.js';
import { onEveryBackend } from '../support/backends.js';
import { addBooking, type Desk, openDesk, queue, RecordingChannel } from './desk.js';

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

  const show = (id: string | undefined) => showNotification(trial.database.session, id ?? '', desk.formatMoney);
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
    const item = { notificationId: id, recordLocator: 'K7QX2M', status: 'sent', lastError: null };
    expect(await replay([id], { reason: 'they freed some space' })).toEqual({
      replayed: 1,
      sent: 1,
      failed: 0,
      items: [item],
    });
    expect(await show(id)).toMatchObject({ status: 'sent', attempts: 2, lastError: null });
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
    expect(await replay([], {}, { status: 'failed' })).toEqual({ replayed: 0, sent: 0, failed: 0, items: [] });
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

  it('needs to be told what to replay', async () => {
    await expect(replay([])).rejects.toMatchObject({ code: 'INPUT_REQUIRED' });
    await expect(replay(['ntf_none'])).rejects.toMatchObject({ code: 'NOTIFICATION_NOT_FOUND' });
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
