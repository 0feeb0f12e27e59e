import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe } from 'vitest';
import type { Database, DialectName } from '../../src/database/dialect.js';
import { connect } from '../../src/database/open.js';

/** A fresh database of one back end. */
export interface TrialDatabase {
  readonly dialect: DialectName;
  /** For OPSDESK_DATABASE_URL. */
  readonly url: string;
  drop(): Promise<void>;
}

export interface Backend {
  readonly dialect: DialectName;
  /** Migrated unless `isEmpty`. */
  create(options?: { readonly isEmpty?: boolean }): Promise<TrialDatabase>;
  /** Another with the same content. Nobody may be connected to the first. */
  copy(trial: TrialDatabase): Promise<TrialDatabase>;
}

/** Always there; for what no back end makes a difference to. */
export const sqlite: Backend = {
  dialect: 'sqlite',
  create: async ({ isEmpty = false } = {}) => {
    const trial = fileInNewFolder();
    if (!isEmpty) fs.copyFileSync(process.env.OPSDESK_FOUND_SQLITE_TEMPLATE ?? '', pathOf(trial.url));
    return trial;
  },
  copy: async ({ url }) => {
    const trial = fileInNewFolder();
    fs.copyFileSync(pathOf(url), pathOf(trial.url));
    return trial;
  },
};

function fileInNewFolder(): TrialDatabase {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-test-'));
  const url = `sqlite:${path.join(folder, 'desk.db')}`;
  return { dialect: 'sqlite', url, drop: async () => fs.rmSync(folder, { recursive: true, force: true }) };
}

const pathOf = (url: string) => url.slice('sqlite:'.length);

const postgres: Backend = {
  dialect: 'postgres',
  create: ({ isEmpty = false } = {}) =>
    databaseLike(isEmpty ? 'template0' : (process.env.OPSDESK_FOUND_POSTGRES_TEMPLATE ?? '')),
  copy: ({ url }) => databaseLike(new URL(url).pathname.slice(1)),
};

async function databaseLike(template: string): Promise<TrialDatabase> {
  const server = process.env.OPSDESK_FOUND_POSTGRES ?? '';
  const name = `opsdesk_test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${name} template ${template}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { dialect: 'postgres', url: url.href, drop: () => onServer(server, `drop database ${name} with (force)`) };
}

export const backends: readonly Backend[] = process.env.OPSDESK_FOUND_POSTGRES ? [sqlite, postgres] : [sqlite];

/** Runs a suite on SQLite and on PostgreSQL; where PostgreSQL is missing, its half is listed as skipped. */
export function onEveryBackend(name: string, suite: (backend: Backend) => void): void {
  describe(`${name} on SQLite`, () => suite(sqlite));
  const missing = process.env.OPSDESK_FOUND_POSTGRES_MISSING;
  describe.skipIf(missing !== undefined)(`${name} on PostgreSQL`, () => suite(postgres));
}

/** Runs a suite on PostgreSQL alone: what SQLite's single writer has no need of. */
export function onPostgres(name: string, suite: (backend: Backend) => void): void {
  describe.skipIf(process.env.OPSDESK_FOUND_POSTGRES_MISSING !== undefined)(`${name} on PostgreSQL`, () =>
    suite(postgres),
  );
}

/** The address of a Redis, for suites that need one. */
export const redisUrl = process.env.OPSDESK_FOUND_REDIS;

let adminConnection: Promise<Database> | undefined;

async function onServer(url: string, sql: string): Promise<void> {
  adminConnection ??= connect({ url, maxConnections: 1 });
  await (await adminConnection).dedicated((raw) => raw.execute(sql, []));
}
