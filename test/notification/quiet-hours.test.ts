import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseQuietHours, quietUntil, requireTimeZone } from '../../src/customer/quiet-hours.js';
import { changeCustomer } from '../../src/customer/update-customer.js';
import { HOUR_MS, type Instant, MINUTE_MS } from '../../src/kernel/instant.js';
import { DeliveryError } from '../../src/notification/channels/channel.js';
import { deliverDue } from '../../src/notification/deliver.js';
import { listNotifications, type NotificationItem } from '../../src/notification/notification-view.js';
import { queueMessage } from '../../src/notification/queue-message.js';
import { urgentBefore } from '../../src/notification/quiet-hold.js';
import { replayNotifications } from '../../src/notification/replay.js';
import { WORKER_REQUEST } from '../../src/notification/run-worker.js';
import { reportBacklog } from '../../src/report/backlog.js';
import { openTrial, type Trial } from '../audit/trial.js';
import { onEveryBackend } from '../support/backends.js';
import { addBooking, customer, type Desk, openDesk, RecordingChannel } from './desk.js';

/** Midnight in Berlin. */
const NIGHT = Date.parse('2026-12-01T23:00:00Z');
const MORNING = Date.parse('2026-12-02T06:00:00Z');
const BERLIN = { quietHours: '22:00-07:00', timeZone: 'Europe/Berlin' };

