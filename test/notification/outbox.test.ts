import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OpsdeskError } from '../../src/kernel/errors.js';
import { HOUR_MS, MINUTE_MS } from '../../src/kernel/instant.js';
import { NOTIFICATION_CHECKS } from '../../src/notification/notification-checks.js';
import { type PublishedEvent, relayOutbox } from '../../src/notification/relay-outbox.js';
import { runWorker, WORKER_REQUEST, type WorkerStep } from '../../src/notification/run-worker.js';
import { openTrial, type Trial } from '../audit/trial.js';
import { onEveryBackend } from '../support/backends.js';
import { addBooking, type Desk, openDesk, RecordingChannel } from './desk.js';

onEveryBackend('the outbox', (backend) => {
  let trial: Trial;
  let desk: Desk;
  let seen: PublishedEvent[];
  beforeEach(async () => {
    trial = await openTrial(backend);
    await addBooking(trial, 3);
    desk = openDesk(trial.database, new RecordingChannel());
    seen = [];
  });
  afterEach(() => trial.drop());

  const publish = (...versions: number[]) =>
    desk.runner.write({ command: 'booking modify', input: {} }, async (work) => {
      for (const bookingVersion of versions) {
        work.publish({
          topic: 'booking.changed',
          bookingId: 'bkg_1',
          bookingVersion,
          payload: { recordLocator: 'K7QX2M' },
        });
      }
    });
  const remember = async (event: PublishedEvent) => {
    seen.push(event);
  };
  const relay = (subscriber = remember, on = desk) => relayOutbox({ ...on, subscribers: [subscriber] }, WORKER_REQUEST);
  const versions = () => seen.map((event) => event.bookingVersion);

  it('hands each event to every subscriber, the lowest version of a booking first', async () => {
    await publish(3);
    await publish(1, 2);
    await desk.runner.write({ command: 'flight status', input: {} }, async (work) =>
      work.publish({ topic: 'flight.delayed', payload: {} }),
    );
    expect(await relay()).toEqual({ published: 2, deferred: 0 });
    expect(await relay()).toEqual({ published: 1, deferred: 0 });
    expect(await relay()).toEqual({ published: 1, deferred: 0 });
    expect(await relay()).toEqual({ published: 0, deferred: 0 });
    expect(versions().filter((version) => version !== null)).toEqual([1, 2, 3]);
    expect(seen.find((event) => event.bookingVersion === 1)).toMatchObject({
      topic: 'booking.changed',
      bookingId: 'bkg_1',
      payload: { recordLocator: 'K7QX2M' },
    });
  });

  it('gives an event back that a subscriber refused, and nothing of its booking before it', async () => {
    await publish(1, 2);
    const refuse = async () => {
      throw new Error('redis is down');
    };
    expect(await relay(refuse)).toEqual({ published: 0, deferred: 1 });
    desk.clock.aheadMs += MINUTE_MS;
    expect(await relay()).toEqual({ published: 1, deferred: 0 });
    expect(await relay()).toEqual({ published: 1, deferred: 0 });
    expect(versions()).toEqual([1, 2]);
  });

  it('takes over from a worker that died, and does not let it interfere later', async () => {
    await publish(1);
    const dyingWhileItHolds = async () => {
      desk.clock.aheadMs += HOUR_MS;
      await relay();
      throw new Error('too late');
    };
    expect(await relay(dyingWhileItHolds)).toEqual({ published: 0, deferred: 1 });
    expect(versions()).toEqual([1]);
    desk.clock.aheadMs += HOUR_MS;
    expect(await relay()).toEqual({ published: 0, deferred: 0 });
  });

  it('is shared by several workers', async () => {
    for (let i = 0; i < 40; i += 1) {
      await desk.runner.write({ command: 'flight status', input: {} }, async (work) =>
        work.publish({ topic: 'flight.delayed', payload: {} }),
      );
    }
    const desks = [desk, openDesk(await trial.another(), new RecordingChannel())];
    await Promise.all([...desks, ...desks].map((one) => relay(remember, one)));
    expect(new Set(seen.map((event) => event.id)).size).toBe(40);
    expect(seen).toHaveLength(40);
  });

  it('is seen by the doctor when it tells of a change that was never made', async () => {
    await publish(3, 4);
    const [check] = NOTIFICATION_CHECKS.filter(({ name }) => name === 'events-have-their-change');
    expect(check && (await trial.database.session.first(check.sql, { now: 0, real: 0 }))).toEqual({ violations: 1 });
  });
});

describe('a worker', () => {
  const counting = (...counts: number[]): WorkerStep & { runs: number } => ({
    name: 'count',
    runs: 0,
    async run() {
      this.runs += 1;
      return { counted: counts.shift() ?? 0 };
    },
  });

  it('drains every step and adds up', async () => {
    const { signal } = new AbortController();
    const steps = [counting(2, 0, 1), counting(0, 3)];
    expect(await runWorker({ steps, isOnce: true, signal })).toEqual({ counted: 6 });
  });

  it('fails a single run with what a step throws', async () => {
    const { signal } = new AbortController();
    const broken: WorkerStep = { name: 'broken', run: () => Promise.reject(new OpsdeskError('DATABASE_BUSY', 'busy')) };
    await expect(runWorker({ steps: [broken], isOnce: true, signal })).rejects.toMatchObject({ code: 'DATABASE_BUSY' });
  });

  it('goes on after trouble until it is told to end, finishing what is under way', async () => {
    const end = new AbortController();
    const trouble: string[] = [];
    let isFinished = false;
    const busy: WorkerStep = { name: 'busy', run: () => Promise.reject(new OpsdeskError('DATABASE_BUSY', 'busy')) };
    const slow: WorkerStep = {
      name: 'slow',
      run: async () => {
        if (trouble.length < 3) return { done: 0 };
        end.abort();
        await sleep(20);
        isFinished = true;
        return { done: 1 };
      },
    };
    const last = counting();
    const counts = await runWorker({
      steps: [busy, slow, last],
      isOnce: false,
      signal: end.signal,
      pauseMs: 1,
      onTrouble: (step, error) => trouble.push(`${step.name}: ${error.code}`),
    });
    expect(counts).toEqual({ done: 1, counted: 0 });
    expect(isFinished).toBe(true);
    expect(trouble).toEqual(Array(3).fill('busy: DATABASE_BUSY'));
    expect(last.runs).toBe(2);
  });

  it('crashes on a defect', async () => {
    const defect: WorkerStep = { name: 'defect', run: () => Promise.reject(new TypeError('ours')) };
    const { signal } = new AbortController();
    await expect(runWorker({ steps: [defect], isOnce: false, signal })).rejects.toThrow('ours');
  });
});
