import type { Database } from '../database/dialect.js';
import { OpsdeskError } from '../kernel/errors.js';
import { formatInstant } from '../kernel/instant.js';
import type { Clock } from '../runtime/clock.js';
import type { ChainPoint } from './chain.js';
import { getChainEnds } from './chain-repository.js';
import { sealAll } from './seal.js';

/**
 * Where the chain stood at a time. Kept where nobody can change it together with the database, it shows
 * that no tail was cut off and that nothing before it was rewritten.
 */
export interface Checkpoint extends ChainPoint {
  /** ISO 8601, real time. */
  readonly at: string;
}

/** Seals what is unsealed and tells where the chain ends. */
export async function takeCheckpoint(database: Database, clock: Clock): Promise<Checkpoint> {
  await sealAll(database);
  const { head } = await getChainEnds(database.session);
  return { seq: head.seq, hash: head.hash, at: formatInstant(clock.real()) };
}

/** Reads what `takeCheckpoint` gave. @throws INVALID_INPUT when it is something else */
export function parseCheckpoint(text: string): Checkpoint {
  let value: Partial<Checkpoint> | null = null;
  try {
    value = JSON.parse(text) as Partial<Checkpoint> | null;
  } catch {
    // Said below, with everything else that is no checkpoint.
  }
  const { seq, hash, at } = value ?? {};
  const isSound =
    Number.isSafeInteger(seq) && Number(seq) >= 0 && /^[0-9a-f]{64}$/.test(String(hash)) && typeof at === 'string';
  if (isSound) return { seq: seq as number, hash: hash as string, at };
  throw new OpsdeskError('INVALID_INPUT', 'this is not a checkpoint of an audit trail', {
    hint: 'Give the JSON that this printed: opsdesk audit checkpoint --json',
  });
}
