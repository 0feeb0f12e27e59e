import { expect, it } from 'vitest';
import { timeOfId } from '../../src/kernel/ids.js';
import { systemIds } from '../../src/runtime/id-source.js';

const MANY = 50_000;

it('makes ids in the order of their making, within a millisecond too, and none twice', () => {
  const ids = systemIds();
  const made = Array.from({ length: MANY }, () => ids.next('bkg'));
  const milliseconds = new Set(made.map(timeOfId)).size;
  expect(milliseconds).toBeLessThan(MANY / 2);
  expect(new Set(made).size).toBe(MANY);
  expect(made.toSorted()).toEqual(made);
});

it('makes ids of which none tells the next', () => {
  const ids = systemIds();
  // Behind the prefix, the time and what is counted: eight characters and more of randomness.
  const tails = Array.from({ length: 1_000 }, () => ids.next('bkg').slice(-9));
  expect(new Set(tails).size).toBe(1_000);
});
