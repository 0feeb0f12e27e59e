import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { openDesk } from '../../src/desk.js';
import { type Backend, onEveryBackend } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { ConsoleDriver, type KeyName } from '../support/console-driver.js';
import { testSettings, violationsOf } from '../support/desk.js';

const isTorture = process.env.OPSDESK_TORTURE !== undefined;
const KEYS = isTorture ? 20_000 : 600;
/** By then every place has been seen, and what V8 compiles has been compiled. */
const WARM = isTorture ? 2_000 : 300;
const MOST_GROWTH = 20 * 1024 * 1024;
const BATCH = 10;
const QUIET_MS = 400;
const SETTLE_MS = 40;
const SEED = Number(process.env.OPSDESK_SOAK_SEED ?? 1);
const REPORTER = path.resolve(import.meta.dirname, '../support/heap-reporter.mjs');

type Press = KeyName | { readonly type: string };

const MOVES: readonly Press[] = [
  'down',
  'up',
  'pagedown',
  'pageup',
  'home',
  'end',
  'left',
  'right',
  'tab',
  'shift-tab',
];
const DEEDS: readonly Press[] = [
  'enter',
  'enter',
  'enter',
  'escape',
  'escape',
  'ctrl-s',
  'space',
  'backspace',
  'ctrl-u',
];
const WORDS = [
  ...[
    'LHR',
    'JFK',
    '2026-12-01',
    'SMITH/JOHN MR',
    'a@b.example',
    'sandbox:tok_ok',
    'sandbox:tok_decline',
    '12A',
    '25.00',
  ],
  ...[
    '\u001b[200~SMITH/JÖRG\u001b[201~',
    '東京',
    '🙂',
    'S1',
    'P2',
    'M',
    'trail.ndjson',
    '-1',
    "'; drop table booking; --",
  ],
];
const PLACES = [
  'book',
  'flights',
  'queues',
  'notif',
  'failed',
  'payments',
  'refunds',
  'audit',
  'export',
  'disr',
  'load',
  'sales',
  'worker',
  'hotels',
  'search',
  'hot',
  'pack',
];
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz123456789?/y'];

/** The same keys for the same seed. */
function keysOf(seed: number): () => readonly Press[] {
  let state = seed >>> 0;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const oneOf = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  return () => {
    const kind = random();
    if (kind < 0.35) return [oneOf(MOVES)];
    if (kind < 0.6) return [oneOf(DEEDS)];
    if (kind < 0.8) return [{ type: oneOf(LETTERS) }];
    if (kind < 0.92) return [{ type: oneOf(WORDS) }];
    return ['escape', { type: ':' }, { type: oneOf(PLACES) }, 'enter'];
  };
}

onEveryBackend(`${KEYS} keys from seed ${SEED}`, (backend: Backend) => {
  it('neither end the console nor fill its memory, and leave every invariant whole', { timeout: 600_000 }, async () => {
    const trial = await backend.create();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-soak-'));
    const heap = path.join(folder, 'heap');
    await cli(trial, ['db', 'seed', '--scenario', 'hub', '--seed', '7', '--size', 'small', '--start', '2026-12-01']);
    const desk = new ConsoleDriver(trial, {
      env: { NODE_OPTIONS: `--import ${pathToFileURL(REPORTER).href}`, OPSDESK_TEST_HEAP: heap },
    });
    await desk.sees('opsdesk › Bookings');
    const next = keysOf(SEED);
    let pressed = 0;
    const pressUntil = async (count: number): Promise<void> => {
      while (pressed < count) {
        const batch = Array.from({ length: BATCH }, next).flat();
        for (const key of batch) {
          await desk.press((await isLeaving(desk, key)) ? 'escape' : key);
          if (desk.exit)
            throw new Error(
              `it ended with ${JSON.stringify(desk.exit)} after ${pressed} keys:\n${desk.output.slice(-3_000)}`,
            );
        }
        pressed += batch.length;
      }
      await quiet(desk);
    };
    const heapNow = async (): Promise<number> => {
      const before = readHeap(heap).length;
      desk.signal('SIGUSR2');
      while (readHeap(heap).length === before) await sleep(20);
      return readHeap(heap).at(-1) ?? Number.NaN;
    };
    await pressUntil(WARM);
    const warm = await heapNow();
    await pressUntil(KEYS);
    const grown = (await heapNow()) - warm;
    console.log(
      `${backend.dialect}: ${pressed} keys, heap ${(warm / 2 ** 20).toFixed(1)} MB, grown by ${(grown / 2 ** 20).toFixed(1)} MB`,
    );
    expect(grown).toBeLessThan(MOST_GROWTH);
    await desk.press('ctrl-c');
    expect(await desk.ended()).toMatchObject({ exitCode: 130 });
    expect(desk.isRestored).toBe(true);
    const after = await openDesk(testSettings(trial));
    expect(await violationsOf(after)).toEqual([]);
    await after.database.close();
    await desk.close();
    await trial.drop();
    fs.rmSync(folder, { recursive: true, force: true });
  });
});

/** Whether a key would leave the console by choice: the one thing that a soak must not do. */
async function isLeaving(desk: ConsoleDriver, key: Press): Promise<boolean> {
  if (key !== 'enter' && key !== 'tab') return false;
  // What was pressed before has to be on the screen.
  await sleep(SETTLE_MS);
  return (await desk.screen()).some((line) => line.startsWith('› quit'));
}

/** Until what was typed has been answered. The screen counts seconds, so that silence is short. */
async function quiet(desk: ConsoleDriver): Promise<void> {
  for (let length = -1; length !== desk.output.length; await sleep(QUIET_MS)) length = desk.output.length;
}

function readHeap(file: string): number[] {
  if (!fs.existsSync(file)) return [];
  return fs.readFileSync(file, 'utf8').trim().split('\n').map(Number);
}
