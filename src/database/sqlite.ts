import fs from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import BetterSqlite from 'better-sqlite3';
import { OpsdeskError } from '../kernel/errors.js';
import { compileComposed } from './compose.js';
import {
  type Database,
  type DatabaseFault,
  type RawConnection,
  type Session,
  type SqlArgs,
  type SqlValue,
  type Syntax,
  type Transaction,
  transactionOver,
} from './dialect.js';
import { asOperatingError } from './operating-error.js';
import { type NumberedText, questionMarks, type Statement } from './statement.js';

export const sqliteSyntax: Syntax = {
  forUpdate: () => '',
  forShare: () => '',
  forUpdateSkipLocked: '',
  isAnyOf: (column, subselect) => `${column} in (${subselect})`,
  listed: (parameter, type) =>
    `select cast(value as ${type}) from json_each('["' || replace(${parameter}, ',', '","') || '"]')`,
};

/** A statement and the arguments that its question marks stand for: by name they cost the driver half as much again. */
class Prepared {
  private readonly statement: BetterSqlite.Statement;
  private readonly names: readonly string[];

  constructor(raw: BetterSqlite.Database, { text, names }: NumberedText) {
    this.statement = raw.prepare(text);
    this.names = names;
  }

  all(args: SqlArgs): unknown[] {
    const values = this.valuesOf(args);
    if (this.statement.reader) return this.statement.all(...values);
    this.statement.run(...values);
    return [];
  }

  first(args: SqlArgs): unknown {
    return this.statement.get(...this.valuesOf(args));
  }

  /** @returns how many rows it changed, or gave back */
  run(args: SqlArgs): number {
    const values = this.valuesOf(args);
    return this.statement.reader ? this.statement.all(...values).length : this.statement.run(...values).changes;
  }

  private valuesOf(args: SqlArgs): SqlValue[] {
    const values: SqlValue[] = [];
    for (const name of this.names) {
      const value = args[name];
      if (value === undefined) throw new RangeError(`nothing is given for :${name}`);
      values.push(value);
    }
    return values;
  }
}

/** One connection with its prepared statements. */
class Connection {
  readonly raw: BetterSqlite.Database;
  private readonly prepared = new Map<string, Prepared>();

  constructor(file: string, busyTimeoutMs: number) {
    this.raw = new BetterSqlite(file, { timeout: busyTimeoutMs });
    this.raw.pragma('foreign_keys = on');
    this.raw.pragma('synchronous = full');
  }

  prepare(statement: Statement<never, unknown>): Prepared {
    let found = this.prepared.get(statement.name);
    if (!found) {
      found = new Prepared(this.raw, questionMarks(statement.text(sqliteSyntax)));
      this.prepared.set(statement.name, found);
    }
    return found;
  }
}

abstract class SqliteSession implements Session {
  readonly dialect = 'sqlite';

  protected abstract connection(): Connection;

  async all<A extends SqlArgs, R>(statement: Statement<A, R>, args: A): Promise<R[]> {
    return this.connection()
      .prepare(statement as Statement<never, unknown>)
      .all(args) as R[];
  }

  async first<A extends SqlArgs, R>(statement: Statement<A, R>, args: A): Promise<R | undefined> {
    return this.connection()
      .prepare(statement as Statement<never, unknown>)
      .first(args) as R | undefined;
  }

  async run<A extends SqlArgs, R>(statement: Statement<A, R>, args: A): Promise<number> {
    return this.connection()
      .prepare(statement as Statement<never, unknown>)
      .run(args);
  }

  async composed<R>(build: Parameters<Session['composed']>[0]): Promise<R[]> {
    const query = await compileComposed('sqlite', build);
    return execute(this.connection().raw, query.sql, query.parameters).rows as R[];
  }
}

class SqliteReader extends SqliteSession {
  constructor(private readonly choose: () => Connection) {
    super();
  }

  protected connection(): Connection {
    return this.choose();
  }
}

