import { type IdSource, layOutId } from '../kernel/ids.js';
import { pooledRandomBytes } from './random-bytes.js';

/** Ids that nobody can guess, in the order of their making. */
export function systemIds(): IdSource {
  return {
    bytes: pooledRandomBytes,
    next: (prefix) => layOutId(prefix, Date.now(), pooledRandomBytes(10)),
  };
}
