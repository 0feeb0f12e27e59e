import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../src/database/dialect.js';
import { openRunner } from '../../src/desk.js';
import { shiftedClock } from '../../src/runtime/clock.js';
import { ids, openTrial, type Trial } from '../audit/trial.js';
import { onEveryBackend } from '../support/backends.js';

onEveryBackend('a step that waits for the database', (backend) => {
  let trial: Trial;
  let losses: number;
  beforeEach(async () => {
    trial = await openTrial(backend);
    losses = 3;
  });
  afterEach(() => trial.drop());

  /** The database, which cannot be reached the first times. */
  const awayAtFirst = (): Database => {
    const code = backend.dialect === 'sqlite' ? 'SQLITE_CANTOPEN' : 'ECONNREFUSED';
    return Object.create(trial.database, {
      transaction: {
        value: (work: Parameters<Database['transaction']>[0]) => {
          if (losses === 0) return trial.database.transaction(work);
          losses -= 1;
          return Promise.reject(Object.assign(new Error('away'), { code }));
        },
      },
    }) as Database;
  };
  const step = (patienceMs?: number) =>
    openRunner(awayAtFirst(), { actor: 'worker', clock: shiftedClock(0), ids }).step(
      { command: 'worker run', input: {}, ...(patienceMs === undefined ? {} : { patienceMs }) },
      async () => 'recorded',
    );

  it('does its work when it is back', async () => {
    expect(await step(10_000)).toBe('recorded');
    expect(losses).toBe(0);
  });

  it('fails at once where nothing is said of patience, and when it is at its end', async () => {
    await expect(step()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(losses).toBe(2);
    losses = 1_000;
    await expect(step(50)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });
});
