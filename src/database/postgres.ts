import os from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { compileComposed } from './compose.js';
import {
  CommitUnknownError,
  type Database,
  type DatabaseFault,
  type RawConnection,
  type Session,
  type SqlArgs,
  type SqlValue,
  type Syntax,
  type Transaction,
} from './dialect.js';
import { type BatchItem, PostgresBatch } from './postgres-batch.js';
import { mergeInserts, type NumberedWrite } from './postgres-merge.js';
import { type NumberedText, numberParameters, type Statement, statement } from './statement.js';

export const postgresSyntax: Syntax = {
  forUpdate: (of) => (of ? `for update of ${of}` : 'for update'),
  forShare: (of) => (of ? `for share of ${of}` : 'for share'),
  forUpdateSkipLocked: 'for update skip locked',
  isAnyOf: (column, subselect) => `${column} = any(array(${subselect}))`,
  ilike: (column, pattern) => `${column} ilike ${pattern}`,
};

const serverClock = statement<Record<string, never>, { now: number }>(
  'server_clock',
  'select cast(extract(epoch from clock_timestamp()) * 1000 as bigint) as now',
);

const numbered = new WeakMap<object, NumberedText>();

function textOf(statement: Statement<never, unknown>): NumberedText {
  let text = numbered.get(statement);
  if (!text) {
    text = numberParameters(statement.text(postgresSyntax));
    numbered.set(statement, text);
  }
  return text;
}

interface Answer {
  readonly rows: Record<string, unknown>[];
  readonly affected: number;
}

/** Collects the statements of one tick and hands them over as one batch. */
abstract class PostgresSession implements Session {
  readonly dialect = 'postgres';
  private queue: BatchItem[] = [];

  async all<A extends SqlArgs, R>(statement: Statement<A, R>, args: A): Promise<R[]> {
    return (await this.send(statement, args)).rows as R[];
  }

  async first<A extends SqlArgs, R>(statement: Statement<A, R>, args: A): Promise<R | undefined> {
    return (await this.send(statement, args)).rows[0] as R | undefined;
  }

  async run<A extends SqlArgs, R>(statement: Statement<A, R>, args: A): Promise<number> {
    return (await this.send(statement, args)).affected;
  }

  async composed<R>(build: Parameters<Session['composed']>[0]): Promise<R[]> {
    const query = await compileComposed('postgres', build);
    return (await this.push(undefined, query.sql, query.parameters)).rows as R[];
  }

  protected send<A extends SqlArgs, R>(statement: Statement<A, R>, args: A): Promise<Answer> {
    const { text, names } = textOf(statement as Statement<never, unknown>);
    return this.push(statement.name, text, valuesOf(statement.name, names, args));
  }

  protected push(name: string | undefined, text: string, values: readonly unknown[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.queue.push({ name, text, values, resolve, reject });
      if (this.queue.length === 1) queueMicrotask(() => this.flush());
    });
  }

  protected hasQueue(): boolean {
    return this.queue.length > 0;
  }

  protected takeQueue(): BatchItem[] {
    const items = this.queue;
    this.queue = [];
    return items;
  }

  protected abstract flush(): void;
}

function valuesOf(statement: string, names: readonly string[], args: SqlArgs): SqlValue[] {
  return names.map((name) => {
    const value = args[name];
    if (value === undefined) throw new Error(`statement ${statement} lacks its parameter :${name}`);
    return value;
  });
}

class PooledSession extends PostgresSession {
  constructor(private readonly pool: pg.Pool) {
    super();
  }

  protected flush(): void {
    const items = this.takeQueue();
    this.pool.connect().then(
      (client) => {
        let isBroken = false;
        const release = () => client.release(isBroken);
        const last = items.at(-1) as BatchItem;
        const settled: BatchItem = {
          ...last,
          resolve: (answer) => {
            release();
            last.resolve(answer);
          },
          reject: (error) => {
            isBroken = isConnectionLoss(error);
            release();
            last.reject(error);
          },
        };
        client.query(new PostgresBatch([...items.slice(0, -1), settled]));
      },
      (error) => {
        for (const item of items) item.reject(error);
      },
    );
  }
}

class PostgresTransaction extends PostgresSession implements Transaction {
  readonly isInsideTransaction = true;
  private readonly deferred: NumberedWrite[] = [];
  private isBusy = false;

  constructor(private readonly client: pg.PoolClient) {
    super();
    this.push('begin', 'begin', []).catch(() => {});
  }

  later<A extends SqlArgs, R>(statement: Statement<A, R>, args: A): void {
    const { text, names } = textOf(statement as Statement<never, unknown>);
    this.deferred.push({ name: statement.name, text, values: valuesOf(statement.name, names, args) });
  }

  async load(table: string, columns: readonly string[], rows: Iterable<readonly SqlValue[]>): Promise<number> {
    await this.sendLater();
    const { from } = await import('pg-copy-streams');
    const copy = this.client.query(from(`copy ${table} (${columns.join(', ')}) from stdin`));
    await pipeline(Readable.from(copyChunks(rows), { objectMode: false }), copy);
    return copy.rowCount;
  }

  async commit(): Promise<void> {
    const writes = this.sendLater();
    const commit = this.push('commit', 'commit', []);
    await Promise.all([writes, commit]).catch((error: unknown) => {
      throw isConnectionLoss(error)
        ? new CommitUnknownError('the connection was lost during COMMIT', { cause: error })
        : error;
    });
  }

