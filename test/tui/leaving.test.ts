import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { atlas } from '../../src/tui/places/atlas.js';
import type { Stage } from '../../src/tui/stage.js';
import { type Backend, onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { ConsoleDriver } from '../support/console-driver.js';
import { PLACES } from '../support/console-places.js';
import { bookedFor, goTo } from '../support/console-steps.js';
import { addFlight, openTestDesk } from '../support/desk.js';

/** How a console may end that nobody left by choice, and with which exit code. */
const ENDS: readonly (readonly [what: string, end: (desk: ConsoleDriver) => Promise<void> | void, exitCode: number])[] =
  [
    ['Ctrl-C', (desk) => desk.press('ctrl-c'), 130],
    ['SIGTERM', (desk) => desk.signal('SIGTERM'), 130],
    ['SIGHUP', (desk) => desk.signal('SIGHUP'), 130],
    ['an exception', (desk) => desk.signal('SIGUSR2'), 1],
  ];
/** Node itself throws at a signal, in the midst of a program that knows nothing of it. */
const THROWING = { NODE_OPTIONS: `--require ${path.resolve(import.meta.dirname, '../support/throw-at-signal.cjs')}` };
/** On PostgreSQL the screen is the same: one place for each way out. */
const FEW = ENDS.length;
const ENTERED = '\u001b[?1049h';
const CLEARS = ['\u001b[2J', '\u001b[3J'];

onEveryBackend('leaving the console', (backend: Backend) => {
  let trial: TrialDatabase;

  beforeAll(async () => {
    trial = await backend.create();
    const seeding = await openTestDesk(trial);
    await addFlight(seeding, { number: '101' });
    await seeding.database.close();
    await bookedFor(trial, ['SMITH/JOHN MR']);
  });
  afterAll(() => trial.drop());

  const places = backend.dialect === 'sqlite' ? PLACES : PLACES.slice(0, FEW);
  const ways = places.flatMap(([name, command], at) =>
    process.env.OPSDESK_TORTURE
      ? ENDS.map((end) => ({ name, command, end }))
      : [{ name, command, end: ENDS[at % ENDS.length] as (typeof ENDS)[number] }],
  );

  describe.concurrent('gives the terminal back', { concurrent: true }, () => {
    for (const { name, command, end } of ways) {
      const [what, leave, exitCode] = end;
      it(`in ${name}, by ${what}`, async () => {
        const desk = new ConsoleDriver(trial, { env: THROWING, columns: 100 });
        try {
          await desk.sees('SMITH/JOHN');
          await goTo(desk, name, `$ opsdesk ${command}`);
          expect(desk.isRestored).toBe(false);
          await leave(desk);
          expect(await desk.ended()).toMatchObject({ exitCode });
          await isGivenBack(desk);
          // Why it ended stands where the prompt comes back.
          if (exitCode === 1) expect((await desk.screen()).join(' ')).toContain('nobody expects this');
        } finally {
          await desk.close();
        }
      });
    }
  });

  it('ends with 0 where somebody leaves by choice', async () => {
    const desk = new ConsoleDriver(trial);
    await desk.sees('SMITH/JOHN');
    await goTo(desk, 'quit', '');
    expect(await desk.ended()).toMatchObject({ exitCode: 0 });
    await isGivenBack(desk);
    await desk.close();
  });

  it('walks through all places and sizes, and never clears the screen', async () => {
    const desk = new ConsoleDriver(trial, { columns: 120, lines: 40 });
    await desk.sees('SMITH/JOHN');
    for (const [name, command] of PLACES) {
      await goTo(desk, name, `$ opsdesk ${command}`);
      await desk.press('escape');
      await desk.sees('$ opsdesk booking list');
    }
    for (const [columns, lines] of [
      [80, 24],
      [100, 30],
      [120, 40],
      [80, 24],
    ] as const) {
      desk.resize(columns, lines);
      await desk.sees(new RegExp(`^opsdesk › Bookings.{${columns - 30},}\n─{${columns}}\n`));
      const shown = await desk.sees('? keys');
      // The last line stays free, and the keys stand above it, once.
      expect(shown.findIndex((line) => line.includes('? keys'))).toBe(lines - 2);
      expect(shown.filter((line) => line.startsWith('opsdesk ›'))).toHaveLength(1);
    }
    for (const [columns, lines] of [
      [79, 24],
      [80, 23],
      [20, 5],
    ] as const) {
      desk.resize(columns, lines);
      await desk.sees(/^The console needs 80/);
      await desk.misses('SMITH/JOHN');
      // What nobody sees must not happen.
      await desk.type('s');
    }
    desk.resize(100, 30);
    expect((await desk.sees('SMITH/JOHN'))[0]).toMatch(/^opsdesk › Bookings /);
    await goTo(desk, 'quit', '');
    await desk.ended();
    const [before, after] = desk.output.split(ENTERED);
    expect(before).not.toContain('\u001b');
    // Entering clears once, before the first frame.
    const afterFirstFrame = after?.slice(after.indexOf('opsdesk')) ?? '';
    for (const clear of CLEARS) expect(afterFirstFrame).not.toContain(clear);
    await desk.close();
  });
});

it('knows every place of the atlas', () => {
  const names = atlas.destinations({} as Stage).map(({ name }) => name);
  expect(PLACES.map(([name]) => name)).toEqual(names);
});

async function isGivenBack(desk: ConsoleDriver): Promise<void> {
  await desk.screen();
  expect(desk.isRestored).toBe(true);
  const isLast = (on: string, off: string) => desk.output.lastIndexOf(on) > desk.output.lastIndexOf(off);
  expect({
    cursor: isLast('\u001b[?25h', '\u001b[?25l'),
    paste: isLast('\u001b[?2004l', '\u001b[?2004h'),
  }).toEqual({ cursor: true, paste: true });
}
