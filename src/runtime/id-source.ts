import { type IdSource, layOutId } from '../kernel/ids.js';
import { pooledRandomBytes } from './random-bytes.js';

/** Behind the time of an id: four bytes that are counted up within a millisecond, and six that are always random. */
const RANDOM_BYTES = 10;

/**
 * Ids that nobody can guess, in the order of their making: also those that one process makes within a millisecond,
 * because whoever asked first is first on a waiting list.
 */
export function systemIds(): IdSource {
  let lastMs = 0;
  let count = 0;
  return {
    bytes: pooledRandomBytes,
    next: (prefix) => {
      const now = Date.now();
      const random = pooledRandomBytes(RANDOM_BYTES);
      // Halved, so that there is room to count up in.
      count = now === lastMs ? count + 1 : random.readUInt32BE() >>> 1;
      random.writeUInt32BE(count);
      lastMs = now;
      return layOutId(prefix, now, random);
    },
  };
}
