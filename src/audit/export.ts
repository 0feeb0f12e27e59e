import type { Database } from '../database/dialect.js';
import type { Instant } from '../kernel/instant.js';
import { type ChainEntry, type ChainPoint, chainEntryOf, GENESIS, loadChain } from './chain.js';
import { findFirstSince, findHashAt, getChainEnds, sealedRows } from './chain-repository.js';
import { sealAll } from './seal.js';

export interface ExportOptions {
  /** Begins with the first entry that happened at or after it, and leaves out none behind that. */
  readonly since?: Instant | undefined;
}

/** One line of an NDJSON export. */
export interface ExportedEntry extends ChainEntry {
  readonly hash: string;
  /** On the first line of a part: what its own hash is chained to, so that the part verifies alone. */
  readonly previousHash?: string;
}

/** Seals, then reads the sealed entries in order, a page at a time, up to where the chain ended at the start. */
export async function* exportEntries(database: Database, options: ExportOptions = {}): AsyncGenerator<ExportedEntry> {
  await sealAll(database);
  const { session } = database;
  const { head } = await getChainEnds(session);
  const start = await startOf(database, options.since);
  if (!start) return;
  let isFirstOfPart = start.seq > 0;
  for await (const row of sealedRows(session, start.seq, head.seq)) {
    const entry = { ...chainEntryOf(row, row.seq), hash: row.hash ?? '' };
    yield isFirstOfPart ? { ...entry, previousHash: start.hash } : entry;
    isFirstOfPart = false;
  }
}

async function startOf({ session }: Database, since: Instant | undefined): Promise<ChainPoint | undefined> {
  if (since === undefined) return GENESIS;
  const first = await findFirstSince(session, since);
  if (first === undefined || first <= 1) return first === undefined ? undefined : GENESIS;
  return { seq: first - 1, hash: (await findHashAt(session, first - 1)) ?? '' };
}

/** The lines of an NDJSON export without their line feeds, each in RFC 8785 form. */
export async function* exportLines(database: Database, options: ExportOptions = {}): AsyncGenerator<string> {
  const { canonical } = await loadChain();
  for await (const entry of exportEntries(database, options)) yield canonical(entry);
}

/** One row of the CSV view: nested states as JSON text. It is for reading; only NDJSON can be verified. */
export interface ExportedRow extends Omit<ExportedEntry, 'before' | 'after' | 'previousHash'> {
  readonly before: string | null;
  readonly after: string | null;
}

export async function* exportRows(database: Database, options: ExportOptions = {}): AsyncGenerator<ExportedRow> {
  for await (const { previousHash: _, ...entry } of exportEntries(database, options)) {
    yield { ...entry, before: stateText(entry.before), after: stateText(entry.after) };
  }
}

function stateText(state: unknown): string | null {
  return state === null ? null : JSON.stringify(state);
}
