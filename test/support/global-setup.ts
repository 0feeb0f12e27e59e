import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { migrateToLatest } from '../../src/database/migrate.js';
import { connect } from '../../src/database/open.js';
import { findPostgres, findRedis, type Server } from './servers.js';

/** What the test files find in their environment; `…_MISSING` says why a back end's tests are skipped. */
const TEMPLATE = `opsdesk_template_${process.pid}`;

/** Finds the back ends once for all test files, and migrates one database of each that theirs are copied from. */
export default async function setup(): Promise<() => Promise<void>> {
  const [postgres, redis] = await Promise.all([findPostgres(), findRedis()]);
  announce('POSTGRES', postgres);
  announce('REDIS', redis);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-template-'));
  const file = path.join(folder, 'desk.db');
  await migrate(`sqlite:${file}`);
  process.env.OPSDESK_FOUND_SQLITE_TEMPLATE = file;
  if ('url' in postgres) await makeTemplate(postgres.url);
  return async () => {
    fs.rmSync(folder, { recursive: true });
    if ('url' in postgres) {
      await onServer(postgres.url, `drop database if exists ${TEMPLATE} with (force)`);
      await postgres.stop();
    }
    if ('url' in redis) await redis.stop();
  };
}

function announce(name: string, server: Server): void {
  if ('url' in server) {
    process.env[`OPSDESK_FOUND_${name}`] = server.url;
    return;
  }
  if (process.env.CI === 'true') throw new Error(`missing back end: ${server.missing}`);
  process.env[`OPSDESK_FOUND_${name}_MISSING`] = server.missing;
  console.warn(`\n  skipped: every test that needs ${server.missing}\n`);
}

async function makeTemplate(url: string): Promise<void> {
  await onServer(url, `create database ${TEMPLATE}`);
  const target = new URL(url);
  target.pathname = `/${TEMPLATE}`;
  await migrate(target.href);
  process.env.OPSDESK_FOUND_POSTGRES_TEMPLATE = TEMPLATE;
}

async function migrate(url: string): Promise<void> {
  const database = await connect({ url });
  await migrateToLatest(database);
  await database.close();
}

async function onServer(url: string, sql: string): Promise<void> {
  const server = await connect({ url });
  try {
    await server.dedicated((raw) => raw.execute(sql, []));
  } finally {
    await server.close();
  }
}
