import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { type Booking, type Flight, type Items, type Money, StormDesk } from './storm-desk.js';
import { type StormFile, stormFile } from './storm-file.js';

interface Import {
  readonly imported: number;
  readonly unchanged: number;
  readonly updated: number;
  readonly rejected: number;
}

interface ErrorDocument<D> {
  readonly error: { readonly code: string; readonly details: D };
}

const FAILING = { OPSDESK_MAIL: 'failing' };

onEveryBackend('a storm is coming, and the desk', (backend) => {
  let database: TrialDatabase;
  let folder: string;
  let storm: StormFile;
  let desk: StormDesk;
  /** Two flights of one route, in the order of their departures. */
  let first: Flight;
  let later: Flight;
  const bookings: Booking[] = [];
  const bookingOf = (at: number): Booking => {
    const booking = bookings[at];
    if (!booking) throw new Error(`booking ${at} was not made`);
    return booking;
  };

  beforeAll(async () => {
    database = await backend.create();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-storm-'));
    storm = stormFile(folder);
    desk = new StormDesk(database, storm.now, { OPSDESK_MAIL_FOLDER: path.join(folder, 'mail') });
  });
  afterAll(async () => {
    await database?.drop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('refuses a bad file as a whole, and names every line and column', async () => {
    const [header, ...rows] = fs.readFileSync(storm.file, 'utf8').trim().split('\n');
    const spoil = (row: string | undefined, column: number, value: string) =>
      (row ?? '').split(',').with(column, value).join(',');
    const bad = path.join(folder, 'bad.csv');
    const lines = [header, rows[0], spoil(rows[1], 2, 'XXX'), spoil(rows[2], 4, '2013-02-30T08:00'), rows[3]];
    fs.writeFileSync(bad, [...lines, spoil(spoil(rows[4], 0, 'TOO'), 7, '-4'), `${rows[5]},more`].join('\n'));
    type Row = { line: number; column: string };
    const { error } = await desk.run<ErrorDocument<{ rows: Row[] }>>(['flight', 'import', bad], 2);
    expect(error.code).toBe('IMPORT_REJECTED');
    expect(error.details.rows.map(({ line, column }) => `${line} ${column}`)).toEqual([
      '3 origin',
      '4 departure_local',
      '6 carrier',
      '6 seats',
      '7 ',
    ]);
    expect(await desk.run<Items<Flight>>(['flight', 'list', '--from', '2013-02-01'])).toMatchObject({ items: [] });
  });

  it('imports the schedule, and the same again changes nothing', { timeout: 120_000 }, async () => {
    const { flights } = storm;
    const dryRun = await desk.run<Import>(['flight', 'import', storm.file, '--dry-run']);
    const imported = await desk.run<Import>(['flight', 'import', storm.file]);
    expect(imported).toMatchObject({ imported: flights, unchanged: 0, updated: 0, rejected: 0 });
    expect(dryRun).toEqual(imported);
    const again = await desk.run<Import>(['flight', 'import', storm.file]);
    expect(again).toMatchObject({ imported: 0, unchanged: flights, updated: 0, rejected: 0 });

    const { items } = await desk.run<Items<Flight>>(['flight', 'list', '--limit', '10000']);
    expect(items).toHaveLength(flights);
    const pair = items.flatMap((one, at) => {
      const isSame = ({ origin, destination }: Flight) => origin === one.origin && destination === one.destination;
      const next = items.slice(at + 1).find((other) => isSame(other) && other.available > 30);
      return next && one.available > 30 ? [[one, next] as const] : [];
    })[0];
    if (!pair) throw new Error('no route is flown twice');
    [first, later] = pair;
  });

  it('makes twenty bookings: paid, held, declined, and paid without an answer', async () => {
    for (let at = 0; at < 20; at += 1) {
      const [token, status] = tokenOf(at);
      const pay = token === undefined ? [] : ['--pay', `sandbox:${token}`];
      const passenger = `STORM/PAX${'ABCDEFGHIJKLMNOPQRST'[at]} MR`;
      const result = await desk.book(first.flight, passenger, pay, status);
      const locator = 'error' in result ? locatorOf(result) : result.recordLocator;
      bookings.push(await desk.show(locator));
      expect(bookingOf(at).status).toBe(token === 'tok_ok' ? 'confirmed' : 'held');
    }
    const locators = new Set(bookings.map(({ recordLocator }) => recordLocator));
    const seats = new Set(bookings.map(({ segments }) => segments[0]?.seats[0]?.seat));
    expect([locators.size, seats.size]).toEqual([20, 20]);
  });

  it('reconciles what the gateway did not answer', async () => {
    const before = bookings.filter((_, at) => tokenOf(at)[0] === 'tok_timeout');
    expect(before.length).toBeGreaterThan(1);
    const open = await desk.run<{ stillOpen: number }>(['payment', 'reconcile', '--dry-run'], 69);
    expect(open.stillOpen).toBe(before.length);
    expect(await desk.run(['payment', 'reconcile'])).toMatchObject({ stillOpen: 0 });
    for (const { recordLocator } of before) {
      expect(await desk.show(recordLocator)).toMatchObject({ status: 'confirmed', balance: { amountMinor: 0 } });
    }
    const { items } = await desk.run<Items<{ recordLocator: string }>>(['payment', 'list', '--status', 'captured']);
    expect(new Set(items.map(({ recordLocator }) => recordLocator)).size).toBe(items.length);
    // What was declined is paid by another card, once, however often it is asked for.
    const { recordLocator } = bookingOf(DECLINED);
    const confirm = ['booking', 'confirm', recordLocator, '--pay', 'sandbox:tok_ok', '--idempotency-key', 'card-2'];
    const paid = await desk.run<Booking>(confirm);
    expect(paid.status).toBe('confirmed');
    expect(await desk.run(confirm)).toEqual(paid);
  });

  it('changes flight, seat and name', async () => {
    const [moved, reseated, renamed] = [bookingOf(0), bookingOf(1), bookingOf(2)];
    const change = ['booking', 'modify', moved.recordLocator, '--flight', later.flight, '--reason', 'storm', '--yes'];
    const after = await desk.run<Booking>(change);
    expect(after.segments[0]?.flight).toBe(later.flight);
    expect(after.version).toBe(moved.version + 1);
    const due = after.balance.amountMinor;
    if (due > 0) {
      const take = ['payment', 'take', moved.recordLocator, '--pay', 'sandbox:tok_ok'];
      expect(await desk.run(take)).toMatchObject({ balance: { amountMinor: 0 } });
    }

    const cabin = reseated.segments[0]?.cabin ?? '';
    const seat = (await desk.openSeats(first.flight, cabin)).at(-1) ?? '';
    const taken = bookingOf(2).segments[0]?.seats[0]?.seat ?? '';
    const reseat = (wanted: string, status = 0) =>
      desk.run<Booking>(['booking', 'modify', reseated.recordLocator, '--seat', wanted, '--yes'], status);
    expect(await reseat(taken, 5)).toMatchObject({ error: { code: 'SEAT_TAKEN' } });
    expect((await reseat(seat)).segments[0]?.seats[0]?.seat).toBe(seat);

    const rename = (name: string, status: number) =>
      desk.run<Booking>(['booking', 'modify', renamed.recordLocator, '--name', name, '--yes'], status);
    expect((await rename('STURM/PAXC MR', 0)).passengers[0]?.name).toBe('STURM/PAXC MR');
    expect(await rename('SOMEBODY/ELSE MR', 6)).toMatchObject({ error: { code: 'NAME_CHANGE_NOT_ALLOWED' } });
    const stale = ['booking', 'modify', renamed.recordLocator, '--remark', 'x', '--yes', '--if-version', '1'];
    expect(await desk.run(stale, 5)).toMatchObject({ error: { code: 'VERSION_CONFLICT' } });
  });

  it('cancels and refunds, in full and in part, and never more than was taken', async () => {
    const [quick, slow, goodwill] = [bookingOf(3), bookingOf(4), bookingOf(5)];
    type Cancelled = Booking & { refund: { status: string; amount: Money } | null };
    const cancel = (booking: Booking, ...more: string[]) => {
      const { recordLocator } = booking;
      return desk.run<Cancelled>(['booking', 'cancel', recordLocator, '--confirm', recordLocator, ...more]);
    };
    type Quote = { amount: Money };
    const quote = await desk.run<Quote>(['refund', 'quote', quick.recordLocator]);
    const cancelled = await cancel(quick, '--reason', 'storm');
    expect(cancelled).toMatchObject({ status: 'cancelled', refund: { status: 'succeeded', amount: quote.amount } });
    expect(cancelled.refunded).toEqual(quote.amount);

    expect(await cancel(slow, '--no-refund')).toMatchObject({ refund: null, refunded: { amountMinor: 0 } });
    const owed = await desk.run<Quote>(['refund', 'quote', slow.recordLocator]);
    expect(owed.amount.amountMinor).toBeGreaterThan(0);
    const issued = await desk.run(['refund', 'issue', slow.recordLocator]);
    expect(issued).toMatchObject({ status: 'succeeded', amount: owed.amount });
    expect(await desk.run(['refund', 'issue', slow.recordLocator], 6)).toMatchObject({ error: {} });

    const give = (amount: string, status = 0) =>
      desk.run(['refund', 'issue', goodwill.recordLocator, '--amount', amount, '--reason', 'cold cabin'], status);
    expect(await give('25.00')).toMatchObject({ status: 'succeeded', amount: { amountMinor: 2_500 } });
    expect(await give('100000.00', 6)).toMatchObject({ error: { code: 'REFUND_EXCEEDS_CAPTURED' } });
    expect(await desk.show(goodwill.recordLocator)).toMatchObject({
      status: 'confirmed',
      refunded: { amountMinor: 2_500 },
    });
  });

  it('loses its mail, and replays it', async () => {
    type Ntf = { notificationId: string; recordLocator: string; status: string; attempts: number; lastError: string };
    const list = (status: string) => desk.run<Items<Ntf>>(['notification', 'list', '--status', status]);
    await desk.run(['worker', 'run', '--once'], 0, FAILING);
    const waiting = (await list('pending')).items;
    expect(waiting.length).toBeGreaterThan(20);
    // A worker that is slow to get through them all finds the first of them due again.
    expect(waiting.every(({ attempts, lastError }) => attempts >= 1 && attempts < 5 && lastError !== null)).toBe(true);

    const pending = ['notification', 'replay', '--status', 'pending'];
    for (let attempt = 2; attempt <= 5 && (await list('pending')).items.length > 0; attempt += 1) {
      await desk.run(pending, 68, FAILING);
    }
    expect((await list('pending')).items).toEqual([]);
    const failed = (await list('failed')).items;
    expect(failed.map(({ notificationId }) => notificationId).sort()).toEqual(
      waiting.map(({ notificationId }) => notificationId).sort(),
    );
    expect(await desk.run(['doctor'])).toMatchObject({ ok: true });

    const replay = ['notification', 'replay', '--status', 'failed', '--reason', 'the mail is back'];
    const all = { replayed: failed.length, sent: failed.length, failed: 0 };
    expect(await desk.run(replay)).toMatchObject(all);
    expect(await desk.run(replay)).toMatchObject({ replayed: 0, sent: 0, failed: 0 });
    const again = ['notification', 'replay', failed[0]?.notificationId ?? ''];
    expect(await desk.run(again, 6)).toMatchObject({ error: { code: 'ALREADY_SENT' } });
    const messages = fs.readdirSync(path.join(folder, 'mail'));
    expect(messages.filter((name) => name.endsWith('.eml'))).toHaveLength(failed.length);
  });

  it('exports a trail that verifies, and shows where it was tampered with', async () => {
    const trail = path.join(folder, 'trail.ndjson');
    const { entries } = await desk.run<{ entries: number }>(['audit', 'export', '--out', trail]);
    const lines = fs.readFileSync(trail, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(entries);
    expect(entries).toBeGreaterThan(100);
    const verify = (file: string, status: number) => desk.run(['audit', 'verify', '--from', file], status);
    expect(await verify(trail, 0)).toEqual({ ok: true, entries, unsealed: 0, firstBroken: null });

    const at = Math.floor(lines.length / 2);
    const tampered = lines.with(at, (lines[at] ?? '').replace('"actor":"tester"', '"actor":"nobody"'));
    expect(tampered[at]).not.toBe(lines[at]);
    fs.writeFileSync(trail, `${tampered.join('\n')}\n`);
    expect(await verify(trail, 5)).toMatchObject({
      ok: false,
      firstBroken: { kind: 'changed', seq: at + 1, line: at + 1 },
    });
    fs.writeFileSync(trail, `${lines.toSpliced(at, 1).join('\n')}\n`);
    expect(await verify(trail, 5)).toMatchObject({ ok: false, firstBroken: { kind: 'deleted' } });
    expect(await desk.run(['audit', 'verify'])).toMatchObject({ ok: true, firstBroken: null });
  });

  it('leaves everything in order', async () => {
    type Report = { ok: boolean; checks: { name: string; violations: number; warning: boolean }[] };
    const { ok, checks } = await desk.run<Report>(['doctor']);
    const found = checks.filter(({ violations, name }) => violations > 0 && name !== 'redis-answers');
    expect({ ok, found }).toEqual({ ok: true, found: [] });
    const { items } = await desk.run<Items<Booking>>(['booking', 'list', '--limit', '100']);
    expect(items).toHaveLength(20);
    expect(
      await desk.run(['booking', 'create', '--flight', first.flight, '--passenger', 'A/B', '--seat', '99A'], 3),
    ).toMatchObject({ error: { code: 'SEAT_NOT_FOUND' } });
  });
});

const DECLINED = 19;

function tokenOf(at: number): [token: string | undefined, status: number] {
  if (at === DECLINED) return ['tok_decline', 8];
  if (at % 5 === 3 && at > 5) return ['tok_timeout', 69];
  return at % 5 === 2 && at > 5 ? [undefined, 0] : ['tok_ok', 0];
}

/** The booking that was made although its payment was not. */
function locatorOf(document: unknown): string {
  return (document as ErrorDocument<{ recordLocator: string }>).error.details.recordLocator;
}
