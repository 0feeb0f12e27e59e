import path from 'node:path';
import { OpsdeskError } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import type { Database } from './dialect.js';
import { asOperatingError } from './operating-error.js';
import { newerDatabase, readSchemaState, type SchemaState } from './version.js';

export interface OpenOptions {
  /** `postgres://…`, `sqlite:PATH`, or a path. */
  readonly url: string;
  readonly maxConnections?: number | undefined;
  readonly connectTimeoutMs?: number | undefined;
  /** How long SQLite may stand still for another process's write; whoever answers keys has less patience. */
  readonly busyTimeoutMs?: number | undefined;
}

/** Opens a database without a look at its schema: for `db migrate`, `db status` and `db reset`. */
export async function connect(options: OpenOptions): Promise<Database> {
  if (/^postgres(ql)?:/.test(options.url)) {
    if (!URL.canParse(options.url)) {
      throw new OpsdeskError('INVALID_INPUT', 'the database URL cannot be read', {
        hint: 'Write it like postgres://user:password@host:5432/database.',
      });
    }
    const { PostgresDatabase } = await import('./postgres.js');
    return new PostgresDatabase({
      url: options.url,
      ...(options.maxConnections === undefined ? {} : { maxConnections: options.maxConnections }),
      ...(options.connectTimeoutMs === undefined ? {} : { connectTimeoutMs: options.connectTimeoutMs }),
    });
  }
  // Whatever was mistyped before it: as a file's name it might spell out a password.
  if (/^[^/\\]+:\/\//.test(options.url) && !options.url.startsWith('sqlite:')) {
    throw new OpsdeskError('INVALID_INPUT', `"${options.url.split(':')[0]}" is not a database that opsdesk knows`, {
      hint: 'Use postgres://user@host/database, or sqlite:PATH.',
    });
  }
  const { SqliteDatabase } = await import('./sqlite.js');
  return new SqliteDatabase({
    file: path.resolve(options.url.replace(/^sqlite:(\/\/)?/, '')),
    ...(options.busyTimeoutMs === undefined ? {} : { busyTimeoutMs: options.busyTimeoutMs }),
  });
}

/**
 * Opens a database that is fit for use: a SQLite file is migrated when it is new or older, a PostgreSQL
 * one never behind its owner's back.
 * @throws DATABASE_NEWER, DATABASE_UNMIGRATED
 */
export async function openDatabase(
  options: OpenOptions,
): Promise<{ database: Database; isProduction: boolean; serverTime: Instant | undefined }> {
  const database = await connect(options);
  try {
    // One round trip, so that where the tables are missing both fail: it is the first that tells.
    const [found, serverTime] = await Promise.all([
      readSchemaState(database),
      database.serverTime().catch(() => undefined),
    ]);
    let state = found;
    if (database.dialect === 'sqlite' && (state.kind === 'empty' || state.kind === 'older')) {
      const { migrateToLatest } = await import('./migrate.js');
      await migrateToLatest(database);
      state = await readSchemaState(database);
    }
    return { database, isProduction: requireCurrent(database, state), serverTime };
  } catch (error) {
    await database.close();
    throw asOperatingError(database, error) ?? error;
  }
}

function requireCurrent(database: Database, state: SchemaState): boolean {
  switch (state.kind) {
    case 'current':
      return state.isProduction;
    case 'newer':
      throw newerDatabase(database.place, state.applied);
    case 'empty':
    case 'older':
      throw new OpsdeskError(
        'DATABASE_UNMIGRATED',
        state.kind === 'empty'
          ? `the database at ${database.place} has no tables of opsdesk yet`
          : `the database at ${database.place} stands at ${state.applied}, older than this opsdesk`,
        { hint: 'Run: opsdesk db migrate', isRetryable: false },
      );
  }
}
