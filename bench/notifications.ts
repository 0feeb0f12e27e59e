import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { median } from './support/measure.js';
import { queueNotifications } from './support/queued-notifications.js';
import { printFigure, printHeading } from './support/report.js';
import { hasProgram, PostgresTrials } from './support/trial.js';

const NOTIFICATIONS = 2_000;
/** Of pgbench, and of each worker. */
const CONNECTIONS = 8;
const ROUNDS = 3;

/** The least that a queue in PostgreSQL asks for: claim one, mark it as sent, each in a transaction of its own. */
const CLAIM_AND_MARK = `
update notification set status = 'sending', lease_until = 9000000000000, lease_token = 'bench'
  where id = (select id from notification where status in ('pending','sending') and status = 'pending'
    and next_attempt_at <= 9000000000000 order by next_attempt_at, id limit 1 for update skip locked)
  returning id \\gset
update notification set status = 'sent', attempts = attempts + 1, next_attempt_at = null, lease_until = null,
  lease_token = null, sent_at = 0 where id = :id and status = 'sending' and lease_token = 'bench';
`;

/** Notifications a second of one worker over pgbench, over SMTP, and of two and four workers over one. */
export async function benchNotifications(): Promise<void> {
  printHeading(
    `Notifications on PostgreSQL, ${NOTIFICATIONS} a time over ${CONNECTIONS} connections, median of ${ROUNDS} rounds in turn`,
  );
  if (!hasProgram('pgbench')) {
    console.log('  skipped: pgbench is not on the PATH (it comes with the PostgreSQL server packages)');
    return;
  }
  const trials = await PostgresTrials.open();
  if (!trials) return;
  const mail = await startMailServer();
  try {
    const source = await trials.create('queue', (database) => queueNotifications(database, NOTIFICATIONS));
    const rates = { limit: [], one: [], two: [], four: [], smtp: [] } as Record<string, number[]>;
    for (let round = 0; round < ROUNDS; round += 1) {
      const trial = (name: string) => trials.create(`${name}${round}`, source);
      rates.limit?.push(measurePgbench(await trial('limit')));
      rates.one?.push(await measureWorkers(await trial('one'), 1));
      rates.smtp?.push(await measureWorkers(await trial('smtp'), 1, mail.url));
      rates.two?.push(await measureWorkers(await trial('two'), 2));
      rates.four?.push(await measureWorkers(await trial('four'), 4));
    }
    report(rates);
  } finally {
    mail.child.disconnect();
    await trials.drop();
  }
}

function report(rates: Readonly<Record<string, readonly number[]>>): void {
  const told = (name: string) => `${median(rates[name] ?? []).toFixed(0)}/s`;
  const compare = (what: string, ours: string, theirs: string, atLeast?: number) => {
    const ratios = (rates[ours] ?? []).map((rate, round) => rate / (rates[theirs]?.[round] ?? Number.NaN));
    const bound = atLeast === undefined ? undefined : { atLeast };
    printFigure({ what, ours: told(ours), theirs: told(theirs), ratio: median(ratios), bound });
  };
  compare('one worker, null channel, over pgbench', 'one', 'limit', 0.3);
  compare('one worker, SMTP to loopback, over null', 'smtp', 'one');
  compare('two workers over one', 'two', 'one');
  compare('four workers over one', 'four', 'one');
}

/** @param smtpUrl without one they have nothing to do but the book-keeping. @returns notifications a second */
async function measureWorkers(url: string, workers: number, smtpUrl = ''): Promise<number> {
  const children = Array.from({ length: workers }, () =>
    fork(path.resolve('.tmp/notification-worker.mjs'), [url, String(CONNECTIONS), smtpUrl]),
  );
  const gone = children.map((child) => once(child, 'exit'));
  await Promise.all(children.map((child) => once(child, 'message')));
  const startedAt = performance.now();
  const counts = await Promise.all(children.map(sentBy));
  const seconds = (performance.now() - startedAt) / 1_000;
  await Promise.all(gone);
  const sent = counts.reduce((a, b) => a + b, 0);
  if (sent !== NOTIFICATIONS) throw new Error(`${sent} of ${NOTIFICATIONS} notifications were sent`);
  return sent / seconds;
}

async function sentBy(child: ChildProcess): Promise<number> {
  const told = once(child, 'message') as Promise<[{ sent: number }]>;
  child.send('go');
  const [{ sent }] = await told;
  return sent;
}

/** Notifications a second. */
function measurePgbench(url: string): number {
  const script = path.join(os.tmpdir(), `opsdesk-pgbench-${process.pid}.sql`);
  fs.writeFileSync(script, CLAIM_AND_MARK);
  // It leaves a tenth: a client that finds nothing but what others have locked gives up.
  const each = Math.floor((NOTIFICATIONS * 0.9) / CONNECTIONS);
  const args = ['-n', '-M', 'prepared', '-c', String(CONNECTIONS), '-j', '1', '-t', String(each), '-f', script, url];
  const { stdout, stderr } = spawnSync('pgbench', args, { encoding: 'utf8' });
  fs.rmSync(script);
  const tps = /tps = ([\d.]+)/.exec(stdout)?.[1];
  if (!tps) throw new Error(`pgbench failed: ${stderr}`);
  return Number(tps);
}

async function startMailServer(): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(path.resolve('test/faults/mail-server.mjs'), ['0', '0']);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { child, url: `smtp://127.0.0.1:${port}` };
}