class SqliteTransaction extends SqliteSession implements Transaction {
  readonly isInsideTransaction = true;
  private readonly deferred: { statement: Statement<never, unknown>; args: SqlArgs }[] = [];
  private isOver = false;

  constructor(private readonly writer: Connection) {
    super();
  }

  later<A extends SqlArgs, R>(statement: Statement<A, R>, args: A): void {
    this.deferred.push({ statement: statement as Statement<never, unknown>, args });
  }

  async load(table: string, columns: readonly string[], rows: Iterable<readonly SqlValue[]>): Promise<number> {
    await this.sendLater();
    return insertMany(this.connection().raw, table, columns, rows);
  }

  async sendLater(): Promise<void> {
    for (const { statement, args } of this.deferred.splice(0)) {
      this.connection().prepare(statement).run(args);
    }
  }

  end(): void {
    this.isOver = true;
  }

  protected connection(): Connection {
    if (this.isOver) throw transactionOver();
    return this.writer;
  }
}

/** SQLite takes 32,766 parameters a statement, and gains nothing above some fifty rows. */
const ROWS_PER_INSERT = 50;

/** With the usual 2 MB a load of millions of rows writes the pages of its indexes out and reads them again, row by row. */
const LOAD_CACHE_KIB = 65_536;

/** Milliseconds after which a long load lets Ctrl-C, a deadline and a progress bar have their turn. */
const TURN_MS = 50;

async function insertMany(
  raw: BetterSqlite.Database,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly SqlValue[]>,
): Promise<number> {
  raw.pragma(`cache_size = -${LOAD_CACHE_KIB}`);
  const tuple = `(${columns.map(() => '?').join(', ')})`;
  const prepare = (count: number) =>
    raw.prepare(`insert into ${table} (${columns.join(', ')}) values ${Array(count).fill(tuple).join(', ')}`);
  const many = prepare(ROWS_PER_INSERT);
  let values: SqlValue[] = [];
  let pending = 0;
  let count = 0;
  let turnEndsAt = Date.now() + TURN_MS;
  for (const row of rows) {
    for (const value of row) values.push(value);
    pending += 1;
    count += 1;
    if (pending === ROWS_PER_INSERT) {
      many.run(values);
      values = [];
      pending = 0;
      if (Date.now() >= turnEndsAt) {
        await setImmediate();
        turnEndsAt = Date.now() + TURN_MS;
      }
    }
  }
  if (pending > 0) prepare(pending).run(values);
  return count;
}

function execute(raw: BetterSqlite.Database, sql: string, values: readonly unknown[]) {
  const prepared = raw.prepare(sql);
  if (prepared.reader) {
    const rows = prepared.all(...values) as Record<string, unknown>[];
    return { rows, affected: rows.length };
  }
  return { rows: [], affected: prepared.run(...values).changes };
}

export interface SqliteOptions {
  readonly file: string;
  /** Milliseconds that SQLite itself waits for another process's write; the runner retries above it. */
  readonly busyTimeoutMs?: number;
}

export class SqliteDatabase implements Database {
  readonly dialect = 'sqlite';
  readonly place: string;
  readonly session: Session;
  private readonly writer: Connection;
  private reader: Connection | undefined;
  private isWriting = false;
  private lastTurn: Promise<void> = Promise.resolve();

  constructor(private readonly options: SqliteOptions) {
    this.place = options.file;
    try {
      if (!fs.existsSync(options.file)) createPrivateFile(options.file);
      this.writer = this.connect();
    } catch (error) {
      throw this.cannotOpen(error);
    }
    this.session = new SqliteReader(() => this.idleConnection());
  }

