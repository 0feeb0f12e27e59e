import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type CliOptions, type CliResult, cli } from '../support/cli.js';
import { NOW } from '../support/desk.js';
import { HOSTILE, HOSTILE_NAME } from './hostile.js';

export const PASSENGER = `${HOSTILE_NAME}/${HOSTILE_NAME}`;
export const EMAIL = `${HOSTILE_NAME}@x.test`;
const FLIGHTS = [
  'carrier,number,origin,destination,departure_local,arrival_local,equipment,seats',
  // An equipment may hold what is no control character.
  'XX,1,JFK,BOS,2026-12-05T08:00,2026-12-05T09:10,EVIL\u202e\u2066\u2028X,30',
  'XX,2,JFK,BOS,2026-12-05T12:00,2026-12-05T13:10,EVIL\u202e\u2066\u2028X,30',
  'XX,3,BOS,JFK,2026-12-08T12:00,2026-12-08T13:10,EVIL\u202e\u2066\u2028X,30',
  'XX,4,JFK,BOS,2026-12-06T08:00,2026-12-06T09:10,EVIL\u202e\u2066\u2028X,30',
  'XX,5,JFK,BOS,2026-12-06T12:00,2026-12-06T13:10,EVIL\u202e\u2066\u2028X,30',
].join('\n');
const HOTEL_NAME = 'EVIL\u202e\u2066\u2028X';
const HOTELS = [
  'property,name,city,country,airports,currency,room_type,from,to,allotment,price',
  `EVIL-1,${HOTEL_NAME},${HOTEL_NAME},US,BOS,USD,DBL,2026-12-05,2026-12-20,5,90.00`,
].join('\n');

/** A desk whose every customer, clerk, folder and profile has a hostile name. */
export class HostileDesk {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-hostile-'));
  readonly env: Readonly<Record<string, string>>;
  /** With profiles that have hostile names. */
  readonly profileEnv: Readonly<Record<string, string>>;
  readonly flightFile = path.join(this.folder, 'flights.csv');
  readonly hotelFile = path.join(this.folder, 'hotels.csv');
  readonly rateFile = path.join(this.folder, 'rates.csv');
  readonly bookingFile = path.join(this.folder, 'bookings.ndjson');
  readonly trail = path.join(this.folder, 'trail.ndjson');
  readonly plan = path.join(this.folder, 'plan.json');
  /** Of two whose flight was cancelled: one was moved, one is yet to be. */
  hit = '';
  jobId = '';
  paid = '';
  held = '';
  /** A hold of two, and one that ran out. */
  party = '';
  /** Another hold, whose money is set aside. */
  authorised = '';
  lapsed = '';
  /** With a passenger added who is not paid for yet. */
  owing = '';
  customerId = '';
  paymentId = '';
  refundId = '';
  voucherId = '';
  notificationId = '';

  private constructor(readonly database: { readonly url: string }) {
    this.env = {
      OPSDESK_OPERATOR: HOSTILE,
      OPSDESK_MAIL_FOLDER: path.join(this.folder, 'mail'),
    };
    this.profileEnv = { ...this.env, XDG_CONFIG_HOME: path.join(this.folder, 'config') };
  }

