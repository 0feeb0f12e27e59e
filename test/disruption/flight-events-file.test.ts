import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import type { Desk } from '../../src/desk.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { type CliOptions, cli, startCli } from '../support/cli.js';
import { addFlight, flightRef, openTestDesk, violationsOf } from '../support/desk.js';

const HEADER = 'carrier,number,origin,date,status,delay_minutes';

interface Summary {
  readonly jobId: string;
  readonly recorded: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly bookings: number;
  readonly end: string;
}

onEveryBackend('a file of what became of flights', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let folder: string;
  let flights = 0;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-events-'));
  });
  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  async function newFlights(count: number, bookings = 0): Promise<string[]> {
    const numbers: string[] = [];
    for (let at = 0; at < count; at += 1) {
      flights += 1;
      numbers.push(String(flights));
      await addFlight(desk, { number: String(flights), economyRows: 2 });
      for (let each = 0; each < bookings; each += 1) {
        const order = {
          flights: [{ ref: flightRef(String(flights)) }],
          passengers: ['ONE/A MR'],
          email: 'x@example.com',
        };
        await createBooking(desk, { ...order, pay: { gateway: 'sandbox', source: 'tok_ok' } }, {});
      }
    }
    return numbers;
  }
  const row = (number: string, what: string) => `XX,${number},LHR,2026-12-01,${what}`;
  function write(name: string, lines: readonly string[]): string {
    const file = path.join(folder, name);
    fs.writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  }
  const options = (more: CliOptions = {}): CliOptions => ({ ...more, env: { XDG_STATE_HOME: folder } });
  const run = async (args: readonly string[], status = 0, more: CliOptions = {}) => {
    const ended = await cli(trial, ['flight', 'status', ...args, '--json'], options(more));
    expect(ended.exitCode, `${ended.stdout}${ended.stderr}`).toBe(status);
    return ended.json() as Summary;
  };
  const eventsOf = async (numbers: readonly string[]) => {
    const rows = await desk.session.composed((db) =>
      db
        .selectFrom('flight_event')
        .select(['flight_id', 'kind', 'cause', 'delay_minutes'])
        .where('flight_id', 'in', numbers.map(Number))
        .orderBy('flight_id')
        .orderBy('id'),
    );
    return rows.map(({ kind, cause, delay_minutes }) => `${kind} ${cause} ${delay_minutes ?? ''}`.trim());
  };

  it('is recorded by header, in any order of its columns, and changes nothing the second time', async () => {
    const [one, two, three] = (await newFlights(3, 1)) as [string, string, string];
    const file = write('any.csv', [
      'date,status,number,carrier,delay_minutes,cause,origin',
      `2026-12-01,cancelled,${one},XX,,,LHR`,
      `2026-12-01,Delayed,000${two},xx,75,technical,`,
      `2026-12-01,delayed,${three},XX,20,,`,
      `2026-12-01,cancelled,${three},XX,,,`,
    ]);
    const dry = await run(['--from', file, '--dry-run']);
    expect(await eventsOf([one, two, three])).toEqual([]);
    // In a dry run the rows of one flight do not see each other.
    expect(dry).toMatchObject({ recorded: 4, failed: 0 });
    const first = await run(['--from', file, '--cause', 'weather']);
    expect(first).toMatchObject({ recorded: 4, unchanged: 0, failed: 0, bookings: 4, end: 'done' });
    const events = ['cancelled weather', 'delayed technical 75', 'delayed weather 20', 'cancelled weather'];
    expect(await eventsOf([one, two, three])).toEqual(events);
    expect(await run(['--from', file, '--cause', 'weather'])).toMatchObject({ recorded: 0, unchanged: 4, bookings: 0 });
    // Other bytes are another job, which finds that all is known.
    const other = write('other.csv', [HEADER, row(one, 'cancelled,'), row(two, 'delayed,75')]);
    expect(await run(['--from', other])).toMatchObject({ recorded: 0, unchanged: 2, bookings: 0 });
    expect(await eventsOf([one, two, three])).toEqual(events);
  });

  it('is the only one under its key', async () => {
    const [one = ''] = await newFlights(1);
    const key = ['--idempotency-key', 'strike'];
    const late = write('late.csv', [HEADER, row(one, 'delayed,30')]);
    const later = write('later.csv', [HEADER, row(one, 'delayed,60')]);
    expect(await run(['--from', late, ...key])).toMatchObject({ recorded: 1 });
    expect(await run(['--from', later, ...key], 6)).toMatchObject({ error: { code: 'IDEMPOTENCY_MISMATCH' } });
    expect(await run(['--from', late, ...key])).toMatchObject({ recorded: 0, unchanged: 1 });
    expect(await eventsOf([one])).toEqual(['delayed unknown 30']);
  });

  it('is refused as a whole, with every wrong line and column', async () => {
    const [one] = (await newFlights(1)) as [string];
    const file = write('bad.csv', [
      `${HEADER},diverted_to,equipment,cause`,
      `${row(one, 'cancelled')},,,,`,
      `${row('999', 'cancelled')},,,,`,
      `${row(one, 'vanished')},,,,`,
      `${row(one, 'delayed')},,,,`,
      `${row(one, 'delayed')},soon,,,`,
      `${row(one, 'delayed')},99999,,,`,
      `${row(one, 'cancelled')},10,,,`,
      `${row(one, 'diverted')},,XXX,,`,
      `${row(one, 'diverted')},,jfk,,`,
      `${row(one, 'equipment')},,,SLEIGH,`,
      `${row(one, 'cancelled')},,,,magic`,
      `TOO,x,LONDON,2026-13-01,cancelled,,,,`,
      'short',
    ]);
    const { exitCode, json } = await cli(trial, ['flight', 'status', '--from', file, '--json'], options());
    expect(exitCode).toBe(2);
    const { error } = json() as { error: { code: string; details: { rows: { line: number; column: string }[] } } };
    expect(error.code).toBe('IMPORT_REJECTED');
    expect(error.details.rows.map(({ line, column }) => `${line} ${column}`.trim())).toEqual([
      '3 number',
      '4 status',
      ...['5 delay_minutes', '6 delay_minutes', '7 delay_minutes', '8 delay_minutes'],
      ...['9 diverted_to', '10 diverted_to', '11 equipment', '12 cause'],
      ...['13 carrier', '13 number', '13 date', '13 origin', '14'],
    ]);
    expect(await eventsOf([one])).toEqual([]);
    const unknown = write('unknown.csv', [`${HEADER},reason`, `${row(one, 'cancelled')},,fog`]);
    expect((await cli(trial, ['flight', 'status', '--from', unknown], options())).exitCode).toBe(2);
  });

  it('goes on past what cannot be, says so by line, and stops at the limit of failures', async () => {
    const numbers = await newFlights(6);
    const gone = write('gone.csv', [HEADER, ...numbers.slice(0, 3).map((number) => row(number, 'cancelled,'))]);
    await run(['--from', gone]);
    const file = write('late.csv', [HEADER, ...numbers.map((number) => row(number, 'delayed,30'))]);
    const out = path.join(folder, 'late.ndjson');
    const stopped = await run(['--from', file, '--max-failures', '1', '--concurrency', '1', '--out', out], 68);
    expect(stopped).toMatchObject({ recorded: 0, failed: 1, end: 'stopped' });
    expect(await run(['--from', file, '--out', out], 68)).toMatchObject({ recorded: 3, failed: 3, end: 'done' });
    const told = fs
      .readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(told.toSorted((a, b) => a.line - b.line).map(({ line, status, code }) => [line, status, code])).toEqual([
      ...[2, 3, 4].map((line) => [line, 'failed', 'WRONG_STATE']),
      ...[5, 6, 7].map((line) => [line, 'recorded', null]),
    ]);
    const again = await cli(trial, ['flight', 'status', '--from', file, '-o', 'csv'], options());
    expect([again.exitCode, again.stdout.split('\n')[0]]).toEqual([
      68,
      'line,flight,status,bookings,notified,code,message',
    ]);
  });

  it('that is killed does what is missing when it is run again, and tells everybody once', {
    timeout: 120_000,
  }, async () => {
    const numbers = await newFlights(30, 2);
    const file = write('killed.csv', [HEADER, ...numbers.map((number) => row(number, 'cancelled,'))]);
    const running = startCli(trial, ['flight', 'status', '--from', file, '--concurrency', '2'], options());
    let isOver = false;
    void running.then(() => {
      isOver = true;
    });
    while (!isOver && (await eventsOf(numbers)).length < 5) await sleep(2);
    running.kill('SIGKILL');
    expect((await running).signal).toBe('SIGKILL');
    const standing = (await eventsOf(numbers)).length;
    expect(standing).toBeLessThan(30);
    expect(await violationsOf(desk)).toEqual([]);
    const [note = ''] = fs
      .readdirSync(path.join(folder, 'opsdesk', 'imports'))
      .filter((name) => name.endsWith('.json'));
    const last = await run(['--resume', path.basename(note, '.json')]);
    expect(last).toMatchObject({ recorded: 30 - standing, unchanged: standing, failed: 0, end: 'done' });
    expect(await eventsOf(numbers)).toEqual(numbers.map(() => 'cancelled unknown'));
    const told = await desk.session.composed((db) =>
      db
        .selectFrom('segment as g')
        .leftJoin('notification as n', (join) =>
          join.onRef('n.booking_id', '=', 'g.booking_id').on('n.template', '=', 'flight-cancelled'),
        )
        .select((eb) => ['g.booking_id', 'g.status', eb.fn.count<number>('n.id').as('times')])
        .where('g.flight_id', 'in', numbers.map(Number))
        .groupBy(['g.booking_id', 'g.status']),
    );
    expect(told).toHaveLength(60);
    expect(new Set(told.map(({ status, times }) => `${status} ${times}`))).toEqual(new Set(['UN 1']));
  });

  it('takes either a file or a flight, and one of them', async () => {
    const [one] = (await newFlights(1)) as [string];
    const file = write('one.csv', [HEADER, row(one, 'cancelled,')]);
    const codeOf = async (args: readonly string[]) =>
      (await cli(trial, ['flight', 'status', ...args], options())).exitCode;
    expect(await codeOf([`XX${one}/2026-12-01`, '--from', file])).toBe(2);
    expect(await codeOf(['--from', file, '--set', 'cancelled'])).toBe(2);
    expect(await codeOf([`XX${one}/2026-12-01`])).toBe(7);
    expect(await codeOf([])).toBe(7);
    expect(await codeOf(['--from', '-'])).toBe(2);
    expect(await eventsOf([one])).toEqual([]);
    const piped = { input: fs.readFileSync(file, 'utf8') };
    expect(await run(['--from', '-'], 0, piped)).toMatchObject({ recorded: 1 });
  });

  it('leaves the schedule as it is: imported again it changes nothing, and other times are late as well', async () => {
    const schedule = (departs: string, arrives: string) =>
      write('schedule.csv', [
        'carrier,number,origin,destination,departure_local,arrival_local,equipment,seats',
        ...['701', '702', '703'].map(
          (number) => `XX,${number},LHR,CDG,2026-12-01T${departs},2026-12-01T${arrives},A320,12`,
        ),
      ]);
    const importAgain = async (file: string, more: readonly string[] = []) =>
      (await cli(trial, ['flight', 'import', file, ...more, '--json'], options())).json();
    const file = schedule('10:00', '12:00');
    expect(await importAgain(file)).toMatchObject({ imported: 3 });
    const say = (number: string, what: string) =>
      run(['--from', write(`say-${number}-${what}.csv`, [HEADER, `XX,${number},LHR,2026-12-01,${what}`])]);
    for (const number of ['701', '702']) await say(number, 'delayed,60');
    await say('702', 'cancelled,');
    await say('703', 'delayed,60');
    await say('703', 'delayed,0');
    expect(await importAgain(file)).toMatchObject({ imported: 0, unchanged: 3, updated: 0 });
    const other = schedule('10:30', '12:30');
    expect(await importAgain(other, ['--update'])).toMatchObject({ unchanged: 0, updated: 3 });
    const departures = await desk.session.composed((db) =>
      db
        .selectFrom('flight')
        .select(['status', 'departs_at'])
        .where('number', 'in', ['701', '702', '703'])
        .orderBy('id'),
    );
    expect(
      departures.map(
        ({ status, departs_at }) => `${status} ${new Date(Number(departs_at)).toISOString().slice(11, 16)}`,
      ),
    ).toEqual([...(['delayed 11:30', 'cancelled 11:30', 'scheduled 10:30'] as const)]);
    await say('701', 'delayed,90');
    expect(await importAgain(other)).toMatchObject({ unchanged: 3 });
  });
});
