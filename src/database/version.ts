import { migrations } from '../../migrations/index.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { Database } from './dialect.js';
import { statement } from './statement.js';

export const MIGRATION_TABLE = 'schema_migration';

const newestMigration = statement<Record<string, never>, { name: string | null; production: string | null }>(
  'newest_migration',
  `select (select max(name) from ${MIGRATION_TABLE}) as name,
          (select value from setting where name = 'production') as production`,
);

export type SchemaState =
  | { readonly kind: 'empty' }
  | { readonly kind: 'older' | 'current' | 'newer'; readonly applied: string; readonly isProduction: boolean };

/** What the database was last migrated to, against what this binary knows. */
export async function readSchemaState(database: Database): Promise<SchemaState> {
  const newest = migrations.at(-1)?.name ?? '';
  let row: { name: string | null; production: string | null } | undefined;
  try {
    row = await database.session.first(newestMigration, {});
  } catch (error) {
    if (isMissingTable(error)) return { kind: 'empty' };
    throw error;
  }
  if (!row?.name) return { kind: 'empty' };
  const kind = row.name > newest ? 'newer' : row.name < newest ? 'older' : 'current';
  return { kind, applied: row.name, isProduction: row.production !== null };
}

function isMissingTable(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === '42P01' || (code === 'SQLITE_ERROR' && /no such table/.test(message ?? ''));
}

export function newerDatabase(place: string, applied: string): OpsdeskError {
  return new OpsdeskError('DATABASE_NEWER', `the database at ${place} was migrated to ${applied} by a newer opsdesk`, {
    hint: 'Upgrade opsdesk on this desk, or point it at another database.',
  });
}
