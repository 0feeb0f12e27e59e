import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  Migrator,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { migrations } from '../../migrations/index.js';
import type { Database, RawConnection } from './dialect.js';
import { ddlOf } from './migration.js';
import { TABLES } from './schema.js';
import { MIGRATION_TABLE } from './version.js';

/** Hands Kysely's migrator the one connection that it works on. */
class SingleConnectionDriver implements Driver {
  private readonly connection: DatabaseConnection;

  constructor(
    raw: RawConnection,
    private readonly beginText: string,
  ) {
    this.connection = {
      async executeQuery<R>(query: CompiledQuery) {
        const { rows, affected } = await raw.execute(query.sql, query.parameters);
        return { rows: rows as R[], numAffectedRows: BigInt(affected) };
      },
      // biome-ignore lint/correctness/useYield: the interface asks for a stream, and migrations never do
      async *streamQuery() {
        throw new Error('migrations do not stream');
      },
    };
  }

  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.connection;
  }
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(this.beginText));
  }
  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}

/** SQLite's DDL is transactional; Kysely leaves it out of one, so that a failed migration would stay half done. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/**
 * Brings the schema up to this binary's. Of two that migrate at once one does and the other waits, by
 * an advisory lock on PostgreSQL and by BEGIN IMMEDIATE on SQLite.
 * @returns the names of the migrations that were run
 */
export async function migrateToLatest(database: Database): Promise<string[]> {
  const isSqlite = database.dialect === 'sqlite';
  const ran = await database.dedicated(async (raw) => {
    if (isSqlite) await raw.execute('pragma journal_mode = wal', []);
    const driver = new SingleConnectionDriver(raw, isSqlite ? 'begin immediate' : 'begin');
    const db = new Kysely<unknown>({
      dialect: {
        createAdapter: () => (isSqlite ? new TransactionalSqliteAdapter() : new PostgresAdapter()),
        createDriver: () => driver,
        createIntrospector: (inner) => (isSqlite ? new SqliteIntrospector(inner) : new PostgresIntrospector(inner)),
        createQueryCompiler: () => (isSqlite ? new SqliteQueryCompiler() : new PostgresQueryCompiler()),
      },
    });
    const ddl = ddlOf(database.dialect);
    const migrator = new Migrator({
      db,
      migrationTableName: MIGRATION_TABLE,
      migrationLockTableName: `${MIGRATION_TABLE}_lock`,
      provider: {
        getMigrations: async () =>
          Object.fromEntries(
            migrations.map((migration) => [
              migration.name,
              {
                up: async (tx: Kysely<unknown>) => {
                  for (const text of migration.statements(ddl)) await tx.executeQuery(CompiledQuery.raw(text));
                },
              },
            ]),
          ),
      },
    });
    const { error, results } = await migrator.migrateToLatest();
    if (error) throw error;
    return (results ?? []).filter((result) => result.status === 'Success').map((result) => result.migrationName);
  });
  if (!isSqlite) await tunePlanner(database);
  return ran;
}

/**
 * The default costs of a spinning disk make PostgreSQL choose a hash join over the whole flight table
 * where three index look-ups do. A dump does not carry it, so that every migration sets it again. Set on the database and not on the session, so that PgBouncer may
 * stand between.
 */
async function tunePlanner(database: Database): Promise<void> {
  await database.dedicated(async (raw) => {
    const { rows } = await raw.execute('select current_database() as name', []);
    const name = String(rows[0]?.name).replaceAll('"', '""');
    await raw.execute(`alter database "${name}" set random_page_cost = 1.1`, []).catch((error: unknown) => {
      // Only its owner may, and not two at once: the schema is right without it, and searches are slower.
      if (!['42501', 'XX000'].includes((error as { code?: string }).code ?? '')) throw error;
    });
  });
}

/** Drops every table of ours, and nothing that others keep in the same database. */
export async function dropSchema(database: Database): Promise<void> {
  const isSqlite = database.dialect === 'sqlite';
  const tables = [...TABLES.toReversed(), MIGRATION_TABLE, `${MIGRATION_TABLE}_lock`];
  await database.dedicated(async (raw) => {
    if (isSqlite) await raw.execute('pragma foreign_keys = off', []);
    await raw.execute(isSqlite ? 'begin immediate' : 'begin', []);
    try {
      for (const table of tables) await raw.execute(`drop table if exists ${table}${isSqlite ? '' : ' cascade'}`, []);
      if (!isSqlite) {
        for (const table of ['posting', 'audit_entry']) {
          await raw.execute(`drop function if exists ${table}_is_append_only() cascade`, []);
        }
      }
      await raw.execute('commit', []);
    } catch (error) {
      await raw.execute('rollback', []);
      throw error;
    }
    if (isSqlite) {
      await raw.execute('pragma foreign_keys = on', []);
      await raw.execute('vacuum', []);
    }
  });
}
