import type { Database, Transaction } from '../database/dialect.js';
import { CommitUnknownError } from '../database/dialect.js';
import { asOperatingError } from '../database/operating-error.js';
import { OpsdeskError } from '../kernel/errors.js';
import { pauseBeforeRetry } from '../runtime/retry.js';
import { type Chain, type ChainPoint, chainEntryOf, loadChain } from './chain.js';
import { advanceHead, listUnsealed, lockHead, sealEntry } from './chain-repository.js';

const BATCH_ROWS = 500;

/**
 * Gives every unsealed entry its sequence and its hash, in batches, outside the transactions of bookings.
 * Several may seal at once: each batch holds the lock of the head, so that the chain never forks.
 * @returns how many entries were sealed
 * @throws CHAIN_BROKEN when the next sequence is taken already, which only tampering brings about
 */
export async function sealAll(database: Database): Promise<number> {
  const chain = await loadChain();
  for (let sealed = 0; ; ) {
    const count = await sealOneBatch(database, chain);
    sealed += count;
    if (count < BATCH_ROWS) return sealed;
  }
}

/** Sealing twice what was sealed once is impossible, so that a batch of unknown outcome is simply run again. */
async function sealOneBatch(database: Database, chain: Chain): Promise<number> {
  const startedAt = Date.now();
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await database.transaction((tx) => sealBatch(tx, chain));
    } catch (error) {
      const fault = database.faultOf(error);
      const isWorthRetrying = error instanceof CommitUnknownError || fault?.kind === 'retry';
      if (isWorthRetrying && (await pauseBeforeRetry(attempt, startedAt))) continue;
      if (fault?.kind === 'unique') throw sequenceTaken(error);
      throw asOperatingError(database, error) ?? error;
    }
  }
}

async function sealBatch(tx: Transaction, chain: Chain): Promise<number> {
  // One round trip for both: the second statement sees what was committed while the first one waited.
  const [head, rows] = await Promise.all([lockHead(tx), listUnsealed(tx, BATCH_ROWS)]);
  let point: ChainPoint = head;
  for (const row of rows) {
    const seq = point.seq + 1;
    point = { seq, hash: chain.hash(point.hash, chainEntryOf(row, seq)) };
    sealEntry(tx, row.id, point);
  }
  if (rows.length > 0) advanceHead(tx, head, point);
  return rows.length;
}

function sequenceTaken(cause: unknown): OpsdeskError {
  return new OpsdeskError(
    'CHAIN_BROKEN',
    'the audit trail goes on beyond its head: entries were inserted, or the head was put back',
    {
      hint: 'Run: opsdesk audit verify',
      cause,
    },
  );
}
