import type { CompiledQuery, Kysely } from 'kysely';
import type { Instant } from '../kernel/instant.js';
import type { Schema } from './schema.js';
import type { Statement } from './statement.js';

/** What both drivers store without a conversion of ours. Flags are 0 and 1, instants are milliseconds. */
export type SqlValue = string | number | null;
export type SqlArgs = Readonly<Record<string, SqlValue>>;

export type DialectName = 'sqlite' | 'postgres';

/**
 * The places where the two SQLs differ, as fragments that statements splice in.
 * On SQLite a write transaction already has the whole file to itself, so that its locks are empty.
 */
export interface Syntax {
  /** Row locks; `of` names a table alias where a statement joins several. */
  forUpdate(of?: string): string;
  forShare(of?: string): string;
  readonly forUpdateSkipLocked: string;
  /**
   * `column` is one of the rows of a sub-select that locks. PostgreSQL needs the array form: it runs the
   * sub-select once, where IN may run it again per row and lock more than was asked for.
   */
  isAnyOf(column: string, subselect: string): string;
  /**
   * A sub-select of what a `:parameter` holds between commas, for statements that take a list of any length.
   * PostgreSQL cannot look into it when it plans, and so keeps one plan for lists of every length.
   */
  listed(parameter: string, type: 'text' | 'bigint'): string;
}

/** Reads and single autocommitted statements. Calls made in one tick share a round trip. */
export interface Session {
  readonly dialect: DialectName;
  all<A extends SqlArgs, R>(statement: Statement<A, R>, args: A): Promise<R[]>;
  first<A extends SqlArgs, R>(statement: Statement<A, R>, args: A): Promise<R | undefined>;
  /** The number of rows that were written. */
  run<A extends SqlArgs, R>(statement: Statement<A, R>, args: A): Promise<number>;
  /** A query with a shape that depends on its input, built with Kysely, which is loaded on first use. */
  composed<R>(build: (db: Kysely<Schema>) => { compile(): CompiledQuery<R> }): Promise<R[]>;
}

/** A session inside a write transaction. Functions that lock take this type, so that none does it outside. */
export interface Transaction extends Session {
  readonly isInsideTransaction: true;
  /** A write that nothing reads back: sent together with the commit, in the order of the calls. */
  later<A extends SqlArgs, R>(statement: Statement<A, R>, args: A): void;
  /** Sends what `later` has gathered so far: for a dry run, and before a read that must see it. */
  sendLater(): Promise<void>;
  /** Loads many rows by the fastest way of the dialect: COPY, or prepared many-row inserts. */
  load(table: string, columns: readonly string[], rows: Iterable<readonly SqlValue[]>): Promise<number>;
}

/** What a driver's error means to the runner. Everything else is a defect. */
export type DatabaseFault =
  /** Serialization failure, deadlock, busy: the same work in a fresh transaction may succeed. */
  | { readonly kind: 'retry'; readonly isBusy: boolean }
  /** The server cannot be reached, or refuses us. */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly hint: string }
  /** A unique index refused a row; `key` reads `table.column`, or `table.a,b`. */
  | { readonly kind: 'unique'; readonly key: string };

/** The connection broke while COMMIT was under way: only a look-up can tell whether it happened. */
export class CommitUnknownError extends Error {
  override readonly name = 'CommitUnknownError';
}

/**
 * For a statement of work that goes on after its transaction has ended, because what ran beside it failed:
 * sent all the same it would commit by itself.
 */
export function transactionOver(): Error {
  return new Error('the transaction is over: its work did not wait for all that it began');
}

export interface RawConnection {
  execute(sql: string, values: readonly unknown[]): Promise<{ rows: Record<string, unknown>[]; affected: number }>;
}

/** `change`: consoles may read again, as workers say. `work`: a worker has something to do, as commands say. */
export type Topic = 'change' | 'work';

export interface Database {
  readonly dialect: DialectName;
  /** For people: the file's path, or host, port and database without the password. */
  readonly place: string;
  readonly session: Session;
  /** Runs `work` in a write transaction (`BEGIN IMMEDIATE`, or READ COMMITTED) and commits it. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** A connection for migrations and maintenance, which speak SQL of their own. */
  dedicated<T>(work: (connection: RawConnection) => Promise<T>): Promise<T>;
  faultOf(error: unknown): DatabaseFault | undefined;
  /** The database's clock, or undefined where it is this machine's. Milliseconds UTC. */
  serverTime(): Promise<Instant | undefined>;
  /**
   * Calls back after somebody, here or elsewhere, may have written something. On SQLite soon after each commit; on
   * PostgreSQL when somebody says so by `announce`, because a NOTIFY in each transaction would queue all commits.
   * @returns how to stop
   */
  watch(onChange: () => void, topic?: Topic): () => void;
  /** Tells who watches, where they do not see it by themselves. */
  announce(topic?: Topic): Promise<void>;
  close(): Promise<void>;
}
