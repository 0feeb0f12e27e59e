import { afterEach, beforeEach, expect, it } from 'vitest';
import { changeCustomer } from '../../src/customer/update-customer.js';
import { HOUR_MS } from '../../src/kernel/instant.js';
import { DeliveryError } from '../../src/notification/channels/channel.js';
import { deliverDue } from '../../src/notification/deliver.js';
import { releaseDigests } from '../../src/notification/digest-repository.js';
import { showNotification } from '../../src/notification/notification-view.js';
import { queueMessage } from '../../src/notification/queue-message.js';
import { type ReplayInput, replayNotifications } from '../../src/notification/replay.js';
import { WORKER_REQUEST } from '../../src/notification/run-worker.js';
import { notificationDetailView } from '../../src/present/views/notification-view.js';
import { openTrial, type Trial } from '../audit/trial.js';
import { onEveryBackend } from '../support/backends.js';
import { addBooking, customer, type Desk, openDesk, RecordingChannel } from './desk.js';

const PHONE = '+44 20 7123 4567';

onEveryBackend('a replayed digest', (backend) => {
  let trial: Trial;
  let desk: Desk;
  let mail: RecordingChannel;
  let sms: RecordingChannel;
  beforeEach(async () => {
    trial = await openTrial(backend);
    await addBooking(trial);
    [mail, sms] = [new RecordingChannel(), new RecordingChannel()];
    desk = { ...openDesk(trial.database, mail), channels: { email: mail, sms } };
  });
  afterEach(() => trial.drop());

  /** @param urgentFrom of each that is queued @returns the ids */
  async function tell(urgentFrom: readonly (number | null)[], group = 'job_1'): Promise<string[]> {
    const before = new Set((await rows()).map(({ id }) => id));
    await desk.runner.write({ command: 'disruption apply', input: {} }, async (work) => {
      for (const moment of urgentFrom) {
        queueMessage(work, {
          ...{ bookingId: 'bkg_1', subject: customer, template: 'refund', to: 'ann@example.com', phone: PHONE },
          fields: { recordLocator: 'K7QX2M', amount: { amountMinor: 100, currency: 'EUR' } },
          digest: { group, waitsUntil: desk.clock.real() + HOUR_MS },
          ...(moment === null ? {} : { urgentFrom: moment }),
        });
      }
    });
    await desk.runner.step(WORKER_REQUEST, ({ tx }) => releaseDigests(tx, group));
    return (await rows()).map(({ id }) => String(id)).filter((id) => !before.has(id));
  }
  const rows = () => trial.sql('select * from notification order by id');
  const show = (id: string) => showNotification(trial.database.session, id, desk);
  const statuses = async () => (await rows()).map(({ status }) => status);
  const deliver = () => deliverDue(desk, WORKER_REQUEST);
  const replay = (input: ReplayInput, options = {}, pace = {}) => replayNotifications(desk, input, options, pace);
  /** Three that wait together for their next attempt. */
  async function refused(): Promise<string[]> {
    mail.failure = new DeliveryError('452 try again');
    const ids = await tell([null, null, null]);
    expect(await deliver()).toMatchObject({ retrying: 3 });
    mail.failure = undefined;
    return ids;
  }
  const beQuiet = () =>
    changeCustomer(
      desk.runner,
      {
        ...{ customerId: customer.customerId, quietHours: '09:00-13:00', timeZone: 'UTC' },
        notify: ['all:sms=on', 'all:email=off'],
      },
      {},
    );

  it.each([
    ['forced', { isForced: true }, { reason: 'storm' }],
    ['unforced', {}, {}],
  ])('goes out once with all that waits to travel in it, %s, whatever the pace', async (_, how, options) => {
    const ids = await refused();
    const all = ids.map((notificationId) => ({ notificationId }));
    const dry = await replay({ status: 'pending', ...how }, { ...options, isDryRun: true });
    expect(dry).toMatchObject({ replayed: 3, failed: 0, left: 0, items: all });
    const done = await replay({ status: 'pending', ...how }, options, { ratePerSecond: 1_000 });
    expect(done).toMatchObject({ replayed: 3, sent: 3, failed: 0, left: 0, items: all });
    expect(mail.delivered.map(({ subject }) => subject)).toEqual(['News of your booking K7QX2M']);
    expect(await statuses()).toEqual(['sent', 'sent', 'sent']);
  });

  it('is one message where its lead is named with another, in any order, and tells of what was not named', async () => {
    const [lead = '', other = '', third = ''] = await refused();
    const named = { notificationIds: [third, lead], isForced: true };
    expect(await replay(named, { reason: 'storm' })).toMatchObject({ replayed: 3, sent: 3, failed: 0 });
    expect(mail.delivered).toHaveLength(1);
    expect((await replay({ notificationIds: [other], isForced: true }, { reason: 'lost' })).items).toHaveLength(1);
    expect(mail.delivered).toHaveLength(2);
  });

  it('has each that was parked go out by itself', async () => {
    const [lead = '', other = ''] = await refused();
    mail.failure = new DeliveryError('550 no such user', true);
    expect(await replay({ notificationIds: [lead, other] })).toMatchObject({ replayed: 3, sent: 0, failed: 3 });
    mail.failure = undefined;
    expect(await replay({ notificationIds: [lead, other] })).toMatchObject({ replayed: 2, sent: 2, failed: 0 });
    expect(mail.delivered.map(({ notificationId }) => notificationId).sort()).toEqual([lead, other].sort());
    expect(await show(lead)).toMatchObject({ status: 'sent', carries: [] });
  });

  it('is said to travel until it is sent', async () => {
    const [lead = '', other = ''] = await refused();
    const text = async () => notificationDetailView.text?.(await show(other), (_, words) => words);
    expect(await text()).toContain(`Travels with ${lead}.`);
    await replay({ status: 'pending' });
    expect(await text()).toContain(`Sent with ${lead}.`);
    expect((await show(lead)).carries).toHaveLength(2);
  });

  it('leaves by itself what its lead, which is refused, does not carry', async () => {
    const [lead = ''] = await refused();
    await trial.sql(`update notification set template = 'cancellation' where id = '${lead}'`);
    const mayNotify = async (_: unknown, { template }: { template: string }) => template === 'refund';
    const done = await replayNotifications({ ...desk, mayNotify }, { status: 'pending' }, {});
    expect(done).toMatchObject({ replayed: 2, sent: 2, failed: 1, left: 0 });
    expect(done.items.map(({ code }) => code)).toEqual(['REFUSED_BY_RULE', undefined, undefined]);
    expect(mail.delivered).toHaveLength(2);
  });

  it('is told of as a whole where it was sent before the replay was stopped', async () => {
    const [lead = '', other = ''] = await refused();
    const [alone = ''] = await tell([null], 'job_2');
    const key = { idempotencyKey: 'k1' };
    const end = new AbortController();
    mail.whileSending = async () => end.abort();
    const input = { notificationIds: [lead, other, alone] };
    const stopped = await replay(input, key, { ratePerSecond: 1, signal: end.signal });
    expect(stopped).toMatchObject({ sent: 3, left: 1 });
    expect(await replay(input, key)).toMatchObject({ replayed: 4, sent: 4, failed: 0, left: 0 });
    expect(mail.delivered).toHaveLength(2);
  });

  it('waits for the moment at which the first of it is urgent, as it does with a worker', async () => {
    await beQuiet();
    const soon = desk.clock.now() + HOUR_MS;
    await tell([null, soon]);
    expect(await deliver()).toMatchObject({ sent: 0 });
    const held = {
      replayed: 0,
      sent: 0,
      waiting: 2,
      failed: 0,
      items: Array(2).fill({ quietUntil: '2026-12-01T10:30:00Z' }),
    };
    expect(await replay({ status: 'pending' })).toMatchObject(held);
    expect(await replay({ notificationIds: [String((await rows())[0]?.id)] })).toMatchObject(held);
    desk.clock.now = () => soon;
    desk.clock.aheadMs += HOUR_MS;
    expect(await deliver()).toMatchObject({ sent: 2 });
    expect(sms.delivered).toHaveLength(1);
  });
});
