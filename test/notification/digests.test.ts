import { afterEach, beforeEach, expect, it } from 'vitest';
import { changeCustomer } from '../../src/customer/update-customer.js';
import { HOUR_MS, MINUTE_MS } from '../../src/kernel/instant.js';
import { DeliveryError } from '../../src/notification/channels/channel.js';
import { deliverDue } from '../../src/notification/deliver.js';
import { releaseDigests } from '../../src/notification/digest-repository.js';
import { NOTIFICATION_CHECKS } from '../../src/notification/notification-checks.js';
import { showNotification } from '../../src/notification/notification-view.js';
import { queueMessage } from '../../src/notification/queue-message.js';
import { type ReplayInput, replayNotifications } from '../../src/notification/replay.js';
import { WORKER_REQUEST } from '../../src/notification/run-worker.js';
import { openTrial, type Trial } from '../audit/trial.js';
import { onEveryBackend } from '../support/backends.js';
import { addAnotherBooking, addBooking, customer, type Desk, openDesk, RecordingChannel } from './desk.js';

const LOCATORS = ['K7QX2M', 'AAAAAA', 'BBBBBB', 'CCCCCC', 'DDDDDD'];
const WINDOW_MS = 5 * MINUTE_MS;

onEveryBackend('a digest', (backend) => {
  let trial: Trial;
  let desk: Desk;
  let mail: RecordingChannel;
  let sms: RecordingChannel;
  beforeEach(async () => {
    trial = await openTrial(backend);
    await addBooking(trial);
    for (const [index, locator] of LOCATORS.entries()) {
      if (index > 0) await addAnotherBooking(trial, `bkg_${index + 1}`, locator);
    }
    [mail, sms] = [new RecordingChannel(), new RecordingChannel()];
    desk = { ...openDesk(trial.database, mail), channels: { email: mail, sms } };
  });
  afterEach(async () => {
    expect(await violations()).toEqual([]);
    await trial.drop();
  });

  interface Telling {
    readonly to?: string;
    readonly phone?: string;
    readonly group?: string;
    readonly waitMs?: number;
    readonly kind?: 'refund' | 'cancellation';
  }
  /** Queues a message about each of the bookings, as a job does. @returns the ids of the mails */
  const tell = (
    locators: readonly string[],
    { to = 'ann@example.com', phone, group = 'job_1', ...how }: Telling = {},
  ) =>
    desk.runner.write({ command: 'disruption apply', input: {} }, async (work) =>
      locators.map((recordLocator) => {
        const fields = { recordLocator, passengers: [], refund: null, amount: { amountMinor: 100, currency: 'EUR' } };
        return String(
          queueMessage(work, {
            ...{ bookingId: `bkg_${LOCATORS.indexOf(recordLocator) + 1}`, subject: customer },
            ...{ template: how.kind ?? 'refund', to, fields, ...(phone === undefined ? {} : { phone }) },
            digest: { group, waitsUntil: desk.clock.real() + (how.waitMs ?? WINDOW_MS) },
          } as Parameters<typeof queueMessage>[1]),
        );
      }),
    );
  const release = (customerId?: string) =>
    desk.runner.step(WORKER_REQUEST, ({ tx }) => releaseDigests(tx, 'job_1', customerId));
  const deliver = (by = desk, concurrency?: number) => deliverDue(by, WORKER_REQUEST, { concurrency });
  const show = (id: string | undefined) => showNotification(trial.database.session, id ?? '', desk);
  const replay = (input: ReplayInput, options = {}) => replayNotifications(desk, input, options);
  const statuses = async (ids: readonly string[]) => Promise.all(ids.map(async (id) => (await show(id)).status));
  async function violations(): Promise<string[]> {
    const found: string[] = [];
    for (const { name, sql, isWarning } of NOTIFICATION_CHECKS) {
      const row = await trial.database.session.first(sql, { now: desk.clock.now(), real: desk.clock.real() });
      if (row?.violations && !isWarning) found.push(name);
    }
    return found;
  }
  /** What a kill leaves behind: the lease is committed, the outcome is not. */
  async function beKilled(): Promise<void> {
    const dying = { ...desk, runner: openDesk(trial.database, mail, 'dying worker', desk.clock).runner };
    const killed = new Error('killed');
    mail.whileSending = async () => {
      dying.runner.step = async () => {
        throw killed;
      };
    };
    await expect(deliver(dying)).rejects.toBe(killed);
    mail.whileSending = async () => {};
    desk.clock.aheadMs += MINUTE_MS;
  }

  it('is one mail and one SMS, complete, each row with an end of its own', async () => {
    await changeCustomer(desk.runner, { customerId: customer.customerId, notify: ['all:sms=on'] }, {});
    const ids = [
      ...(await tell(LOCATORS, { phone: '+44 20 7123 4567' })),
      ...(await tell(['AAAAAA'], { phone: '+44 20 7123 4567', kind: 'cancellation' })),
    ];
    expect(await deliver()).toEqual({ sent: 0, retrying: 0, failed: 0 });
    await release('cus_2');
    expect(await deliver()).toEqual({ sent: 0, retrying: 0, failed: 0 });
    await release('cus_1');
    expect(await deliver()).toEqual({ sent: 12, retrying: 0, failed: 0 });
    expect([mail, sms].map(({ delivered }) => delivered.length)).toEqual([1, 1]);
    const [lead, ...others] = ids;
    expect(mail.delivered[0]).toMatchObject({
      ...{ notificationId: lead, messageId: `<${lead}@opsdesk.invalid>`, to: 'ann@example.com', kind: 'digest' },
      subject: 'News of 5 of your bookings',
    });
    for (const locator of LOCATORS) {
      expect(mail.delivered[0]?.body).toContain(
        `\nRefund for your booking ${locator}\n\nHello,\n\nwe have given 1 EUR`,
      );
    }
    expect(mail.delivered[0]?.body).toContain('your booking AAAAAA for  is cancelled.\n\nNothing is due back to you.');
    expect(sms.delivered[0]?.subject).toBe(
      'News of 5 of your bookings. Refunded: K7QX2M, AAAAAA, BBBBBB, CCCCCC, DDDDDD. Cancelled: AAAAAA.',
    );
    expect(await show(lead)).toMatchObject({ status: 'sent', attempts: 1, sentWith: null, carries: others });
    for (const id of others) {
      expect(await show(id)).toMatchObject({
        ...{ status: 'sent', attempts: 1, sentWith: lead, carries: [] },
        attemptLog: [{ outcome: 'sent' }],
      });
    }
    const audited = await trial.sql("select entity_id from audit_entry where action = 'notification.sent'");
    expect(audited).toHaveLength(12);
  });

  it('that was not sent with what it is said to be is found by the doctor', async () => {
    const [lead = '', other = ''] = await tell(['K7QX2M', 'AAAAAA']);
    await release();
    await deliver();
    const travelsWith = (id: string) => trial.sql(`update notification set sent_with = '${id}' where id = '${other}'`);
    await travelsWith('ntf_of_nobody');
    expect(await violations()).toEqual(['digests-were-sent']);
    const [waiting = ''] = await tell(['BBBBBB'], { group: 'job_2' });
    await travelsWith(waiting);
    expect(await violations()).toEqual(['digests-were-sent']);
    await travelsWith(lead);
  });

  it('has each text as it would have gone out, in a frame of the language of the first', async () => {
    desk.templates.add(
      'de',
      'digest',
      'Subject: {{bookings}} Buchungen\n\n{{#each messages}}\n* {{subject}}\n{{#each lines}}\n> {{this}}\n{{/each}}\n{{/each}}\n',
      'de/digest.txt',
    );
    desk.templates.add(
      'de',
      'cancellation',
      'Subject: {{recordLocator}} ist storniert\n\nLeider.\n',
      'de/cancellation.txt',
    );
    await changeCustomer(desk.runner, { customerId: customer.customerId, language: 'de-AT' }, {});
    await tell(['K7QX2M']);
    await tell(['AAAAAA'], { kind: 'cancellation' });
    await release();
    await deliver();
    expect(mail.delivered[0]?.subject).toBe('2 Buchungen');
    expect(mail.delivered[0]?.body).toMatch(
      /^\* Refund for your booking K7QX2M\n> Hello,\n> \n[\s\S]*\* AAAAAA ist storniert\n> Leider\.\n$/,
    );
  });

  it('of one message is that message, and waits for nothing that is not of its job, customer and address', async () => {
    await tell(['K7QX2M']);
    await tell(['AAAAAA'], { group: 'job_2' });
    await tell(['BBBBBB'], { to: 'bob@example.com' });
    await release();
    expect(await deliver()).toMatchObject({ sent: 2 });
    expect(mail.delivered.map(({ to, subject }) => [to, subject]).sort()).toEqual([
      ['ann@example.com', 'Refund for your booking K7QX2M'],
      ['bob@example.com', 'Refund for your booking BBBBBB'],
    ]);
    expect(mail.delivered[0]).toMatchObject({ kind: 'refund', recordLocator: 'K7QX2M' });
  });

  it('goes out at the end of its window where nobody says that it is complete', async () => {
    await tell(['K7QX2M']);
    desk.clock.aheadMs += MINUTE_MS;
    const [later] = await tell(['AAAAAA']);
    desk.clock.aheadMs += WINDOW_MS - 2 * MINUTE_MS;
    expect(await deliver()).toMatchObject({ sent: 0 });
    desk.clock.aheadMs += MINUTE_MS;
    expect(await deliver()).toMatchObject({ sent: 2 });
    expect(await show(later)).toMatchObject({ status: 'sent', sentWith: expect.stringContaining('ntf_') });
    await tell(['BBBBBB'], { waitMs: 0 });
    expect(await deliver()).toMatchObject({ sent: 1 });
  });

  it('is the same one after a kill, whatever was queued behind it, and after a refusal', async () => {
    const ids = await tell(['K7QX2M', 'AAAAAA', 'BBBBBB']);
    await release();
    await beKilled();
    const late = await tell(['CCCCCC', 'DDDDDD'], { waitMs: 0 });
    mail.failure = new DeliveryError('452 try again');
    expect(await deliver()).toMatchObject({ sent: 0, retrying: 5 });
    expect(await show(ids[1])).toMatchObject({
      ...{ status: 'pending', sentWith: ids[0], attempts: 2 },
      attemptLog: [{ outcome: 'lost' }, { outcome: 'failed', error: '452 try again' }],
    });
    mail.failure = undefined;
    desk.clock.aheadMs += HOUR_MS;
    expect(await deliver()).toMatchObject({ sent: 5 });
    const [first, again, other] = mail.delivered.toSorted((a, b) => (a.notificationId < b.notificationId ? -1 : 1));
    expect(mail.delivered).toHaveLength(3);
    expect(again).toEqual(first);
    expect(other).toMatchObject({ notificationId: late[0], subject: 'News of 2 of your bookings' });
    expect(await statuses([...ids, ...late])).toEqual(Array(5).fill('sent'));
  });

  it('is the same one after a kill where it was a single message, or is not led by its oldest', async () => {
    await tell(['K7QX2M'], { waitMs: 0 });
    await beKilled();
    await tell(['AAAAAA'], { waitMs: HOUR_MS });
    expect(await deliver()).toMatchObject({ sent: 1 });
    await tell(['BBBBBB'], { waitMs: 0 });
    await beKilled();
    expect(await deliver()).toMatchObject({ sent: 2 });
    expect(mail.delivered.map(({ subject }) => subject)).toEqual([
      ...Array(2).fill('Refund for your booking K7QX2M'),
      ...Array(2).fill('News of 2 of your bookings'),
    ]);
    expect(mail.delivered[3]).toEqual(mail.delivered[2]);
  });

  it('is parked as a whole, and replayed one by one', async () => {
    const ids = await tell(['K7QX2M', 'AAAAAA', 'BBBBBB']);
    await release();
    mail.failure = new DeliveryError('550 no such user', true);
    expect(await deliver()).toEqual({ sent: 0, retrying: 0, failed: 3 });
    expect(await statuses(ids)).toEqual(['failed', 'failed', 'failed']);
    mail.failure = undefined;
    expect(await replay({ notificationIds: [ids[1] as string] })).toMatchObject({ replayed: 1, sent: 1 });
    expect(await show(ids[1])).toMatchObject({ status: 'sent', attempts: 2, sentWith: null });
    expect(await replay({ status: 'failed' })).toMatchObject({ replayed: 2, sent: 2 });
    expect(mail.delivered.map(({ recordLocator }) => recordLocator).sort()).toEqual(['AAAAAA', 'BBBBBB', 'K7QX2M']);
    expect(await deliver()).toMatchObject({ sent: 0 });
  });

  it('has a member sent again by itself where that is forced, and takes along what waits for its lead', async () => {
    const ids = await tell(['K7QX2M', 'AAAAAA', 'BBBBBB']);
    await release();
    mail.failure = new DeliveryError('452 try again');
    await deliver();
    mail.failure = undefined;
    // The second leaves it, and the first takes the third along.
    expect(await replay({ notificationIds: [ids[1] as string] })).toMatchObject({ sent: 1 });
    expect(await replay({ notificationIds: [ids[0] as string] })).toMatchObject({ sent: 2 });
    expect(await statuses(ids)).toEqual(['sent', 'sent', 'sent']);
    expect(mail.delivered.map(({ subject }) => subject)).toEqual([
      'Refund for your booking AAAAAA',
      'News of 2 of your bookings',
    ]);
    const forced = await replay({ notificationIds: [ids[2] as string], isForced: true }, { reason: 'they lost it' });
    expect(forced).toMatchObject({ sent: 1 });
    expect(mail.delivered[2]).toMatchObject({ notificationId: ids[2], subject: 'Refund for your booking BBBBBB' });
    expect(await show(ids[2])).toMatchObject({ attempts: 3, sentWith: null });
  });

  it('refuses a member that is on its way with its lead', async () => {
    const ids = await tell(['K7QX2M', 'AAAAAA']);
    await release();
    mail.whileSending = async () => {
      for (const id of ids) {
        await expect(replay({ notificationIds: [id] })).rejects.toMatchObject({ code: 'WRONG_STATE' });
      }
    };
    expect(await deliver()).toMatchObject({ sent: 2 });
  });

  it('leaves out what the customer does not want, and nobody is written to who was erased', async () => {
    await changeCustomer(desk.runner, { customerId: customer.customerId, notify: ['cancellation:email=off'] }, {});
    await tell(['K7QX2M', 'AAAAAA']);
    await tell(['BBBBBB'], { kind: 'cancellation' });
    await release();
    expect(await deliver()).toMatchObject({ sent: 2 });
    expect(mail.delivered[0]?.subject).toBe('News of 2 of your bookings');
    const ids = await tell(['K7QX2M', 'AAAAAA']);
    await release();
    await trial.sql("update customer set data_key = null where id = 'cus_1'");
    expect(await deliver()).toMatchObject({ sent: 0, failed: 2 });
    expect(await statuses(ids)).toEqual(['failed', 'failed']);
    expect(mail.delivered).toHaveLength(1);
  });

  const beQuiet = () =>
    changeCustomer(
      desk.runner,
      {
        ...{ customerId: customer.customerId, quietHours: '09:00-10:00', timeZone: 'UTC' },
        notify: ['all:sms=on', 'all:email=off'],
      },
      {},
    );

  it('waits for the morning at each of its addresses, and nobody looks for it all night', async () => {
    await beQuiet();
    await tell(['K7QX2M'], { phone: '+44 20 7123 4567' });
    await tell(['AAAAAA'], { phone: '+44 20 7000 0000' });
    await release();
    expect(await deliver()).toMatchObject({ sent: 0 });
    const held = await trial.sql("select id from notification where quiet_until is not null and status = 'pending'");
    expect(held).toHaveLength(2);
  });

  it('that was parked is replayed in the morning, each by itself', async () => {
    await changeCustomer(desk.runner, { customerId: customer.customerId, notify: ['all:sms=on', 'all:email=off'] }, {});
    await tell(['K7QX2M', 'AAAAAA'], { phone: '+44 20 7123 4567' });
    await release();
    sms.failure = new DeliveryError('400', true);
    expect(await deliver()).toMatchObject({ failed: 2 });
    sms.failure = undefined;
    await beQuiet();
    expect(await replay({ status: 'failed' })).toMatchObject({ waiting: 2 });
    desk.clock.now = () => Date.UTC(2026, 11, 1, 10);
    desk.clock.aheadMs += HOUR_MS;
    expect(await deliver()).toMatchObject({ sent: 2 });
    expect(sms.delivered).toHaveLength(2);
  });

  it('waits for the morning as a whole, and takes along what came in the night', async () => {
    const phone = '+44 20 7123 4567';
    await beQuiet();
    await tell(['K7QX2M', 'AAAAAA'], { phone });
    await release();
    await tell(['BBBBBB'], { phone });
    expect(await deliver()).toMatchObject({ sent: 0, retrying: 0 });
    const held = await trial.sql("select id from notification where quiet_until is not null and status = 'pending'");
    expect(held).toHaveLength(3);
    await tell(['CCCCCC'], { phone, waitMs: 0 });
    expect(await deliver()).toMatchObject({ sent: 0, retrying: 0 });
    desk.clock.now = () => Date.UTC(2026, 11, 1, 10);
    desk.clock.aheadMs += HOUR_MS;
    expect(await deliver()).toMatchObject({ sent: 4 });
    expect(sms.delivered.map(({ subject }) => subject).sort()).toEqual([
      'News of 3 of your bookings. Refunded: K7QX2M, AAAAAA, BBBBBB.',
      'Refund for your booking CCCCCC',
    ]);
  });

  it('is one however many workers look for it at once', async () => {
    const groups = Array.from({ length: 12 }, (_, index) => `job_${index + 1}`);
    for (const group of groups) await tell(LOCATORS, { group });
    for (const group of groups) {
      await desk.runner.step(WORKER_REQUEST, ({ tx }) => releaseDigests(tx, group));
    }
    const workers = await Promise.all(
      [1, 2, 3].map(async (n) => openDesk(await trial.another(), mail, `worker ${n}`, desk.clock)),
    );
    const counts = await Promise.all(workers.map((worker) => deliver(worker, 2)));
    expect(counts.reduce((sum, { sent }) => sum + sent, 0)).toBe(60);
    expect(mail.delivered).toHaveLength(12);
    expect(mail.delivered.every(({ subject }) => subject === 'News of 5 of your bookings')).toBe(true);
  });

  it('holds no more than can be named, and the rest follows', async () => {
    await changeCustomer(desk.runner, { customerId: customer.customerId, notify: ['all:sms=on', 'all:email=off'] }, {});
    const phone = '+44 20 7123 4567';
    for (let round = 0; round < 9; round += 1) await tell(LOCATORS, { phone });
    await release();
    expect(await deliver()).toMatchObject({ sent: 45 });
    const rows = await trial.sql('select sent_with, count(*) as n from notification group by sent_with order by 2');
    expect(rows.map(({ n }) => Number(n)).sort()).toEqual([19, 19, 3, 4]);
    expect(sms.delivered).toHaveLength(3);
  });
});
