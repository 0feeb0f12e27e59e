import type { Session } from '../database/dialect.js';
import { formatInstant, type Instant } from '../kernel/instant.js';
import { decryptPersonal } from '../runtime/personal-data.js';
import { findAuditRowsOf } from './audit-repository.js';
import { parseState } from './chain.js';

/** What the trail says that something was at a moment. */
export interface RecordedAsOf {
  readonly state: unknown;
  /** Undefined where nobody can read it any more: its customer was erased. */
  readonly personal: unknown;
  /** Of the change that made it so. */
  readonly at: string;
  readonly action: string;
  readonly actor: string;
}

/** The state of a thing after its last change up to a business time; undefined before its first. */
export async function stateAsOf(
  session: Session,
  entity: string,
  entityId: string,
  at: Instant,
): Promise<RecordedAsOf | undefined> {
  const rows = await findAuditRowsOf(session, entity, entityId);
  const row = rows.findLast(({ occurred_at, after_state }) => occurred_at <= at && after_state !== null);
  if (!row) return undefined;
  const subject = row.customer_id === null ? undefined : { customerId: row.customer_id, dataKey: row.data_key };
  const personal =
    subject && row.personal !== null
      ? (decryptPersonal(subject, row.personal) as { after?: unknown } | undefined)
      : undefined;
  return {
    state: parseState(row.after_state),
    personal: personal?.after,
    at: formatInstant(row.occurred_at),
    action: row.action,
    actor: row.actor,
  };
}
