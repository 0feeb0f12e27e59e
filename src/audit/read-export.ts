import type { Link, MalformedLine } from './verify-chain.js';

/** A line of an export; on the first of a part, with what it is chained to. */
export type ExportLine = (Link & { readonly previousHash?: string }) | MalformedLine;

/** Reads NDJSON a line at a time. A line that is no entry is named by its number, and the rest still read. */
export async function* readExport(chunks: AsyncIterable<string>): AsyncGenerator<ExportLine> {
  let line = 0;
  for await (const text of splitLines(chunks)) {
    line += 1;
    yield parseLine(text, line) ?? { malformedLine: line };
  }
}

/** By line feeds alone: node:readline also splits at U+2028 and U+2029, which JSON strings may hold raw. */
async function* splitLines(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

const HASH = /^[0-9a-f]{64}$/;

function parseLine(text: string, line: number): ExportLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { hash, previousHash, ...entry } = value as Record<string, unknown>;
  const { seq, id } = entry;
  if (!Number.isSafeInteger(seq) || typeof id !== 'string' || typeof hash !== 'string' || !HASH.test(hash))
    return undefined;
  const link: Link = { seq: seq as number, id, hash, entry, line };
  if (previousHash === undefined) return link;
  return typeof previousHash === 'string' && HASH.test(previousHash) ? { ...link, previousHash } : undefined;
}
