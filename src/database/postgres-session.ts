import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { compileComposed } from './compose.js';
import {
  CommitUnknownError,
  type Session,
  type SqlArgs,
  type SqlValue,
  type Syntax,
  type Transaction,
  transactionOver,
} from './dialect.js';
import { type BatchItem, PostgresBatch } from './postgres-batch.js';
import { copyChunks } from './postgres-copy.js';
import { isConnectionLoss } from './postgres-faults.js';
import { mergeInserts, type NumberedWrite } from './postgres-merge.js';
import { type NumberedText, numberParameters, type Statement } from './statement.js';

export const postgresSyntax: Syntax = {
  forUpdate: (of) => (of ? `for update of ${of}` : 'for update'),
  forShare: (of) => (of ? `for share of ${of}` : 'for share'),
  forUpdateSkipLocked: 'for update skip locked',
  isAnyOf: (column, subselect) => `${column} = any(array(${subselect}))`,
  listed: (parameter, type) =>
    `select cast(word as ${type}) from unnest((select string_to_array(${parameter}, ','))) as word`,
};

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

export class PooledSession extends PostgresSession {
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

export class PostgresTransaction extends PostgresSession implements Transaction {
  readonly isInsideTransaction = true;
  private readonly deferred: NumberedWrite[] = [];
  private isBusy = false;
  private isOver = false;

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
    if (this.isOver) throw transactionOver();
    const { from } = await import('pg-copy-streams');
    const copy = this.client.query(from(`copy ${table} (${columns.join(', ')}) from stdin`));
    await pipeline(Readable.from(copyChunks(rows), { objectMode: false }), copy);
    return copy.rowCount;
  }

  async commit(): Promise<void> {
    const writes = this.sendLater();
    const commit = this.push('commit', 'commit', []);
    this.isOver = true;
    await Promise.all([writes, commit]).catch((error: unknown) => {
      throw isConnectionLoss(error)
        ? new CommitUnknownError('the connection was lost during COMMIT', { cause: error })
        : error;
    });
  }

  async rollback(): Promise<void> {
    this.isOver = true;
    await super.push('rollback', 'rollback', []);
  }

  protected override push(name: string | undefined, text: string, values: readonly unknown[]) {
    return this.isOver ? Promise.reject(transactionOver()) : super.push(name, text, values);
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
