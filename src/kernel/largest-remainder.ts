/**
 * Shares an amount out by weights, so that the shares add up to it: each gets the whole part of what is its due,
 * and the units left over go to the largest remainders, the first of equal ones first.
 * @param amount whole, not below zero
 * @param weights whole, not below zero; where all are zero the first gets everything
 */
export function shareOut(amount: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (total === 0n) return weights.map((_, index) => (index === 0 ? amount : 0));
  // The product of two amounts in minor units is beyond what a float counts exactly.
  const dues = weights.map((weight, index) => {
    const due = BigInt(amount) * BigInt(weight);
    return { index, share: Number(due / total), remainder: due % total };
  });
  const left = amount - dues.reduce((sum, { share }) => sum + share, 0);
  const byRemainder = dues.toSorted((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1,
  );
  const lucky = new Set(byRemainder.slice(0, left).map(({ index }) => index));
  return dues.map(({ index, share }) => share + (lucky.has(index) ? 1 : 0));
}
