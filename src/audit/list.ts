import type { Session } from '../database/dialect.js';
import { formatInstant } from '../kernel/instant.js';
import { decryptPersonal } from '../runtime/personal-data.js';
import { type AuditFilter, type AuditRow, findAuditRows, findAuditRowsOf } from './audit-repository.js';
import { parseState } from './chain.js';
import { type FieldChange, listChanges } from './field-changes.js';

/** Stands for what was personal and went with the customer's key. */
export interface Erased {
  readonly erased: true;
}

export interface AuditView {
  readonly id: string;
  /** Null until it is sealed. */
  readonly seq: number | null;
  readonly operationId: string;
  readonly at: string;
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
  readonly personal: unknown | Erased;
}

/** Entries that match every given field, newest first. */
export async function listAudit(
  session: Session,
  filter: AuditFilter,
): Promise<{ items: AuditView[]; nextCursor: string | null }> {
  const rows = await findAuditRows(session, filter);
  const page = rows.slice(0, filter.limit);
  return { items: page.map(viewEntry), nextCursor: rows.length > page.length ? (page.at(-1)?.id ?? null) : null };
}

function viewEntry(row: AuditRow): AuditView {
  return {
    id: row.id,
    seq: row.seq,
    operationId: row.operation_id,
    at: formatInstant(row.occurred_at),
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
    personal: readPersonal(row),
  };
}

function readPersonal(row: AuditRow): unknown | Erased {
  if (row.personal === null || row.customer_id === null) return null;
  const personal = decryptPersonal({ customerId: row.customer_id, dataKey: row.data_key }, row.personal);
  return personal === undefined ? { erased: true } : personal;
}

export interface HistoryItem {
  readonly at: string;
  readonly actor: string;
  readonly command: string;
  readonly action: string;
  readonly reason: string | null;
  readonly changes: readonly FieldChange[];
  /** True when something personal changed as well that nobody can read any more. */
  readonly isErased: boolean;
}

/** What happened to one thing, oldest first, field by field. */
export async function historyOf(session: Session, entity: string, entityId: string): Promise<HistoryItem[]> {
  const rows = await findAuditRowsOf(session, entity, entityId);
  return rows.map((row) => {
    const view = viewEntry(row);
    const isErased = row.personal !== null && row.data_key === null;
    const personal = isErased ? {} : ((view.personal ?? {}) as { before?: unknown; after?: unknown });
    return {
      at: view.at,
      actor: view.actor,
      command: view.command,
      action: view.action,
      reason: view.reason,
      changes: [...listChanges(view.before, view.after), ...listChanges(personal.before, personal.after)],
      isErased,
    };
  });
}
