import type { CompiledQuery, Kysely } from 'kysely';
import type { DialectName } from './dialect.js';
import type { Schema } from './schema.js';

let kysely: typeof import('kysely') | undefined;
const builders = new Map<DialectName, Kysely<Schema>>();

/**
 * Compiles a query with Kysely without giving it a connection: the session runs what it wrote.
 * Kysely is loaded here and in `migrate.ts` only, late, for it costs a tenth of a plain command's start.
 */
export async function compileComposed<R>(
  dialect: DialectName,
  build: (db: Kysely<Schema>) => { compile(): CompiledQuery<R> },
): Promise<CompiledQuery<R>> {
  kysely ??= await import('kysely');
  let db = builders.get(dialect);
  if (!db) {
    const { Kysely, DummyDriver, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, SqliteQueryCompiler } =
      kysely;
    db = new Kysely<Schema>({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (inner) => new PostgresIntrospector(inner),
        createQueryCompiler: () => (dialect === 'sqlite' ? new SqliteQueryCompiler() : new PostgresQueryCompiler()),
      },
    });
    builders.set(dialect, db);
  }
  return build(db).compile();
}
