import { createHash } from 'node:crypto';
import type { AuditEntryRow } from '../database/schema.js';
import { formatInstant } from '../kernel/instant.js';

/** What the first entry is chained to, as the core migration lays it into `audit_head`. */
export const GENESIS_HASH = '0'.repeat(64);

/** A place in the chain: the entry's sequence and its hash. Sequence 0 is the beginning. */
export interface ChainPoint {
  readonly seq: number;
  readonly hash: string;
}

export const GENESIS: ChainPoint = { seq: 0, hash: GENESIS_HASH };

/** An entry as it is hashed and exported. Its keys are public: other programs verify exports by them. */
export interface ChainEntry {
  readonly seq: number;
  readonly id: string;
  readonly operationId: string;
  /** ISO 8601, UTC. */
  readonly occurredAt: string;
  readonly actor: string;
  readonly command: string;
  readonly action: string;
  readonly entity: string;
  readonly entityId: string;
  readonly reason: string | null;
  readonly idempotencyKey: string | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly customerId: string | null;
  /** Ciphertext: the chain still verifies when the customer's key is gone. */
  readonly personal: string | null;
}

export function chainEntryOf(row: Omit<AuditEntryRow, 'hash'>, seq: number): ChainEntry {
  return {
    seq,
    id: row.id,
    operationId: row.operation_id,
    occurredAt: formatInstant(row.occurred_at),
    actor: row.actor,
    command: row.command,
    action: row.action,
    entity: row.entity,
    entityId: row.entity_id,
    reason: row.reason,
    idempotencyKey: row.idempotency_key,
    before: parseState(row.before_state),
    after: parseState(row.after_state),
    customerId: row.customer_id,
    personal: row.personal,
  };
}

/** An escaped half of a surrogate pair; or any other escape, so that none is read from its middle. */
const ESCAPE = /\\(?:(u)d[89a-f][0-9a-f]{2}|.)/gi;

/**
 * Text that somebody broke stays text, so that verifying names it as changed and goes on. JSON.stringify
 * escapes halves of surrogate pairs, which a customer can type and RFC 8785 has no form for: they read as
 * U+FFFD, as both databases store them elsewhere. One such entry must not stop the sealing of all.
 */
export function parseState(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text.replace(ESCAPE, (match, isHalf) => (isHalf ? '\\ufffd' : match)));
  } catch {
    return text;
  }
}

export interface Chain {
  /** RFC 8785 (JSON Canonicalization Scheme): one text for one value, whoever writes it. */
  canonical(value: object): string;
  /** SHA-256, in lower-case hex, of the previous entry's hex hash followed by the canonical entry in UTF-8. */
  hash(previousHash: string, entry: object): string;
}

/** The canonicalizer is loaded late: no plain command needs it. */
export async function loadChain(): Promise<Chain> {
  const { default: canonicalize } = await import('canonicalize');
  const canonical = (value: object): string => {
    const text = canonicalize(value);
    if (text === undefined) throw new Error('only JSON values can be made canonical');
    return text;
  };
  return {
    canonical,
    hash: (previousHash, entry) => createHash('sha256').update(previousHash).update(canonical(entry)).digest('hex'),
  };
}