onEveryBackend('quiet hours', (backend) => {
  let trial: Trial;
  let desk: Desk;
  let sms: RecordingChannel;
  let mail: RecordingChannel;
  beforeEach(async () => {
    trial = await openTrial(backend);
    [mail, sms] = [new RecordingChannel(), new RecordingChannel()];
    desk = { ...openDesk(trial.database, mail), channels: { email: mail, sms } };
    await addBooking(trial);
    await change({ notify: ['all:sms=on'], ...BERLIN });
    setClock(NIGHT);
  });
  afterEach(() => trial.drop());

  const change = (more: object) => changeCustomer(desk.runner, { customerId: customer.customerId, ...more }, {});
  const deliver = () => deliverDue(desk, WORKER_REQUEST);
  const setClock = (now: Instant) => {
    desk.clock.now = () => now;
  };
  /** Both clocks go on, as they do for a worker that is left running. */
  const goOn = (ms: number) => {
    setClock(desk.clock.now() + ms);
    desk.clock.aheadMs += ms;
  };
  const list = async (): Promise<NotificationItem[]> =>
    (await listNotifications(trial.database.session, { limit: 10 })).items;
  const text = async (): Promise<NotificationItem> =>
    (await list()).find(({ channel }) => channel === 'sms') as NotificationItem;

  const tell = (urgentFrom?: Instant) =>
    desk.runner.write({ command: 'refund issue', input: {} }, async (work) =>
      queueMessage(work, {
        ...{ bookingId: 'bkg_1', subject: customer, template: 'refund', urgentFrom },
        ...{ to: 'ann@example.com', phone: '+44 20 7123 4567' },
        fields: { recordLocator: 'K7QX2M', amount: { amountMinor: 12345, currency: 'EUR' } },
      }),
    );

  it('keep a telephone silent until they end, and hold up no mail', async () => {
    await tell();
    expect(await deliver()).toEqual({ sent: 1, retrying: 0, failed: 0 });
    expect(await text()).toMatchObject({ status: 'pending', attempts: 0, quietUntil: '2026-12-02T06:00:00Z' });
    const backlog = () => reportBacklog({ session: trial.database.session, clock: desk.clock });
    expect((await backlog()).find(({ work }) => work === 'messages to send')).toMatchObject({ waiting: 0 });
    goOn(MORNING - NIGHT - MINUTE_MS);
    expect(await deliver()).toEqual({ sent: 0, retrying: 0, failed: 0 });
    goOn(MINUTE_MS);
    expect((await backlog()).find(({ work }) => work === 'messages to send')).toMatchObject({ waiting: 1 });
    expect(await deliver()).toEqual({ sent: 1, retrying: 0, failed: 0 });
    expect(await text()).toMatchObject({ status: 'sent', attempts: 1, quietUntil: null });
    expect([mail, sms].map(({ delivered }) => delivered.length)).toEqual([1, 1]);
  });

  it('count for another attempt, too', async () => {
    setClock(Date.parse('2026-12-01T20:59:00Z'));
    sms.failure = new DeliveryError('the SMS provider refused it: 500');
    await tell();
    expect(await deliver()).toEqual({ sent: 1, retrying: 1, failed: 0 });
    sms.failure = undefined;
    goOn(HOUR_MS);
    expect(await deliver()).toEqual({ sent: 0, retrying: 0, failed: 0 });
    expect(await text()).toMatchObject({ status: 'pending', attempts: 1, quietUntil: '2026-12-02T06:00:00Z' });
  });

  it('hold nothing that is urgent, and nothing for longer than until it is', async () => {
    await tell(NIGHT);
    expect(await deliver()).toMatchObject({ sent: 2 });
    await tell(urgentBefore(NIGHT + 14 * HOUR_MS));
    expect(await deliver()).toMatchObject({ sent: 1 });
    expect(await text()).toMatchObject({ status: 'pending', quietUntil: '2026-12-02T01:00:00Z' });
    goOn(2 * HOUR_MS);
    expect(await deliver()).toMatchObject({ sent: 1 });
  });

  it('are as the customer has said last', async () => {
    await tell();
    await change({ timeZone: 'America/New_York' });
    expect(await deliver()).toMatchObject({ sent: 2 });
    expect(await change({ quietHours: '17:30-18:30' })).toMatchObject({
      quietHours: '17:30-18:30',
      timeZone: 'America/New_York',
    });
    await tell();
    expect(await deliver()).toMatchObject({ sent: 1 });
    expect(await change({ quietHours: null })).toMatchObject({ quietHours: null, timeZone: null });
    await tell();
    expect(await deliver()).toMatchObject({ sent: 2 });
  });

  it('make a replay wait as well, unless it is forced with a reason', async () => {
    setClock(NIGHT - 12 * HOUR_MS);
    sms.failure = new DeliveryError('the SMS provider refused it: 400', true);
    await tell();
    expect(await deliver()).toMatchObject({ sent: 1, failed: 1 });
    setClock(NIGHT);
    sms.failure = undefined;
    const held = { sent: 0, waiting: 1, failed: 0, replayed: 0, items: [{ quietUntil: '2026-12-02T06:00:00Z' }] };
    expect(await replayNotifications(desk, { status: 'failed' }, { isDryRun: true })).toMatchObject(held);
    expect(await text()).toMatchObject({ status: 'failed' });
    expect(await replayNotifications(desk, { status: 'failed' }, {})).toMatchObject(held);
    expect(await text()).toMatchObject({ status: 'pending', attempts: 1 });
    const { notificationId } = await text();
    const one = { notificationIds: [notificationId] };
    expect(await replayNotifications(desk, one, {})).toMatchObject(held);
    expect(sms.delivered).toEqual([]);
    const forced = await replayNotifications(desk, { ...one, isForced: true }, { reason: 'they wait for it' });
    expect(forced).toMatchObject({ sent: 1, waiting: 0, items: [{ status: 'sent', quietUntil: null }] });
    goOn(MORNING - NIGHT);
    expect(await deliver()).toMatchObject({ sent: 0 });
  });

  it('are refused where nobody could keep them', async () => {
    for (const [input, code] of [
      [{ quietHours: '22-7' }, 'INVALID_INPUT'],
      [{ quietHours: '' }, 'INVALID_INPUT'],
      [{ quietHours: '24:00-07:00' }, 'INVALID_INPUT'],
      [{ quietHours: '07:00-07:00' }, 'INVALID_INPUT'],
      [{ timeZone: 'Europe/Atlantis' }, 'INVALID_INPUT'],
      [{ quietHours: null, timeZone: 'Europe/Paris' }, 'INVALID_INPUT'],
    ] as const) {
      await expect(change(input), JSON.stringify(input)).rejects.toMatchObject({ code });
    }
    await change({ quietHours: null });
    await expect(change({ quietHours: '22:00-07:00' })).rejects.toMatchObject({ code: 'INPUT_REQUIRED' });
    await expect(change({ timeZone: 'Europe/Paris' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('the end of quiet hours', () => {
  const endOf = (hours: string, at: string, timeZone = 'Europe/Berlin') => {
    const until = quietUntil({ ...parseQuietHours(hours), timeZone }, Date.parse(at));
    return until === undefined ? undefined : new Date(until).toISOString().slice(0, 16);
  };

  it('is by their own clock, tonight or tomorrow', () => {
    expect(endOf('22:00-07:00', '2026-12-01T20:59:59Z')).toBeUndefined();
    expect(endOf('22:00-07:00', '2026-12-01T21:00:00Z')).toBe('2026-12-02T06:00');
    expect(endOf('22:00-07:00', '2026-12-02T05:59:59Z')).toBe('2026-12-02T06:00');
    expect(endOf('22:00-07:00', '2026-12-02T06:00:00Z')).toBeUndefined();
    expect(endOf('13:00-15:00', '2026-12-02T12:30:00Z')).toBe('2026-12-02T14:00');
    expect(endOf('13:00-15:00', '2026-12-02T14:00:00Z')).toBeUndefined();
    expect(endOf('22:00-07:00', '2026-07-01T20:00:00Z')).toBe('2026-07-02T05:00');
    expect(endOf('22:00-07:00', '2026-12-01T10:00:00Z', 'Pacific/Kiritimati')).toBe('2026-12-01T17:00');
  });

  it('comes in the night that has no 02:30 as late as in others', () => {
    // Berlin, 2026-03-29: 01:59 CET is followed by 03:00 CEST.
    expect(endOf('22:00-02:30', '2026-03-28T21:00:00Z')).toBe('2026-03-29T01:30');
    expect(endOf('22:00-02:30', '2026-03-29T01:29:00Z')).toBe('2026-03-29T01:30');
    expect(endOf('22:00-02:30', '2026-03-29T01:30:00Z')).toBeUndefined();
    expect(endOf('22:00-07:00', '2026-03-28T23:00:00Z')).toBe('2026-03-29T05:00');
    expect(endOf('02:30-07:00', '2026-03-29T01:29:00Z')).toBeUndefined();
    expect(endOf('02:30-07:00', '2026-03-29T01:30:00Z')).toBe('2026-03-29T05:00');
  });

  it('is the second 02:30 of the night that has it twice', () => {
    // Berlin, 2026-10-25: 02:59 CEST is followed by 02:00 CET.
    expect(endOf('22:00-02:30', '2026-10-25T00:29:00Z')).toBe('2026-10-25T01:30');
    expect(endOf('22:00-02:30', '2026-10-25T00:45:00Z')).toBe('2026-10-25T01:30');
    expect(endOf('22:00-02:30', '2026-10-25T01:30:00Z')).toBeUndefined();
    expect(endOf('02:30-07:00', '2026-10-25T00:29:00Z')).toBeUndefined();
    expect(endOf('02:30-07:00', '2026-10-25T00:30:00Z')).toBe('2026-10-25T06:00');
    expect(endOf('02:30-07:00', '2026-10-25T01:10:00Z')).toBe('2026-10-25T06:00');
  });

  it('is at once where this machine does not know their zone', () => {
    expect(endOf('22:00-07:00', '2026-12-01T23:00:00Z', 'Mars/Olympus')).toBeUndefined();
    for (const zone of ['Mars/Olympus', '+01:00', '', 'Europe/Berlin;']) {
      expect(() => requireTimeZone(zone)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    }
    expect(requireTimeZone('America/Argentina/Buenos_Aires')).toBe('America/Argentina/Buenos_Aires');
  });
});
