/** A stream of numbers that follows from its seed alone: xoshiro128**, started by splitmix32. */
export class Random {
  private readonly state: Uint32Array;

  /** @param seed a whole number up to 2^53 */
  constructor(seed: number) {
    let mixed = (seed ^ Math.floor(seed / 0x1_0000_0000)) >>> 0;
    this.state = Uint32Array.from({ length: 4 }, () => {
      mixed = (mixed + 0x9e37_79b9) >>> 0;
      let word = Math.imul(mixed ^ (mixed >>> 16), 0x21f0_aaad);
      word = Math.imul(word ^ (word >>> 15), 0x735a_2d97);
      return (word ^ (word >>> 15)) >>> 0;
    });
  }

  /** A whole number from 0 up to, and without, `limit`. */
  below(limit: number): number {
    return Math.floor((this.next() / 0x1_0000_0000) * limit);
  }

  /** A whole number of the range, both ends included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }

  /** A copy in random order (Fisher and Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last -= 1) {
      const other = this.below(last + 1);
      [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
    }
    return shuffled;
  }

  private next(): number {
    const [a, b, c, d] = this.state as unknown as [number, number, number, number];
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const mixedC = c ^ a;
    const mixedD = d ^ b;
    this.state.set([a ^ mixedD, b ^ mixedC, mixedC ^ (b << 9), rotate(mixedD, 11)]);
    return result;
  }
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