  /** One transaction at a time in this process; other processes queue inside SQLite. */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.exclusively(async () => {
      const { raw } = this.writer;
      raw.exec('begin immediate');
      const tx = new SqliteTransaction(this.writer);
      try {
        const result = await work(tx);
        await tx.sendLater();
        raw.exec('commit');
        return result;
      } catch (error) {
        if (raw.inTransaction) raw.exec('rollback');
        throw error;
      } finally {
        tx.end();
      }
    });
  }

  async dedicated<T>(work: (connection: RawConnection) => Promise<T>): Promise<T> {
    return this.exclusively(() => work({ execute: async (sql, values) => execute(this.writer.raw, sql, values) }));
  }

  async serverTime(): Promise<undefined> {
    return undefined;
  }

  faultOf(error: unknown): DatabaseFault | undefined {
    const { code, message } = error as { code?: string; message?: string };
    if (!code?.startsWith('SQLITE_')) return undefined;
    if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return { kind: 'retry', isBusy: true };
    if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
      const columns = (message ?? '').replace(/^UNIQUE constraint failed: /, '').split(', ');
      const table = columns[0]?.split('.')[0] ?? '';
      return { kind: 'unique', key: `${table}.${columns.map((column) => column.split('.')[1]).join(',')}` };
    }
    const reason = UNUSABLE_FILE.find(([prefix]) => code.startsWith(prefix))?.[1];
    return reason
      ? {
          kind: 'unavailable',
          reason: `the file ${reason}`,
          hint: CHECK_FILE,
        }
      : undefined;
  }

  watch(onChange: () => void): () => void {
    // Of a connection that writes nothing itself, so that it sees what this process writes too.
    const { raw } = this.connect();
    const version = (): unknown => {
      try {
        return raw.pragma('data_version', { simple: true });
      } catch {
        // Whoever reads next learns what is wrong with the file, and says it.
        return undefined;
      }
    };
    let last = version();
    const timer = setInterval(() => {
      const now = version();
      if (now === last) return;
      last = now;
      onChange();
    }, WATCH_MS);
    return () => {
      clearInterval(timer);
      raw.close();
    };
  }

  async announce(): Promise<void> {
    // Whoever watches sees the file's own counter.
  }

  async close(): Promise<void> {
    this.reader?.raw.close();
    this.writer.raw.close();
  }

  private cannotOpen(error: unknown): unknown {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) return asOperatingError(this, error) ?? error;
    return new OpsdeskError('DATABASE_UNAVAILABLE', `database ${this.place}: the file cannot be made (${code})`, {
      hint: CHECK_FILE,
      cause: error,
    });
  }

  private connect(): Connection {
    return new Connection(this.options.file, this.options.busyTimeoutMs ?? 5_000);
  }

  /** A read beside an open transaction of this process must not see its uncommitted rows. */
  private idleConnection(): Connection {
    if (!this.isWriting) return this.writer;
    this.reader ??= this.connect();
    return this.reader;
  }

  private async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const before = this.lastTurn;
    let finish: () => void = () => {};
    this.lastTurn = new Promise((resolve) => {
      finish = resolve;
    });
    await before;
    this.isWriting = true;
    try {
      return await work();
    } finally {
      this.isWriting = false;
      finish();
    }
  }
}

/** Reading the counter of commits costs some microseconds. */
const WATCH_MS = 250;
const CHECK_FILE = 'Check the disk and the file, or name another one with OPSDESK_DATABASE_URL=sqlite:PATH.';

const UNUSABLE_FILE: readonly [string, string][] = [
  ['SQLITE_NOTADB', 'is not a SQLite database'],
  ['SQLITE_CORRUPT', 'is damaged'],
  ['SQLITE_FULL', 'cannot grow: the disk is full'],
  ['SQLITE_READONLY', 'cannot be written'],
  ['SQLITE_CANTOPEN', 'cannot be opened'],
  ['SQLITE_IOERR', 'cannot be read or written'],
];

/** It holds names and addresses: for its owner's eyes only, from the first byte. */
function createPrivateFile(file: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  fs.closeSync(fs.openSync(file, 'a', 0o600));
}
