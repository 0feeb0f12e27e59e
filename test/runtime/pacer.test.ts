import { describe, expect, it } from 'vitest';
import { Pacer } from '../../src/runtime/pacer.js';

describe('a pacer', () => {
  it('spreads those who ask at once, and owes nothing to those who come late', async () => {
    let now = 1_000;
    const pauses: number[] = [];
    const pacer = new Pacer(20, {
      now: () => now,
      pause: async (timeMs) => {
        pauses.push(timeMs);
      },
    });
    await Promise.all([pacer.turn(), pacer.turn(), pacer.turn()]);
    now = 1_120;
    await pacer.turn();
    now = 5_000;
    await Promise.all([pacer.turn(), pacer.turn()]);
    expect(pauses).toEqual([0, 50, 100, 30, 0, 50]);
  });

  it('has no turn for whoever was told to stop meanwhile', async () => {
    const end = new AbortController();
    const pacer = new Pacer(0.001);
    expect(await pacer.turn(end.signal)).toBe(true);
    const waiting = pacer.turn(end.signal);
    end.abort();
    expect(await waiting).toBe(false);
    expect(await new Pacer().turn(end.signal)).toBe(false);
  });
});
