import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../src/kernel/error-codes.js';
import { OpsdeskError } from '../../src/kernel/errors.js';
import { HOUR_MS, MINUTE_MS } from '../../src/kernel/instant.js';
import { NOTIFICATION_CHECKS } from '../../src/notification/notification-checks.js';
import { type PublishedEvent, relayOutbox } from '../../src/notification/relay-outbox.js';
import { runWorker, WORKER_REQUEST, type WorkerOptions, type WorkerStep } from '../../src/notification/run-worker.js';
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

  /** Runs until `isEnough`, and tells what a worker says of its troubles. */
  async function runUntil(steps: readonly WorkerStep[], isEnough: () => boolean, more: Partial<WorkerOptions> = {}) {
    const end = new AbortController();
    const told: string[] = [];
    const watch = setInterval(() => isEnough() && end.abort(), 1);
    const counts = await runWorker({
      steps,
      isOnce: false,
      signal: end.signal,
      pauseMs: 1,
      observer: {
        onTrouble: (step, error) => told.push(`${step.name}: ${error.code}`),
        onRecovered: (step) => told.push(`${step.name} again`),
      },
      ...more,
    }).finally(() => clearInterval(watch));
    return { counts, told };
  }
  const failing = (code: ErrorCode, times: number): WorkerStep & { runs: number } => ({
    name: 'failing',
    runs: 0,
    async run() {
      this.runs += 1;
      if (this.runs <= times) throw new OpsdeskError(code, 'trouble');
      return {};
    },
  });

  it('tells of trouble once, tries again, and tells when it is over', async () => {
    const busy = failing('DATABASE_BUSY', 2);
    const other = counting();
    const { told } = await runUntil([busy, other], () => busy.runs > 3);
    expect(told).toEqual(['failing: DATABASE_BUSY', 'failing again']);
    expect(other.runs).toBeGreaterThan(3);
  });

  it('tells of a lost database once, whoever met it, and goes on when it is back', async () => {
    let looks = 0;
    const steps = [failing('DATABASE_UNAVAILABLE', 3), failing('DATABASE_UNAVAILABLE', 1)];
    const isBack = async () => {
      looks += 1;
      return looks > 2;
    };
    const { told } = await runUntil(steps, () => steps.every((step) => step.runs > 3), { isBack });
    expect(told).toEqual(['failing: DATABASE_UNAVAILABLE', 'failing again']);
    expect(looks).toBeGreaterThan(2);
  });

  it('begins nothing more at its end, and finishes what is under way and in hand', async () => {
    let isFinished = false;
    const slow: WorkerStep & { isUnderWay: boolean } = {
      name: 'slow',
      isUnderWay: false,
      async run() {
        this.isUnderWay = true;
        await sleep(30);
        isFinished = true;
        return { done: 1 };
      },
      finish: async () => ({ brought: 1 }),
    };
    const { counts } = await runUntil([slow], () => slow.isUnderWay);
    expect(counts).toEqual({ done: 1, brought: 1 });
    expect(isFinished).toBe(true);
  });

  it('does not wait for ever for what is under way', async () => {
    const hanging: WorkerStep = { name: 'hanging', run: () => new Promise(() => {}) };
    await expect(runUntil([hanging], () => true, { stopWithinMs: 20 })).rejects.toMatchObject({ code: 'TIMED_OUT' });
  });

  it('keeps nothing else waiting for a step that takes its time', async () => {
    const hanging: WorkerStep & { release: () => void } = {
      name: 'hanging',
      release: () => {},
      run() {
        return new Promise((resolve) => {
          this.release = () => resolve({});
        });
      },
    };
    const quick = counting(1, 1, 1);
    const { counts } = await runUntil([hanging, quick], () => {
      if (quick.runs < 5) return false;
      hanging.release();
      return true;
    });
    expect(counts).toEqual({ counted: 3 });
  });

  it('wakes at once, and not before its rest is over', async () => {
    const awake = counting();
    const resting = { ...counting(), restMs: 60_000 };
    let ring: () => void = () => {};
    const listen = (onNews: () => void) => {
      ring = onNews;
      return () => {};
    };
    const isEnough = () => {
      ring();
      return awake.runs > 2;
    };
    await runUntil([awake, resting], isEnough, { listen, pauseMs: 60_000 });
    expect(resting.runs).toBe(1);
  });

  it('can do without what is optional in a single run', async () => {
    const { signal } = new AbortController();
    const optional: WorkerStep = { ...failing('STREAM_UNAVAILABLE', 9), isOptional: true };
    const told: string[] = [];
    const observer = { onTrouble: (step: WorkerStep) => told.push(step.name) };
    expect(await runWorker({ steps: [optional, counting(1)], isOnce: true, signal, observer })).toEqual({ counted: 1 });
    expect(told).toEqual(['failing']);
  });

  it('crashes on a defect', async () => {
    const defect: WorkerStep = { name: 'defect', run: () => Promise.reject(new TypeError('ours')) };
    const { signal } = new AbortController();
    await expect(runWorker({ steps: [defect], isOnce: false, signal })).rejects.toThrow('ours');
  });
});
