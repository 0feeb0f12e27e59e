import { randomBytes } from 'node:crypto';

const POOL_BYTES = 8_192;

let pool = Buffer.alloc(0);
let used = 0;

/** Bytes of the system's randomness, fetched in pools: a call for each id or key costs more than they do. */
export function pooledRandomBytes(count: number): Buffer {
  if (used + count > pool.length) {
    pool = randomBytes(Math.max(POOL_BYTES, count));
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}
