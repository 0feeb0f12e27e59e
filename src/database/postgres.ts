import os from 'node:os';
import pg from 'pg';
import {
  CommitUnknownError,
  type Database,
  type DatabaseFault,
  type RawConnection,
  type Session,
  type Topic,
  type Transaction,
} from './dialect.js';
import { isConnectionLoss, postgresFault } from './postgres-faults.js';
import { PooledSession, PostgresTransaction } from './postgres-session.js';
import { statement } from './statement.js';

const serverClock = statement<Record<string, never>, { now: number }>(
  'server_clock',
  'select cast(extract(epoch from clock_timestamp()) * 1000 as bigint) as now',
);

const CHANNELS: Readonly<Record<Topic, string>> = { change: 'opsdesk_changed', work: 'opsdesk_work' };
/** Before a listener that lost its server tries again. */
const RELISTEN_MS = 1_000;
const notify = statement<{ channel: string }>('announce', "select pg_notify(:channel, '')");

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
  private readonly connection: pg.ClientConfig;
  private readonly pool: pg.Pool;

  constructor(options: PostgresOptions) {
    const url = new URL(options.url);
    this.place = `${url.hostname}:${url.port || '5432'}${url.pathname}`;
    // pg falls back to $USER, which a service or a container may not have.
    if (!url.username && !url.searchParams.has('user') && !process.env.PGUSER) url.username = os.userInfo().username;
    this.connection = {
      connectionString: url.href,
      connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
      application_name: 'opsdesk',
    };
    this.pool = new pg.Pool({
      ...this.connection,
      max: options.maxConnections ?? 10,
      allowExitOnIdle: true,
      // A timer for each connection that is put back costs more than the connection that it would save.
      idleTimeoutMillis: 0,
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
    return postgresFault(error);
  }

  watch(onChange: () => void, topic: Topic = 'change'): () => void {
    let client: pg.Client | undefined;
    let timer: NodeJS.Timeout | undefined;
    let isStopped = false;
    const again = (): void => {
      void client?.end().catch(() => {});
      client = undefined;
      clearTimeout(timer);
      if (!isStopped) timer = setTimeout(listen, RELISTEN_MS);
    };
    // Of its own, for as long as it listens: behind PgBouncer in transaction mode it hears nothing, and whoever
    // watches still looks by itself now and then.
    const listen = (): void => {
      const mine = new pg.Client(this.connection);
      client = mine;
      mine.on('error', () => mine === client && again());
      mine.on('end', () => mine === client && again());
      // What it has received by the time that it is stopped still comes.
      mine.on('notification', () => isStopped || onChange());
      mine
        .connect()
        .then(() => mine.query(`listen ${CHANNELS[topic]}`))
        .catch(() => mine === client && again());
    };
    listen();
    return () => {
      isStopped = true;
      again();
    };
  }

  async announce(topic: Topic = 'change'): Promise<void> {
    await this.session.run(notify, { channel: CHANNELS[topic] });
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
