import { expect, it } from 'vitest';
import { shareOut } from '../../src/kernel/largest-remainder.js';

it.each([
  [100, [1, 1, 1], [34, 33, 33]],
  [101, [1, 1, 1], [34, 34, 33]],
  [10, [1, 2, 4], [1, 3, 6]],
  [21_999, [11_000, 11_000], [11_000, 10_999]],
  [5, [0, 0], [5, 0]],
  [0, [3, 4], [0, 0]],
  [7, [5], [7]],
  [900_719_925_474_099, [900_719_925_474_098, 1], [900_719_925_474_098, 1]],
])('shares %d by %j as %j', (amount, weights, shares) => {
  expect(shareOut(amount, weights)).toEqual(shares);
});

it('gives each no less than the whole part of their due, and no more than a unit above it', () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const weights = [seed % 7, (seed * 31) % 101, (seed * 17) % 13, (seed * 7) % 997];
    const amount = (seed * 7_919) % 100_003;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const shares = shareOut(amount, weights);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(amount);
    for (const [index, share] of shares.entries()) {
      const due = (amount * (weights[index] ?? 0)) / total;
      expect(share - due).toBeGreaterThan(-1);
      expect(share - due).toBeLessThan(1);
    }
  }
});
