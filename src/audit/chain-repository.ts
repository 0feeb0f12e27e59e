import type { Session, Transaction } from '../database/dialect.js';
import type { AuditEntryRow } from '../database/schema.js';
import { statement } from '../database/statement.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import type { ChainPoint } from './chain.js';

export type SealedRow = AuditEntryRow & { seq: number };

type Nothing = Record<string, never>;

const lockHeadRow = statement<Nothing, ChainPoint>(
  'lock_audit_head',
  (sql) => `select seq, hash from audit_head where id = 1 ${sql.forUpdate()}`,
);
const unsealed = statement<{ count: number }, AuditEntryRow>(
  'unsealed_audit_entries',
  'select * from audit_entry where seq is null order by id limit :count',
);
const seal = statement<{ id: string; seq: number; hash: string }>(
  'seal_audit_entry',
  'update audit_entry set seq = :seq, hash = :hash where id = :id and seq is null',
);
const moveHead = statement<{ previous: number; seq: number; hash: string }>(
  'move_audit_head',
  'update audit_head set seq = :seq, hash = :hash where id = 1 and seq = :previous',
);
const chainEnds = statement<Nothing, ChainPoint & { last_seq: number; unsealed: number }>(
  'audit_chain_ends',
  `select seq, hash, (select coalesce(max(seq), 0) from audit_entry) as last_seq,
          (select count(*) from audit_entry where seq is null) as unsealed
     from audit_head where id = 1`,
);
const sealedAfter = statement<{ after: number; count: number }, SealedRow>(
  'sealed_audit_entries',
  'select * from audit_entry where seq > :after order by seq limit :count',
);
const hashAt = statement<{ seq: number }, { hash: string }>(
  'audit_hash',
  'select hash from audit_entry where seq = :seq',
);
const firstSince = statement<{ since: Instant }, { seq: number | null }>(
  'first_sealed_since',
  'select min(seq) as seq from audit_entry where seq is not null and occurred_at >= :since',
);

function missingHead(): OpsdeskError {
  return new OpsdeskError('CHAIN_BROKEN', 'the head of the audit trail is missing', {
    hint: 'Somebody removed the row of audit_head. Restore it from a backup, and compare with your newest checkpoint.',
  });
}

/** Locks the head of the chain: one sealer at a time. @throws CHAIN_BROKEN when it is missing */
export async function lockHead(tx: Transaction): Promise<ChainPoint> {
  const head = await tx.first(lockHeadRow, {});
  if (!head) throw missingHead();
  return head;
}

/** In the order of their ids. */
export async function listUnsealed(tx: Transaction, count: number): Promise<AuditEntryRow[]> {
  return tx.all(unsealed, { count });
}

export function sealEntry(tx: Transaction, id: string, point: ChainPoint): void {
  tx.later(seal, { id, seq: point.seq, hash: point.hash });
}

export function advanceHead(tx: Transaction, from: ChainPoint, to: ChainPoint): void {
  tx.later(moveHead, { previous: from.seq, seq: to.seq, hash: to.hash });
}

export interface ChainEnds {
  readonly head: ChainPoint;
  /** The highest sequence of any entry: the head's own, unless somebody meddled. */
  readonly lastSeq: number;
  readonly unsealed: number;
}

/** The head and the tail of the chain at one moment. @throws CHAIN_BROKEN when the head is missing */
export async function getChainEnds(session: Session): Promise<ChainEnds> {
  const row = await session.first(chainEnds, {});
  if (!row) throw missingHead();
  return { head: { seq: row.seq, hash: row.hash }, lastSeq: row.last_seq, unsealed: row.unsealed };
}

/** The hash stored with the entry of a sequence; undefined where there is none. */
export async function findHashAt(session: Session, seq: number): Promise<string | undefined> {
  return (await session.first(hashAt, { seq }))?.hash;
}

/** The lowest sequence of an entry that happened at or after an instant. */
export async function findFirstSince(session: Session, since: Instant): Promise<number | undefined> {
  return (await session.first(firstSince, { since }))?.seq ?? undefined;
}

const PAGE_ROWS = 1_000;

/** Sealed entries above a sequence, in order, a page at a time, up to and with `upTo`. */
export async function* sealedRows(session: Session, after: number, upTo: number): AsyncGenerator<SealedRow> {
  for (let last = after; ; ) {
    const page = await session.all(sealedAfter, { after: last, count: PAGE_ROWS });
    for (const row of page) {
      if (row.seq > upTo) return;
      yield row;
    }
    const end = page.at(-1);
    if (!end || page.length < PAGE_ROWS) return;
    last = end.seq;
  }
}
