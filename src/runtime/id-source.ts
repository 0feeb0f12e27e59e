import { randomBytes } from 'node:crypto';
import { type IdSource, layOutId } from '../kernel/ids.js';

const POOL_BYTES = 4_096;

/** Ids from the system's randomness, fetched in pools: one call for each id costs more than the id. */
export function systemIds(): IdSource {
  let pool = randomBytes(POOL_BYTES);
  let used = 0;
  const bytes = (count: number): Uint8Array => {
    if (used + count > pool.length) {
      pool = randomBytes(POOL_BYTES);
      used = 0;
    }
    used += count;
    return pool.subarray(used - count, used);
  };
  return { bytes, next: (prefix) => layOutId(prefix, Date.now(), bytes(10)) };
}
