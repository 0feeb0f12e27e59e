import type { Database } from '../database/dialect.js';
import { isOpsdeskError, OpsdeskError } from '../kernel/errors.js';
import { type ChainPoint, chainEntryOf, GENESIS, loadChain } from './chain.js';
import { type ChainEnds, getChainEnds, sealedRows } from './chain-repository.js';
import { type ExportLine, readExport } from './read-export.js';
import { sealAll } from './seal.js';
import { type Break, type ChainReport, followChain, type Link } from './verify-chain.js';

export interface Verification {
  readonly ok: boolean;
  /** How many entries hold, up to the first break. */
  readonly entries: number;
  /** Entries that no hash protects yet. */
  readonly unsealed: number;
  readonly firstBroken: Break | null;
}

export interface VerifyOptions {
  /** Kept elsewhere: shows a tail that was cut off, and a chain that was written anew. */
  readonly checkpoint?: ChainPoint | undefined;
}

/** Seals, then recomputes the whole chain of the database, in order and a page at a time. */
export async function verifyDatabase(database: Database, options: VerifyOptions = {}): Promise<Verification> {
  await sealUnlessBroken(database);
  const [chain, ends] = await Promise.all([loadChain(), getChainEnds(database.session)]);
  const report = await followChain(chain, GENESIS, linksOf(database, ends.head), options.checkpoint);
  const firstBroken = report.firstBroken ?? (await compareWithHead(database, report, ends));
  return { ok: firstBroken === null, entries: report.entries, unsealed: ends.unsealed, firstBroken };
}

/** A chain that cannot be sealed any further is one that must be looked at all the more. */
async function sealUnlessBroken(database: Database): Promise<void> {
  await sealAll(database).catch((error: unknown) => {
    if (!isOpsdeskError(error, 'CHAIN_BROKEN')) throw error;
  });
}

/** From below the first sequence that we would give, so that one inserted there is seen. */
async function* linksOf({ session }: Database, head: ChainPoint): AsyncGenerator<Link> {
  for await (const row of sealedRows(session, Number.MIN_SAFE_INTEGER, head.seq)) {
    yield { seq: row.seq, id: row.id, hash: row.hash ?? '', entry: chainEntryOf(row, row.seq) };
  }
}

/** Every entry held; does the chain also end where its head says? */
async function compareWithHead(
  { session }: Database,
  { end }: ChainReport,
  { head, lastSeq }: ChainEnds,
): Promise<Break | null> {
  if (end.seq < head.seq) return { kind: 'truncated', seq: end.seq + 1, id: null };
  if (end.hash !== head.hash) return { kind: 'rewritten', seq: head.seq, id: null };
  for await (const row of sealedRows(session, head.seq, lastSeq)) return { kind: 'inserted', seq: row.seq, id: row.id };
  return null;
}

/**
 * Recomputes the chain of an NDJSON export, which may be a part that names its previous hash.
 * @param chunks the file, as text, cut anywhere
 * @throws INVALID_INPUT when the export begins behind the checkpoint, so that it says nothing about it
 */
export async function verifyExport(chunks: AsyncIterable<string>, options: VerifyOptions = {}): Promise<Verification> {
  const chain = await loadChain();
  const lines = readExport(chunks);
  const first = await lines.next();
  const start = first.done ? GENESIS : startOf(first.value);
  const { checkpoint } = options;
  if (checkpoint && checkpoint.seq < start.seq) throw outsideCheckpoint(start, checkpoint);
  const isRewritten = checkpoint?.seq === start.seq && checkpoint.hash !== start.hash;
  if (isRewritten) {
    return { ok: false, entries: 0, unsealed: 0, firstBroken: { kind: 'rewritten', seq: start.seq, id: null } };
  }
  const { entries, firstBroken } = await followChain(chain, start, beginningWith(first, lines), checkpoint);
  return { ok: firstBroken === null, entries, unsealed: 0, firstBroken };
}

/** A part names what it is chained to; without that it must begin at the beginning. */
function startOf(first: ExportLine): ChainPoint {
  if ('malformedLine' in first || first.previousHash === undefined) return GENESIS;
  return { seq: first.seq - 1, hash: first.previousHash };
}

async function* beginningWith(
  first: IteratorResult<ExportLine>,
  rest: AsyncGenerator<ExportLine>,
): AsyncGenerator<ExportLine> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}

function outsideCheckpoint(start: ChainPoint, checkpoint: ChainPoint): OpsdeskError {
  return new OpsdeskError(
    'INVALID_INPUT',
    `the export begins at entry ${start.seq + 1}, behind the checkpoint at ${checkpoint.seq}: neither proves the other`,
    { hint: 'Export again from an earlier day, or verify without the checkpoint.' },
  );
}
