import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BookingView } from '../../src/booking/view-booking.js';
import { type Backend, onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { ConsoleDriver, type ConsoleOptions } from '../support/console-driver.js';
import { answerOf, bookedFor, goTo, goToBooking, shown, violationsIn } from '../support/console-steps.js';
import { addFlight, openTestDesk } from '../support/desk.js';

const FLIGHT = 'XX101/2026-12-01';
/** Foreground and background, of eight, of sixteen, of any number of colours. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: as terminals are sent it
const COLOUR = /\u001b\[(\d+;)*([349]\d|10\d)(;\d+)*m/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as terminals are sent it
const DIM = /\u001b\[(\d+;)*2m/;

onEveryBackend('a console minds its manners', (backend: Backend) => {
  let trial: TrialDatabase;
  let desk: ConsoleDriver;
  let folder: string;

  beforeEach(async () => {
    trial = await backend.create();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-keys-'));
    const seeding = await openTestDesk(trial);
    await addFlight(seeding, { number: '101' });
    await seeding.database.close();
  });
  afterEach(async () => {
    await desk.close();
    await trial.drop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const open = async (options: ConsoleOptions = {}, on = trial) => {
    desk = new ConsoleDriver(on, options);
    await desk.sees('opsdesk booking list');
  };

  /** From the list of bookings to the form of a sale, with the passenger's name. */
  const beginSale = async (flight = FLIGHT) => {
    await desk.type(flight);
    await desk.sees('go to this flight');
    await desk.press('enter');
    await desk.sees('s book one seat');
    await desk.type('s');
    await desk.sees('› Passenger 1');
    await desk.type('SMITH/JOHN');
    await desk.sees('Total');
  };

  it('has no colours where nobody wants them, and nothing faint where contrast is asked for', async () => {
    const locator = await bookedFor(trial, ['SMITH/JOHN MR']);
    /** Past most of what is drawn in a colour: statuses, a seat map, a form, a question, what went wrong. */
    const look = async (options: ConsoleOptions) => {
      await open(options);
      await goToBooking(desk, locator);
      await desk.type('s');
      await desk.sees(/Seat 20\w, Y/);
      await desk.press('escape');
      await desk.sees('version 2');
      await desk.type('c');
      await desk.sees('› Cancel');
      await desk.press('ctrl-s');
      await desk.sees('Are you sure?');
      await desk.type('X');
      await desk.press('tab', 'tab', 'enter');
      await desk.sees('nothing was done');
      await desk.press('escape', 'escape');
      await desk.sees('version 2');
      await goTo(desk, 'quit', '');
      await desk.ended();
      return desk.output;
    };
    const coloured = await look({ isColoured: true });
    expect([COLOUR, DIM].map((sequence) => sequence.test(coloured))).toEqual([true, true]);
    expect(await look({})).not.toMatch(COLOUR);
    const contrast = await look({ isColoured: true, args: ['--theme', 'contrast'] });
    expect(contrast).toContain('\u001b[1m');
    expect(contrast).not.toMatch(DIM);
  });

  it('writes lines and moves no cursor with --plain, by the same keys', async () => {
    const locator = await bookedFor(trial, ['SMITH/JOHN MR']);
    desk = new ConsoleDriver(trial, { args: ['--plain'], isColoured: true, columns: 160, lines: 80 });
    await desk.sees('> 1 of 1: booking');
    await desk.type(locator);
    await desk.sees(`> Go to ${locator}. ${locator}, 1 of`);
    await desk.press('enter');
    await desk.sees(`opsdesk › Bookings › ${locator}\n${locator}  confirmed`);
    await desk.type('c');
    await desk.sees('> Refund: pay it now');
    await desk.press('ctrl-s');
    await desk.sees(`> Cancel ${locator} and refund 80.00 USD? It cannot be taken back. Button: Keep it`);
    await desk.type(locator);
    await desk.sees(`Type ${locator}: ${locator}`);
    await desk.press('tab', 'tab');
    await desk.sees('Button: Cancel the booking');
    await desk.press('enter');
    await desk.sees(`${locator} is cancelled. 80.00 USD went back.`);
    expect((await shown(trial, locator)).status).toBe('cancelled');
    await goTo(desk, 'quit', '');
    expect(await desk.ended()).toMatchObject({ exitCode: 0 });
    // All that it tells the terminal is that a paste is to come as one, and at the end that it need not any more.
    const [, ...told] = desk.output.split('\u001b').map((text) => text.slice(0, 7));
    expect(told).toEqual(['[?2004h', '[?2004l']);
    expect(await violationsIn(trial)).toEqual([]);
  });

  it('begins a reference with every letter, wherever one is', async () => {
    const locator = await bookedFor(trial, ['SMITH/JOHN MR']);
    await open();
    await desk.sees(locator);
    const tryAll = async () => {
      for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') {
        await desk.type(letter);
        await desk.sees(`: ${letter}▏`);
        await desk.press('backspace', 'backspace');
        await desk.misses(`: ${letter}▏`);
      }
    };
    await tryAll();
    await goToBooking(desk, locator);
    await tryAll();
    await desk.type('s');
    await desk.sees(/Seat 20\w, Y/);
    await tryAll();
  });

  it('plays the keys of a recording to the same booking on a copy of the database', async () => {
    const copy = await backend.copy(trial);
    const file = path.join(folder, 'keys.ndjson');
    await open({ args: ['--record', file] });
    await beginSale();
    await desk.press('tab', 'tab', 'tab');
    await desk.sees('Enter opens the map');
    await desk.press('enter');
    await desk.sees('Seat 20A, Y economy: open');
    await desk.press('right', 'right', 'enter');
    await desk.type('d');
    await desk.sees(/Seats +20C/);
    await desk.press('tab');
    await desk.type('sandbox:tok_ok');
    await desk.press('ctrl-s');
    await desk.sees('Book it and take 110.00 USD');
    await desk.press('enter');
    await desk.sees('is confirmed');
    await goTo(desk, 'quit', '');
    await desk.ended();
    // What keys a person pressed is nobody else's business.
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    await desk.close();
    // As if the machine of today were slower than the one of the recording: no key may come before its place is there.
    const hurried = path.join(folder, 'hurried.ndjson');
    fs.writeFileSync(hurried, fs.readFileSync(file, 'utf8').replaceAll(/"atMs":\d+/g, '"atMs":0'));
    desk = new ConsoleDriver(copy, { args: ['--replay', hurried] });
    expect(await desk.ended()).toMatchObject({ exitCode: 0 });
    const made = async (database: TrialDatabase) => {
      const { items } = await answerOf<{ items: BookingView[] }>(database, 'booking', 'list');
      expect(items).toHaveLength(1);
      const { status, passengers, segments, paid } = await shown(database, items[0]?.recordLocator ?? '');
      return { status, passengers, seats: segments.map(({ seats }) => seats), paid };
    };
    expect(await made(copy)).toEqual(await made(trial));
    expect((await made(copy)).seats).toEqual([[{ passengerId: 'P1', seat: '20C' }]]);
    expect(await violationsIn(copy)).toEqual([]);
    await copy.drop();
  });

  it('refuses writes on production until they are unlocked by its name', async () => {
    const departsAt = Date.now() + 30 * 86_400_000;
    const seeding = await openTestDesk(trial);
    await addFlight(seeding, { number: '102', departsAt });
    await seeding.database.close();
    const real = { now: undefined };
    expect(await cli(trial, ['db', 'migrate', '--production'], real)).toMatchObject({ exitCode: 0 });
    const bookings = async () =>
      (await cli(trial, ['booking', 'list', '-o', 'ids'], real)).stdout.split('\n').length - 1;
    await open({ ...real, columns: 120, lines: 30 });
    await desk.sees('PRODUCTION default: writes locked');
    const flight = `XX102/${new Date(departsAt).toISOString().slice(0, 10)}`;
    await beginSale(flight);
    await desk.press('ctrl-s');
    // The question comes to the form, which keeps what was typed, and leaving has the focus.
    await desk.sees('[ Cancel ] ‹');
    await desk.sees('This is production, and writes are locked.');
    await desk.press('enter');
    await desk.misses('Are you sure?');
    await desk.sees('SMITH/JOHN');
    await desk.press('ctrl-s');
    await desk.sees('[ Cancel ] ‹');
    await desk.type('staging');
    await desk.press('tab', 'tab', 'enter');
    await desk.sees('That is not default: nothing was done.');
    await desk.sees('PRODUCTION default: writes locked');
    await desk.press('ctrl-u');
    await desk.type('default');
    await desk.press('tab', 'tab', 'enter');
    await desk.sees('Writes are unlocked.');
    await desk.sees('PRODUCTION default: writes unlocked');
    expect(await bookings()).toBe(0);
    await desk.press('ctrl-s');
    await desk.sees('Hold it until');
    await desk.press('enter');
    await desk.sees('is held.');
    expect(await bookings()).toBe(1);
  });
});