  /** A SQLite file with a hostile name in place of a database. */
  static async open(database?: { readonly url: string }): Promise<HostileDesk> {
    const own = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-hostile-'));
    const desk = new HostileDesk(database ?? { url: `sqlite:${path.join(own, `EVIL\u001b[2J\u202e.db`)}` });
    await desk.fill();
    return desk;
  }

  run(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
    return cli(this.database, args, { ...options, env: { ...this.env, ...options.env } });
  }

  async json<T>(args: readonly string[], options: CliOptions = {}): Promise<T> {
    const { exitCode, json, stdout, stderr } = await this.run([...args, '--json'], options);
    if (exitCode !== 0) throw new Error(`${args.join(' ')} ended with ${exitCode}: ${stdout}${stderr}`);
    return json() as T;
  }

  order(more: Readonly<Record<string, unknown>> = {}): string {
    const contact = { email: EMAIL, phone: HOSTILE_NAME, remark: HOSTILE };
    return JSON.stringify({ flights: [{ flight: 'XX1/2026-12-05' }], passengers: [PASSENGER], ...contact, ...more });
  }

  private async fill(): Promise<void> {
    fs.writeFileSync(this.flightFile, FLIGHTS);
    await this.json(['flight', 'import', this.flightFile]);
    fs.writeFileSync(this.hotelFile, HOTELS);
    await this.json(['hotel', 'import', this.hotelFile]);
    fs.writeFileSync(this.rateFile, 'date,base,quote,rate\n2026-11-01,EUR,USD,1.08452');
    await this.json(['fx', 'import', this.rateFile]);
    const why = ['--reason', HOSTILE, '--idempotency-key', HOSTILE];
    const who = ['--name', HOSTILE, '--email', EMAIL, '--phone', HOSTILE_NAME];
    this.customerId = (await this.json<{ customerId: string }>(['customer', 'create', ...who, ...why])).customerId;
    type Booking = { recordLocator: string };
    const create = ['booking', 'create', '--from', '-', ...why];
    this.paid = (await this.json<Booking>(create, { input: this.order({ pay: 'sandbox:tok_ok' }) })).recordLocator;
    this.held = (await this.json<Booking>(['booking', 'hold', '--from', '-'], { input: this.order() })).recordLocator;
    const two = { input: this.order({ passengers: [PASSENGER, `${PASSENGER}Z`] }) };
    this.party = (await this.json<Booking>(['booking', 'hold', '--from', '-'], two)).recordLocator;
    this.authorised = (
      await this.json<Booking>(['booking', 'hold', '--from', '-'], { input: this.order() })
    ).recordLocator;
    await this.json(['payment', 'authorise', this.authorised, '--pay', 'sandbox:tok_ok', ...why.slice(0, 2)]);
    const earlier = { input: this.order(), now: new Date(NOW - 3_600_000).toISOString() };
    this.lapsed = (await this.json<Booking>(['booking', 'hold', '--from', '-'], earlier)).recordLocator;
    const moved = { input: this.order({ pay: 'sandbox:tok_ok' }) };
    this.owing = (await this.json<Booking>(['booking', 'create', '--from', '-'], moved)).recordLocator;
    await this.json(['booking', 'modify', this.owing, '--add-passenger', `${PASSENGER}Q`, '--yes']);
    fs.writeFileSync(this.bookingFile, this.order());
    await this.json(['queue', 'claim', `holds/${this.held}`, ...why.slice(0, 2)]);
    const rename = ['--name', `${PASSENGER}Y`, '--remark', `${HOSTILE}!`];
    await this.json(['booking', 'modify', this.paid, ...rename, '--yes', '--reason', HOSTILE]);
    const refund = ['refund', 'issue', this.paid, '--amount', '1.00', '--reason', HOSTILE];
    this.refundId = (await this.json<{ refundId: string }>(refund)).refundId;
    const voucher = ['voucher', 'issue', this.paid, '--amount', '1.00', '--reason', HOSTILE];
    this.voucherId = (await this.json<{ voucherId: string }>(voucher)).voucherId;
    await this.disrupt(why.slice(0, 2));
    await this.json(['worker', 'run', '--once'], { env: { OPSDESK_MAIL: 'failing' } });
    type Items<T> = { items: T[] };
    const payments = await this.json<Items<{ paymentId: string }>>(['payment', 'list']);
    this.paymentId = payments.items[0]?.paymentId ?? '';
    const notifications = await this.json<Items<{ notificationId: string }>>(['notification', 'list']);
    this.notificationId = notifications.items[0]?.notificationId ?? '';
    await this.json(['audit', 'export', '--out', this.trail]);
    this.writeProfiles();
  }

  private async disrupt(why: readonly string[]): Promise<void> {
    const input = this.order({ flights: [{ flight: 'XX4/2026-12-06' }], pay: 'sandbox:tok_ok' });
    for (let index = 0; index < 2; index += 1) {
      const made = await this.json<{ recordLocator: string }>(['booking', 'create', '--from', '-'], { input });
      this.hit = made.recordLocator;
    }
    await this.json(['flight', 'status', 'XX4/2026-12-06', '--set', 'cancelled', '--yes', ...why]);
    await this.json(['disruption', 'plan', '--out', this.plan]);
    const apply = ['disruption', 'apply', this.plan, '--canary', '1', '--yes', ...why];
    this.jobId = (await this.json<{ jobId: string }>(apply)).jobId;
  }

  /** As another program, or a careless hand, may leave them. */
  private writeProfiles(): void {
    const place = path.join(this.folder, 'config', 'opsdesk');
    const profile = { databaseUrl: `sqlite:${HOSTILE}.db`, redisUrl: `redis://${HOSTILE}` };
    fs.mkdirSync(place, { recursive: true });
    fs.writeFileSync(
      path.join(place, 'profiles.json'),
      JSON.stringify({ profiles: { [HOSTILE]: profile, one: profile } }),
    );
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
    if (this.database.url.startsWith('sqlite:')) {
      fs.rmSync(path.dirname(this.database.url.slice('sqlite:'.length)), { recursive: true, force: true });
    }
  }
}
