import type { Chain, ChainPoint } from './chain.js';

/** One entry as it was found, in the database or on a line of an export. */
export interface Link {
  readonly seq: number;
  readonly id: string;
  /** As stored with it; empty where it has none. */
  readonly hash: string;
  /** What the hash is made of, with `seq`. */
  readonly entry: object;
  /** 1-based, in a file. */
  readonly line?: number;
}

/** A line that is no entry at all. */
export interface MalformedLine {
  readonly malformedLine: number;
}

export type BreakKind = 'changed' | 'deleted' | 'swapped' | 'inserted' | 'truncated' | 'rewritten' | 'malformed';

/** The first place where the chain does not hold. */
export interface Break {
  readonly kind: BreakKind;
  /** The sequence that is wrong or missing. */
  readonly seq: number;
  /** The entry found there; null where there is none. */
  readonly id: string | null;
  /** In a file. */
  readonly line?: number;
}

export interface ChainReport {
  /** How many entries held, from the start to the first break. */
  readonly entries: number;
  readonly end: ChainPoint;
  readonly firstBroken: Break | null;
}

/**
 * Follows a chain from a point and recomputes every hash; at the first that does not hold it looks
 * further, to tell what was done.
 * @param checkpoint what the chain was known to be at its sequence
 */
export async function followChain(
  chain: Chain,
  start: ChainPoint,
  links: AsyncIterator<Link | MalformedLine>,
  checkpoint?: ChainPoint,
): Promise<ChainReport> {
  let end = start;
  let previous: Link | undefined;
  const report = (firstBroken: Break | null): ChainReport => ({ entries: end.seq - start.seq, end, firstBroken });
  for (let next = await links.next(); !next.done; next = await links.next()) {
    const link = next.value;
    if ('malformedLine' in link)
      return report({ kind: 'malformed', seq: end.seq + 1, id: null, line: link.malformedLine });
    if (link.seq !== end.seq + 1) return report(await explainOrder(chain, end, link, previous, links));
    const hash = hashOf(chain, end.hash, link.entry);
    if (hash !== link.hash) return report(await explainMismatch(chain, end.hash, link, links));
    if (checkpoint?.seq === link.seq && checkpoint.hash !== hash) return report(broken('rewritten', link));
    end = { seq: link.seq, hash };
    previous = link;
  }
  if (checkpoint && end.seq < checkpoint.seq) return report({ kind: 'truncated', seq: end.seq + 1, id: null });
  return report(null);
}

function broken(kind: BreakKind, { seq, id, line }: Link): Break {
  return line === undefined ? { kind, seq, id } : { kind, seq, id, line };
}

/** Undefined for what cannot be canonical, such as half a surrogate pair: it never was in our chain. */
function hashOf(chain: Chain, previousHash: string, entry: object): string | undefined {
  try {
    return chain.hash(previousHash, entry);
  } catch {
    return undefined;
  }
}

async function nextLink(links: AsyncIterator<Link | MalformedLine>): Promise<Link | undefined> {
  const next = await links.next();
  return next.done || 'malformedLine' in next.value ? undefined : next.value;
}

/** A sequence that is not the next one: skipped, out of place, or there twice. */
async function explainOrder(
  chain: Chain,
  end: ChainPoint,
  link: Link,
  previous: Link | undefined,
  links: AsyncIterator<Link | MalformedLine>,
): Promise<Break> {
  const next = await nextLink(links);
  if (link.seq > end.seq) {
    if (next && next.seq < link.seq) return broken('swapped', link);
    return { ...broken('deleted', link), seq: end.seq + 1, id: null };
  }
  // Of two with one sequence, the one that the next entry is chained to is genuine.
  const isGenuine = next?.seq === end.seq + 1 && hashOf(chain, link.hash, next.entry) === next.hash;
  const isForgedBefore = isGenuine && previous?.seq === link.seq && previous.hash !== link.hash;
  return broken('inserted', isForgedBefore ? previous : link);
}

/**
 * A hash that does not hold. The entry that belongs here may stand further on: with its hash when rows
 * were moved, without it when only contents were exchanged. When it does not, this one was changed.
 */
async function explainMismatch(
  chain: Chain,
  previousHash: string,
  link: Link,
  links: AsyncIterator<Link | MalformedLine>,
): Promise<Break> {
  let before = link;
  for (let found = await nextLink(links); found; found = await nextLink(links)) {
    const fitting = hashOf(chain, previousHash, { ...found.entry, seq: link.seq });
    if (fitting !== undefined && fitting === found.hash) {
      const isDirectlyBehind = before === link;
      const back = hashOf(chain, isDirectlyBehind ? found.hash : before.hash, { ...link.entry, seq: found.seq });
      return broken(back === link.hash || !isDirectlyBehind ? 'swapped' : 'inserted', link);
    }
    if (fitting !== undefined && fitting === link.hash) return broken('swapped', link);
    before = found;
  }
  return broken('changed', link);
}
