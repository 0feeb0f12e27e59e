import { describe, expect, it } from 'vitest';
import { Outage } from '../../src/notification/worker-outage.js';

describe('an outage of the database', () => {
  it('is told once, whoever learns of it when, and anew when it is another', async () => {
    let now = 0;
    let looks = 0;
    const told: string[] = [];
    const outage = new Outage(
      async () => {
        looks += 1;
        return true;
      },
      new AbortController().signal,
      () => now,
    );
    const lose = (begunAt: number) =>
      outage.over(begunAt, { onLost: () => told.push('lost'), onBack: () => told.push('back') });
    await Promise.all([lose(0), lose(0)]);
    expect({ told, looks }).toEqual({ told: ['lost', 'back'], looks: 1 });

    // It was under way all the time, and learns of it from a connection that took long to break.
    now = 60_000;
    await lose(-1);
    expect(looks).toBe(1);

    await lose(30_000);
    expect(told).toEqual(['lost', 'back', 'lost', 'back']);

    // It was not back for good.
    now = 61_000;
    await lose(60_500);
    expect({ told: told.length, looks }).toEqual({ told: 4, looks: 3 });
  });

  it('is not waited for by a worker that is told to end', async () => {
    const end = new AbortController();
    const outage = new Outage(async () => false, end.signal);
    const waiting = outage.over(0, { onLost: () => {}, onBack: () => {} });
    end.abort();
    await waiting;
  });
});
