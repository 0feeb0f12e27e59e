import { expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/kernel/instant.js';
import { type Channel, DeliveryError, type OutgoingMessage } from '../../src/notification/channels/channel.js';
import { deliverDue } from '../../src/notification/deliver.js';
import { releaseDigests } from '../../src/notification/digest-repository.js';
import { NOTIFICATION_CHECKS } from '../../src/notification/notification-checks.js';
import { queueMessage } from '../../src/notification/queue-message.js';
import { replayNotifications } from '../../src/notification/replay.js';
import { WORKER_REQUEST } from '../../src/notification/run-worker.js';
import { openTrial } from '../audit/trial.js';
import { onEveryBackend } from '../support/backends.js';
import { addBooking, customer, type Desk, openDesk, TestClock } from './desk.js';

const SEEDS = process.env.OPSDESK_TORTURE === '1' ? 100 : 4;
const STEPS = 40;

/** Numbers from 0 to 1, the same for the same seed (Numerical Recipes' generator). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** Each message is known by the amount that it tells of. */
const amountsIn = ({ subject, body }: OutgoingMessage) =>
  [...`${subject} ${body}`.matchAll(/(\d+) EUR/g)].map(([, amount]) => Number(amount));

onEveryBackend('digests, whatever comes in whatever order,', (backend) => {
  it.each(Array.from({ length: SEEDS }, (_, index) => index + 1))('lose and mix up nothing: seed %i', async (seed) => {
    const trial = await openTrial(backend);
    await addBooking(trial);
    const databases = [await trial.another(), await trial.another(), await trial.another()];
    const draw = numbersFrom(seed);
    const isDrawn = (share: number) => draw() < share;
    const clock = new TestClock();
    const sent: { messageId: string; amounts: number[] }[] = [];
    /** What went out through a worker that was killed before it could say so. */
    const mayComeTwice = new Set<number>();
    let queued = 0;

    function openWorker(index: number, { killed = 0, refused = 0 } = {}): Desk {
      const own: number[] = [];
      let isDead = false;
      const channel: Channel = {
        deliver: async (message) => {
          if (isDrawn(refused)) throw new DeliveryError('452 try again', isDrawn(0.2));
          own.push(...amountsIn(message));
          sent.push({ messageId: message.messageId, amounts: amountsIn(message) });
          isDead ||= isDrawn(killed);
          if (!isDead) return;
          for (const amount of own) mayComeTwice.add(amount);
          worker.runner.step = async () => {
            throw new Error('killed');
          };
        },
      };
      const worker = openDesk(databases[index] ?? trial.database, channel, `worker ${index}`, clock);
      return worker;
    }
    const main = openWorker(2);
    const group = () => `job_${isDrawn(0.5) ? 1 : 2}`;
    const tell = () =>
      main.runner.write({ command: 'disruption apply', input: {} }, async (work) => {
        for (let more = true; more; more = isDrawn(0.7)) {
          queued += 1;
          queueMessage(work, {
            ...{ bookingId: 'bkg_1', subject: customer, template: 'refund' },
            to: isDrawn(0.15) ? 'bob@example.com' : 'ann@example.com',
            fields: { recordLocator: 'K7QX2M', amount: { amountMinor: queued * 100, currency: 'EUR' } },
            digest: isDrawn(0.9)
              ? { group: group(), waitsUntil: clock.real() + Math.floor(draw() * 5) * MINUTE_MS }
              : undefined,
          });
        }
      });
    const release = (customerId?: string) =>
      main.runner.step(WORKER_REQUEST, ({ tx }) => releaseDigests(tx, group(), customerId));
    async function workSideBySide(): Promise<void> {
      const fate = { killed: isDrawn(0.3) ? 0.5 : 0, refused: isDrawn(0.3) ? 0.5 : 0 };
      const rows = await trial.sql('select id from notification order by id');
      const some = rows.filter(() => isDrawn(0.1)).map(({ id }) => String(id));
      await Promise.all([
        ...[0, 1].map((index) =>
          deliverDue(openWorker(index, fate), WORKER_REQUEST, { concurrency: 1 + Math.floor(draw() * 4) }).catch(
            (error: Error) => expect(error.message).toBe('killed'),
          ),
        ),
        some.length < 2 ? undefined : replayNotifications(main, { notificationIds: some }, {}),
      ]);
    }

    for (let step = 0; step < STEPS; step += 1) {
      const turn = draw();
      if (turn < 0.35) await tell();
      else if (turn < 0.5) await release(isDrawn(0.5) ? customer.customerId : undefined);
      else if (turn < 0.85) await workSideBySide();
      else clock.aheadMs += isDrawn(0.5) ? MINUTE_MS : 20 * MINUTE_MS;
    }
    for (let round = 0; round < 6; round += 1) {
      clock.aheadMs += 2 * HOUR_MS;
      await deliverDue(main, WORKER_REQUEST);
      await replayNotifications(main, { status: 'failed' }, {});
    }

    expect(await trial.sql("select id from notification where status <> 'sent'")).toEqual([]);
    for (const { name, sql } of NOTIFICATION_CHECKS) {
      const row = await trial.database.session.first(sql, { now: clock.now(), real: clock.real() });
      expect({ name, violations: Number(row?.violations) }).toEqual({ name, violations: 0 });
    }
    const told = sent.flatMap(({ amounts }) => amounts);
    const once = Array.from({ length: queued }, (_, index) => index + 1);
    expect([...new Set(told)].sort((a, b) => a - b)).toEqual(once);
    expect(told.filter((amount) => !mayComeTwice.has(amount))).toHaveLength(queued - mayComeTwice.size);
    // Whoever has seen a Message-ID has seen all that ever comes under it.
    for (const [index, { messageId, amounts }] of sent.entries()) {
      const first = sent.findIndex((each) => each.messageId === messageId);
      if (first < index) expect(sent[first]?.amounts).toEqual(expect.arrayContaining(amounts));
    }
    expect(sent.some(({ amounts }) => amounts.length > 1)).toBe(true);
    await trial.drop();
  });
});
