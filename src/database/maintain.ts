import { OpsdeskError } from '../kernel/errors.js';
import type { Database } from './dialect.js';
import { dropSchema, migrateToLatest } from './migrate.js';
import { connect } from './open.js';
import { asOperatingError } from './operating-error.js';
import { newerDatabase, readSchemaState, type SchemaState } from './version.js';

export interface MigrateResult {
  readonly place: string;
  /** What was run; empty when there was nothing to do. */
  readonly applied: readonly string[];
  readonly version: string;
  readonly isProduction: boolean;
}

export interface DatabaseStatus {
  readonly place: string;
  readonly dialect: string;
  readonly state: SchemaState['kind'];
  readonly version: string | null;
  readonly isProduction: boolean;
}

/**
 * Brings a database up to this binary. With `isProduction` it is marked as production, for good: what
 * destroys or plays with data is refused there from then on.
 * @throws DATABASE_NEWER, DATABASE_UNAVAILABLE
 */
export async function migrateDatabase(url: string, isProduction: boolean): Promise<MigrateResult> {
  return withDatabase(url, async (database) => {
    const before = await readSchemaState(database);
    if (before.kind === 'newer') throw newerDatabase(database.place, before.applied);
    const applied = await migrateToLatest(database);
    if (isProduction) await markProduction(database);
    const after = await readSchemaState(database);
    return {
      place: database.place,
      applied,
      version: versionOf(after) ?? '',
      isProduction: isProductionState(after),
    };
  });
}

export async function databaseStatus(url: string): Promise<DatabaseStatus> {
  return withDatabase(url, async (database) => {
    const state = await readSchemaState(database);
    return {
      place: database.place,
      dialect: database.dialect,
      state: state.kind,
      version: versionOf(state),
      isProduction: isProductionState(state),
    };
  });
}

/** Throws everything away and migrates anew. @throws PRODUCTION_DATABASE, DATABASE_NEWER */
export async function resetDatabase(url: string): Promise<MigrateResult> {
  return withDatabase(url, async (database) => {
    const state = await readSchemaState(database);
    if (state.kind === 'newer') throw newerDatabase(database.place, state.applied);
    if (isProductionState(state)) throw productionDatabase(database.place, 'db reset');
    await dropSchema(database);
    const applied = await migrateToLatest(database);
    return { place: database.place, applied, version: applied.at(-1) ?? '', isProduction: false };
  });
}

/**
 * Tells the planner what a bulk load has made of the tables. PostgreSQL plans by sizes that it believes in until
 * autovacuum comes by, and not every server lets it; SQLite has no plan that turns on sizes here.
 */
export async function gatherStatistics(database: Database): Promise<void> {
  if (database.dialect === 'postgres') await database.dedicated((raw) => raw.execute('analyze', []));
}

export function productionDatabase(place: string, command: string): OpsdeskError {
  return new OpsdeskError(
    'PRODUCTION_DATABASE',
    `${command} is refused: the database at ${place} is marked production`,
    {
      hint: 'Use another database for tests and training (OPSDESK_DATABASE_URL or --profile).',
    },
  );
}

async function markProduction(database: Database): Promise<void> {
  await database.dedicated(async (raw) => {
    await raw.execute("insert into setting (name, value) values ('production', 'yes') on conflict do nothing", []);
  });
}

/** Whatever its version: an older database is no less in production. */
function isProductionState(state: SchemaState): boolean {
  return state.kind !== 'empty' && state.isProduction;
}

function versionOf(state: SchemaState): string | null {
  return state.kind === 'empty' ? null : state.applied;
}

async function withDatabase<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await connect({ url });
  try {
    return await work(database);
  } catch (error) {
    throw asOperatingError(database, error) ?? error;
  } finally {
    await database.close();
  }
}
