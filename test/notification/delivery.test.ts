import { afterEach, beforeEach, expect, it } from 'vitest';
import { listAudit } from '../../src/audit/list.js';
import { verifyDatabase } from '../../src/audit/verify.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/kernel/instant.js';
import { type Channel, DeliveryError } from '../../src/notification/channels/channel.js';
import { type DeliveryAttempt, DeliveryPool, deliverDue } from '../../src/notification/deliver.js';
import { NOTIFICATION_CHECKS } from '../../src/notification/notification-checks.js';
import { listNotifications, showNotification } from '../../src/notification/notification-view.js';
import { queueMessage } from '../../src/notification/queue-message.js';
import { runWorker, WORKER_REQUEST, workerSteps } from '../../src/notification/run-worker.js';
import { openTrial, type Trial } from '../audit/trial.js';
import { onEveryBackend } from '../support/backends.js';
import { addBooking, customer, type Desk, openDesk, queue, RecordingChannel } from './desk.js';

onEveryBackend('delivery', (backend) => {
  let trial: Trial;
  let desk: Desk;
  let channel: RecordingChannel;
  beforeEach(async () => {
    trial = await openTrial(backend);
    await addBooking(trial);
    channel = new RecordingChannel();
    desk = openDesk(trial.database, channel);
  });
  afterEach(() => trial.drop());

  const show = (id: string | undefined) => showNotification(trial.database.session, id ?? '', desk);
  const deliver = () => deliverDue(desk, WORKER_REQUEST);
  const once = () => runWorker({ steps: workerSteps(desk), isOnce: true, signal: new AbortController().signal });
  const violations = async () => {
    const found: string[] = [];
    for (const { name, sql } of NOTIFICATION_CHECKS) {
      const row = await trial.database.session.first(sql, { now: desk.clock.now(), real: desk.clock.real() });
      if (row?.violations) found.push(name);
    }
    return found;
  };

  it('sends what was queued, once, and says so in the audit trail', async () => {
    const [id] = await queue(desk);
    expect(await show(id)).toMatchObject({
      status: 'pending',
      attempts: 0,
      recordLocator: 'K7QX2M',
      nextAttemptAt: null,
    });
    expect(await once()).toEqual({ published: 0, deferred: 0, sent: 1, retrying: 0, failed: 0, sealed: 1 });
    expect(await once()).toMatchObject({ sent: 0, sealed: 0 });
    expect(channel.delivered).toHaveLength(1);
    expect(channel.delivered[0]).toMatchObject({ to: 'ann@example.com', messageId: `<${id}@opsdesk.invalid>` });
    expect(await show(id)).toMatchObject({
      status: 'sent',
      attempts: 1,
      sentAt: '2026-12-01T09:30:00Z',
      lastError: null,
      attemptLog: [{ attempt: 1, outcome: 'sent', by: 'worker' }],
      to: 'ann@example.com',
      subject: 'Refund for your booking K7QX2M',
      body: expect.stringContaining('123.45 EUR'),
    });
    const { items } = await listAudit(trial.database.session, { limit: 5, entity: 'notification' });
    expect(items.map((item) => [item.action, item.entityId, item.customerId])).toEqual([
      ['notification.sent', id, 'cus_1'],
    ]);
    expect(await verifyDatabase(trial.database)).toMatchObject({ ok: true });
    expect(await violations()).toEqual([]);
  });

  it('queues nothing without an address or for an erased customer, and nothing that is rolled back', async () => {
    const message = {
      bookingId: 'bkg_1',
      subject: customer,
      template: 'refund',
      language: 'en',
      fields: { recordLocator: 'K7QX2M', amount: { amountMinor: 1, currency: 'EUR' } },
    } as const;
    await desk.runner.write({ command: 'refund issue', input: {} }, async (work) => {
      expect(queueMessage(work, { ...message, to: null })).toBeUndefined();
      expect(queueMessage(work, { ...message, to: 'a@b.c', subject: { ...customer, dataKey: null } })).toBeUndefined();
    });
    await desk.runner.write({ command: 'refund issue', input: {}, isDryRun: true }, async (work) => {
      expect(queueMessage(work, { ...message, to: 'a@b.c' })).toMatch(/^ntf_/);
    });
    expect(await trial.sql('select id from notification')).toEqual([]);
  });

  it('backs off, and parks after the fifth attempt', async () => {
    channel.failure = new DeliveryError('550 no such user <Ann@Example.com>');
    const [id] = await queue(desk);
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      expect(await deliver()).toEqual({ sent: 0, retrying: 1, failed: 0 });
      const [row] = await trial.sql('select next_attempt_at from notification');
      const pauseMs = Number(row?.next_attempt_at) - desk.clock.real();
      expect(pauseMs).toBeLessThanOrEqual(30_000 * 2 ** (attempt - 1));
      desk.clock.aheadMs += HOUR_MS;
    }
    expect(await show(id)).toMatchObject({ status: 'pending', attempts: 4 });
    expect(await deliver()).toEqual({ sent: 0, retrying: 0, failed: 1 });
    expect(await show(id)).toMatchObject({
      status: 'failed',
      attempts: 5,
      lastError: '550 no such user <(their address)>',
    });
    desk.clock.aheadMs += DAY_MS;
    expect(await deliver()).toEqual({ sent: 0, retrying: 0, failed: 0 });
    expect(await violations()).toEqual(['no-notification-has-failed']);
    const { items } = await listAudit(trial.database.session, { limit: 9, action: 'notification.failed' });
    expect(items).toHaveLength(5);
    expect(JSON.stringify(items)).not.toMatch(/ann@example.com/i);
  });

  it('parks at once what can never be delivered: an address that is none, a customer who is gone', async () => {
    channel.failure = new DeliveryError('no such address', true);
    const [first] = await queue(desk);
    await deliver();
    expect(await show(first)).toMatchObject({ status: 'failed', attempts: 1 });
    channel.failure = undefined;
    const [second] = await queue(desk);
    await trial.sql("update customer set data_key = null where id = 'cus_1'");
    await deliver();
    expect(await show(second)).toMatchObject({
      status: 'failed',
      lastError: 'the customer was erased',
      isErased: true,
      to: null,
      body: null,
    });
    expect(channel.delivered).toEqual([]);
  });

  it('loses nothing when a worker dies with a message in its hands', async () => {
    const [id] = await queue(desk);
    const dying = openDesk(trial.database, channel, 'dying worker', desk.clock);
    const killed = new Error('killed');
    // What a kill leaves behind: the lease is committed, the outcome is not.
    channel.whileSending = async () => {
      dying.runner.step = async () => {
        throw killed;
      };
    };
    await expect(deliverDue(dying, WORKER_REQUEST)).rejects.toBe(killed);
    expect(await show(id)).toMatchObject({ status: 'sending', attempts: 0 });
    const healthy = new RecordingChannel();
    const next = openDesk(trial.database, healthy, 'next worker', desk.clock);
    expect(await deliverDue(next, WORKER_REQUEST)).toEqual({ sent: 0, retrying: 0, failed: 0 });
    desk.clock.aheadMs += MINUTE_MS;
    expect(await violations()).toEqual(['leases-come-back']);
    expect(await deliverDue(next, WORKER_REQUEST)).toEqual({ sent: 1, retrying: 0, failed: 0 });
    expect(healthy.delivered).toHaveLength(1);
    expect((await show(id)).attemptLog.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
      [1, 'lost'],
      [2, 'sent'],
    ]);
    expect(await violations()).toEqual([]);
  });

  it('parks a message that brings five workers down', async () => {
    const [id] = await queue(desk);
    for (let death = 1; death <= 5; death += 1) {
      await trial.sql(
        `update notification set status = 'sending', lease_until = 0, lease_token = 'gone' where id = '${id}'`,
      );
      channel.whileSending = async () => {
        await trial.sql(`update notification set lease_token = 'gone', lease_until = 0 where id = '${id}'`);
      };
      await deliver();
    }
    expect(await show(id)).toMatchObject({ status: 'failed', attempts: 5 });
  });

  it('does not let a late finisher overwrite what its successor did', async () => {
    const [id] = await queue(desk);
    const late = new RecordingChannel();
    late.whileSending = async () => {
      desk.clock.aheadMs += MINUTE_MS;
      await deliver();
      late.failure = new DeliveryError('too late');
    };
    const slow = openDesk(trial.database, late, 'slow worker', desk.clock);
    expect(await deliverDue(slow, WORKER_REQUEST)).toEqual({ sent: 0, retrying: 0, failed: 0 });
    expect(await show(id)).toMatchObject({ status: 'sent', attempts: 2, lastError: null });
  });

  it('shares the work of several workers and sends nothing twice', async () => {
    const queued = await queue(desk, 90);
    const workers = [trial.database, await trial.another(), await trial.another()].map((database) =>
      openDesk(database, channel),
    );
    channel.whileSending = () => new Promise((resolve) => setTimeout(resolve, 2));
    await Promise.all(
      workers.map((worker) =>
        runWorker({ steps: workerSteps(worker), isOnce: true, signal: new AbortController().signal }),
      ),
    );
    expect(channel.delivered.map((message) => message.notificationId).sort()).toEqual(queued.sort());
    expect(await violations()).toEqual([]);
  });

  it('keeps no message waiting for one that takes long, and brings that one home at the end', async () => {
    const [slow, ...others] = await queue(desk, 12);
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const hands: Channel = {
      deliver: async (message) => {
        if (message.notificationId === slow) await held;
        await channel.deliver(message);
      },
    };
    const attempts: DeliveryAttempt[] = [];
    const pool = new DeliveryPool({ ...desk, channels: { email: hands } }, WORKER_REQUEST, {
      concurrency: 4,
      onAttempt: (attempt) => attempts.push(attempt),
    });
    let sent = 0;
    while (sent < others.length) sent += (await pool.turn()).sent;
    expect(channel.delivered.map((message) => message.notificationId).sort()).toEqual(others.sort());
    release();
    expect(await pool.finish()).toEqual({ sent: 1, retrying: 0, failed: 0 });
    expect(attempts.at(-1)).toMatchObject({
      notificationId: slow,
      channel: 'email',
      template: 'refund',
      status: 'sent',
    });
  });

  it('waits for a database that is away with what was sent, and not with what it could begin', async () => {
    await queue(desk);
    const step = desk.runner.step.bind(desk.runner);
    const patience: boolean[] = [];
    desk.runner.step = (request, work) => {
      patience.push((request.patienceMs ?? 0) > 0);
      return step(request, work);
    };
    await deliver();
    expect(patience).toEqual([false, true]);
  });

  it('has no more on their way at once than it was told', async () => {
    await queue(desk, 30);
    let now = 0;
    let most = 0;
    channel.whileSending = async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 2));
      now -= 1;
    };
    expect(await deliverDue(desk, WORKER_REQUEST, { concurrency: 3 })).toMatchObject({ sent: 30 });
    expect(most).toBeLessThanOrEqual(3);
  });

  it('lists newest first, in pages, by status, booking and day', async () => {
    await queue(desk, 3);
    await deliver();
    channel.failure = new DeliveryError('no such address', true);
    const [failed] = await queue(desk);
    await deliver();
    const { session } = trial.database;
    const page = await listNotifications(session, { limit: 2 });
    expect(page.items).toHaveLength(2);
    expect((await listNotifications(session, { limit: 2, cursor: page.nextCursor ?? '' })).nextCursor).toBeNull();
    const { items } = await listNotifications(session, {
      limit: 9,
      status: 'failed',
      recordLocator: 'K7QX2M',
      since: 1,
    });
    expect(items).toEqual([
      expect.objectContaining({
        notificationId: failed,
        channel: 'email',
        template: 'refund',
        status: 'failed',
        attempts: 1,
      }),
    ]);
    expect((await listNotifications(session, { limit: 9, since: desk.clock.now() + 1 })).items).toEqual([]);
    await expect(listNotifications(session, { limit: 1, cursor: 'x' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await expect(show('ntf_x')).rejects.toMatchObject({ code: 'NOTIFICATION_NOT_FOUND' });
  });
});
