import { DatabaseAuditTrail } from '../../src/audit/audit-trail.js';
import type { Database, DialectName } from '../../src/database/dialect.js';
import { type AuditRecord, auditEntryId } from '../../src/runtime/ports.js';
import { operationIdAt, type Trial } from './trial.js';

/** Writes `count` entries whose ids are in the order of their numbers, from `first` on. */
export async function writeEntries(database: Database, count: number, first = 1, overrides: Partial<AuditRecord> = {}) {
  const trail = new DatabaseAuditTrail(database);
  await database.transaction(async (tx) => {
    for (let number = first; number < first + count; number += 1) {
      const operationId = overrides.operationId ?? operationIdAt(number);
      trail.record(tx, {
        id: auditEntryId(operationId, 1),
        operationId,
        occurredAt: Date.UTC(2026, 0, 1) + number * 60_000,
        actor: 'ann',
        command: 'booking create',
        action: 'booking.held',
        entity: 'booking',
        entityId: `K7QX${number}`,
        before: undefined,
        after: { status: 'held', version: number },
        reason: undefined,
        idempotencyKey: undefined,
        ...overrides,
      });
    }
  });
}

const triggers = ['no_delete', 'no_update'];

/** What an attacker who owns the database does first. */
export async function dropGuards(trial: Trial): Promise<void> {
  for (const name of triggers) {
    await trial.sql(`drop trigger audit_entry_${name}${onTable(trial.database.dialect)}`);
  }
}

function onTable(dialect: DialectName): string {
  return dialect === 'postgres' ? ' on audit_entry' : '';
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
