import type { Database, Transaction } from '../database/dialect.js';
import type { AuditEntryRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';
import { encryptPersonal } from '../runtime/personal-data.js';
import { type AuditRecord, type AuditTrail, auditEntryId } from '../runtime/ports.js';

/** Sealing fills in the rest later. */
const insert = insertInto<Omit<AuditEntryRow, 'seq' | 'hash'>>('audit_entry', [
  'id',
  'operation_id',
  'occurred_at',
  'actor',
  'command',
  'action',
  'entity',
  'entity_id',
  'reason',
  'idempotency_key',
  'before_state',
  'after_state',
  'customer_id',
  'personal',
]);
const findEntry = statement<{ id: string }, { id: string }>(
  'find_audit_entry',
  'select id from audit_entry where id = :id',
);

/** Writes entries with the transaction that they tell of. On the path of every booking: it only inserts. */
export class DatabaseAuditTrail implements AuditTrail {
  constructor(private readonly database: Pick<Database, 'session'>) {}

  record(tx: Transaction, record: AuditRecord): void {
    tx.later(insert, {
      id: record.id,
      operation_id: record.operationId,
      occurred_at: record.occurredAt,
      actor: record.actor,
      command: record.command,
      action: record.action,
      entity: record.entity,
      entity_id: record.entityId,
      reason: record.reason ?? null,
      idempotency_key: record.idempotencyKey ?? null,
      before_state: record.before === undefined ? null : JSON.stringify(record.before),
      after_state: record.after === undefined ? null : JSON.stringify(record.after),
      customer_id: record.subject?.customerId ?? null,
      personal: personalOf(record),
    });
  }

  async hasCommitted(operationId: string): Promise<boolean> {
    return (await this.database.session.first(findEntry, { id: auditEntryId(operationId, 1) })) !== undefined;
  }
}

/** Of an erased customer's booking the change is kept, and what was personal in it is not. */
function personalOf({ action, personal, subject }: AuditRecord): string | null {
  if (personal === undefined) return null;
  if (!subject) throw new Error(`${action} is audited with personal data of nobody in particular`);
  return subject.dataKey === null ? null : encryptPersonal(subject, personal);
}