  async rollback(): Promise<void> {
    await this.push('rollback', 'rollback', []);
  }

  /** One batch at a time: what is asked for meanwhile makes up the next. */
  protected flush(): void {
    if (this.isBusy) return;
    this.isBusy = true;
    this.client.query(
      new PostgresBatch(this.takeQueue(), () => {
        this.isBusy = false;
        if (this.hasQueue()) this.flush();
      }),
    );
  }

  async sendLater(): Promise<void> {
    const writes = mergeInserts(this.deferred.splice(0)).map(({ name, text, values }) => this.push(name, text, values));
    await Promise.all(writes);
  }
}

const COPY_CHUNK_CHARS = 256 * 1024;

function* copyChunks(rows: Iterable<readonly SqlValue[]>): Generator<Buffer> {
  let chunk = '';
  for (const row of rows) {
    for (let i = 0; i < row.length; i += 1) {
      const value = row[i];
      if (i > 0) chunk += '\t';
      if (value === null || value === undefined) chunk += '\\N';
      else if (typeof value === 'number') chunk += value;
      else chunk += value.replace(/[\\\t\n\r]/g, (char) => COPY_ESCAPES[char] as string);
    }
    chunk += '\n';
    if (chunk.length >= COPY_CHUNK_CHARS) {
      yield Buffer.from(chunk);
      chunk = '';
    }
  }
  if (chunk !== '') yield Buffer.from(chunk);
}

const COPY_ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

export interface PostgresOptions {
  readonly url: string;
  /** The most connections that this process opens at once. */
  readonly maxConnections?: number;
  /** Milliseconds to wait for a connection. */
  readonly connectTimeoutMs?: number;
}

export class PostgresDatabase implements Database {
  readonly dialect = 'postgres';
  readonly place: string;
  readonly session: Session;
  private readonly pool: pg.Pool;

  constructor(options: PostgresOptions) {
    const url = new URL(options.url);
    this.place = `${url.hostname}:${url.port || '5432'}${url.pathname}`;
    // pg falls back to $USER, which a service or a container may not have.
    if (!url.username && !url.searchParams.has('user') && !process.env.PGUSER) url.username = os.userInfo().username;
    this.pool = new pg.Pool({
      connectionString: url.href,
      max: options.maxConnections ?? 10,
      connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
      application_name: 'opsdesk',
      allowExitOnIdle: true,
    });
    // An idle connection that dies is replaced on the next use; one in use reports through its query.
    this.pool.on('error', () => {});
    this.pool.on('connect', (client) => client.on('error', () => {}));
    this.session = new PooledSession(this.pool);
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let isBroken = false;
    try {
      const tx = new PostgresTransaction(client);
      try {
        const result = await work(tx);
        await tx.commit();
        return result;
      } catch (error) {
        isBroken = error instanceof CommitUnknownError || isConnectionLoss(error);
        if (!isBroken) {
          await tx.rollback().catch(() => {
            isBroken = true;
          });
        }
        throw error;
      }
    } finally {
      client.release(isBroken);
    }
  }

  async dedicated<T>(work: (connection: RawConnection) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      return await work({
        async execute(sql, values) {
          const answer = await client.query({ text: sql, values: [...values] });
          return { rows: answer.rows as Record<string, unknown>[], affected: answer.rowCount ?? 0 };
        },
      });
    } finally {
      client.release();
    }
  }

  async serverTime(): Promise<number | undefined> {
    return (await this.session.first(serverClock, {}))?.now;
  }

  faultOf(error: unknown): DatabaseFault | undefined {
    const { code, detail, table } = error as { code?: string; detail?: string; table?: string };
    if (code === '40001' || code === '40P01') return { kind: 'retry', isBusy: false };
    if (code === '55P03') return { kind: 'retry', isBusy: true };
    if (code === '23505') {
      return {
        kind: 'unique',
        key: `${table}.${/^Key \(([^)]*)\)/.exec(detail ?? '')?.[1]?.replaceAll(' ', '') ?? ''}`,
      };
    }
    if (code === '3D000') {
      return {
        kind: 'unavailable',
        reason: 'the database does not exist',
        hint: 'Create it with createdb, then run: opsdesk db migrate',
      };
    }
    if (code === '28P01' || code === '28000') {
      return {
        kind: 'unavailable',
        reason: 'the server refused the user or the password',
        hint: 'Check the user and the password in OPSDESK_DATABASE_URL or the profile.',
      };
    }
    if (code === '42501') {
      return {
        kind: 'unavailable',
        reason: 'the database user lacks a privilege',
        hint: 'Ask the database owner to grant it, or connect as the owner.',
      };
    }
    if (isConnectionLoss(error)) {
      return {
        kind: 'unavailable',
        reason: 'the server cannot be reached',
        hint: 'Check that PostgreSQL runs and that the address is right, then try again.',
      };
    }
    return undefined;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/** Socket errors, and SQLSTATE classes 08 (connection), 57P (shutdown) and 53300 (too many connections). */
function isConnectionLoss(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  if (code && /^(08...|57P0[1-3]|53300|ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENOENT)/.test(code))
    return true;
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
    message ?? '',
  );
}
