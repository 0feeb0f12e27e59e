import type { Session } from '../database/dialect.js';
import type { AuditEntryRow } from '../database/schema.js';
import { statement } from '../database/statement.js';
import { requireCursor } from '../kernel/cursor.js';
import type { Instant } from '../kernel/instant.js';
import { auditEntryId } from '../runtime/ports.js';

/** With the key of the customer whom it is about; null once they were erased, or where it is about nobody. */
export type AuditRow = AuditEntryRow & { data_key: string | null };

const ofEntity = statement<{ entity: string; entity_id: string }, AuditRow>(
  'audit_of_entity',
  `select a.*, c.data_key from audit_entry a left join customer c on c.id = a.customer_id
    where a.entity = :entity and a.entity_id = :entity_id order by a.id`,
);

export interface AuditFilter {
  /** By business time, as the entries show it. */
  readonly since?: Instant | undefined;
  readonly entity?: string | undefined;
  readonly entityId?: string | undefined;
  readonly actor?: string | undefined;
  readonly command?: string | undefined;
  readonly action?: string | undefined;
  readonly operation?: string | undefined;
  readonly limit: number;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

/** Newest first; asks for one more than `limit`, so that the caller sees whether there is more. @throws INVALID_INPUT */
export async function findAuditRows(session: Session, filter: AuditFilter): Promise<AuditRow[]> {
  const cursor = requireCursor('aud', filter.cursor);
  return session.composed((db) => {
    let query = db
      .selectFrom('audit_entry')
      .leftJoin('customer', 'customer.id', 'audit_entry.customer_id')
      .selectAll('audit_entry')
      .select('customer.data_key')
      .orderBy('audit_entry.id', 'desc')
      .limit(filter.limit + 1);
    if (cursor !== undefined) query = query.where('audit_entry.id', '<', cursor);
    if (filter.since !== undefined) query = query.where('occurred_at', '>=', filter.since);
    if (filter.entity !== undefined) query = query.where('entity', '=', filter.entity);
    if (filter.entityId !== undefined) query = query.where('entity_id', '=', filter.entityId);
    if (filter.actor !== undefined) query = query.where('actor', '=', filter.actor);
    if (filter.command !== undefined) query = query.where('command', '=', filter.command);
    if (filter.action !== undefined) query = query.where('action', '=', filter.action);
    if (filter.operation !== undefined) {
      query = query
        .where('audit_entry.id', '>=', auditEntryId(filter.operation, 0))
        .where('audit_entry.id', '<=', auditEntryId(filter.operation, 999_999));
    }
    return query;
  });
}

/** Oldest first. */
export async function findAuditRowsOf(session: Session, entity: string, entityId: string): Promise<AuditRow[]> {
  return session.all(ofEntity, { entity, entity_id: entityId });
}
