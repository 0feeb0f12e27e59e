import fs from 'node:fs';
import path from 'node:path';
import { type CliOptions, type CliResult, cli } from '../support/cli.js';
import { STRIPE_TEST_KEY, STRIPE_WEBHOOK_SECRET, StripeStub, webHookOf } from '../support/gateways/stripe-stub.js';
import { weatherTheStorm } from './tour-of-disruption.js';
import { type Guide, liveOn, lookAround } from './tour-of-life.js';

interface Booking {
  readonly recordLocator: string;
  readonly segments: readonly { readonly seats: readonly { readonly seat: string }[] }[];
}

interface Items<T> {
  readonly items: readonly T[];
}

/** What the commands printed under --json, by the words of the command, and the errors beside them. */
export interface Samples {
  readonly results: ReadonlyMap<string, readonly unknown[]>;
  readonly errors: readonly unknown[];
}

/** Runs every command that has a result against one database, each so often that every field was seen filled. */
export async function collectSamples(database: { readonly url: string }, folder: string): Promise<Samples> {
  const tour = new Tour(database, folder);
  await tour.prepare();
  await tour.lookAtFlights();
  await tour.sell();
  await tour.takeMoney();
  await tour.notify();
  await tour.keepCustomers();
  await tour.audit();
  await lookAround(tour);
  await liveOn(tour);
  await weatherTheStorm(tour);
  await tour.settle();
  await tour.keepProfiles();
  await tour.maintain();
  return tour;
}

class Tour implements Samples, Guide {
  readonly results = new Map<string, unknown[]>();
  readonly errors: unknown[] = [];
  flight = '';
  day = '';
  origin = '';
  destination = '';

  constructor(
    private readonly database: { readonly url: string },
    readonly folder: string,
  ) {}

  async prepare(): Promise<void> {
    await this.keep('db migrate', []);
    await this.keep('db seed', ['--seed', '1', '--start', '2026-12-01']);
    const listed = await this.keep<Items<{ flight: string; origin: string; destination: string }>>('flight list', [
      '--limit',
      '3',
    ]);
    const [first] = listed.items;
    if (!first) throw new Error('the seed has no flights');
    this.flight = first.flight;
    this.day = first.flight.slice(-10);
    this.origin = first.origin;
    this.destination = first.destination;
  }

  async lookAtFlights(): Promise<void> {
    await this.keep('flight list', ['--from', '2026-12-01', '--limit', '200']);
    await this.keep('flight search', [this.origin, this.destination, '--depart', this.day]);
    await this.keep('flight search', [this.origin, this.destination, '--depart', this.day, '--limit', '1']);
    await this.keep('flight show', [this.flight]);
    await this.keep('flight seats', [this.flight]);
    const file = path.join(this.folder, 'flights.csv');
    fs.writeFileSync(
      file,
      'carrier,number,origin,destination,departure_local,arrival_local,equipment,seats\nXX,1,JFK,BOS,2026-12-05T08:00,2026-12-05T09:10,A320,\n',
    );
    await this.keep('flight import', [file, '--dry-run']);
    await this.keep('flight import', [file]);
  }

  async sell(): Promise<void> {
    const party = ['--passenger', 'SMITH/JOHN MR', '--passenger', 'SMITH/TIM(CHD)', '--passenger', 'SMITH/MAY(INF)'];
    const held = await this.keep<Booking>('booking create', ['--flight', `${this.flight}:Y`, ...party]);
    await this.keep('booking hold', ['--flight', this.flight, '--passenger', 'DOE/ANN']);
    await this.keep('booking hold', ['--flight', this.flight, '--passenger', 'DOE/ANN', ...this.contact('ann')]);
    const paid = await this.book('ROE/BOB MR');
    const promised = await this.book('POE/SUE', []);
    await this.keep('booking confirm', [promised.recordLocator, '--pay', 'sandbox:tok_ok']);
    const seat = paid.segments[0]?.seats[0]?.seat ?? '';
    await this.fail(5, ['booking', 'create', '--flight', this.flight, '--passenger', 'A/B', '--seat', seat]);
    for (const { recordLocator } of [held, paid]) await this.keep('booking show', [recordLocator]);
    await this.keep('booking confirm', [held.recordLocator, '--pay', 'sandbox:tok_ok', '--reason', 'paid by phone']);
    await this.keep('booking modify', [paid.recordLocator, '--name', 'ROE/ROB MR', '--yes', '--reason', 'misspelt']);
    await this.keep('booking modify', [paid.recordLocator, '--flight', this.flight, '--dry-run']);
    await this.keep('booking modify', [held.recordLocator, '--remark', 'wheelchair', '--yes']);
    await this.writeOff();
    await this.keep('booking history', [paid.recordLocator]);
    await this.keep('booking history', [held.recordLocator]);
    await this.keep('booking list', ['--limit', '2']);
    await this.keep('booking list', []);
    await this.keep('refund quote', [paid.recordLocator]);
    await this.keep('refund issue', [held.recordLocator, '--amount', '5.00', '--dry-run']);
    await this.keep('refund issue', [held.recordLocator, '--amount', '5.00', '--reason', 'broken seat']);
    await this.keep('booking cancel', [held.recordLocator, '--dry-run']);
    await this.keep('booking cancel', [paid.recordLocator, '--confirm', paid.recordLocator]);
    await this.keep('booking cancel', [held.recordLocator, '--confirm', held.recordLocator, '--no-refund', ...WHY]);
    await this.keep('refund quote', [held.recordLocator]);
    await this.fail(3, ['booking', 'show', 'ZZZZZZ']);
    await this.fail(2, ['booking', 'shw', 'ZZZZZZ']);
    await this.fail(7, ['booking', 'create']);
    await this.fail(2, ['booking', 'list', '--limit', '10001']);
  }

  async takeMoney(): Promise<void> {
    const half = await this.book('LEE/KIM', []);
    await this.keep('payment take', [half.recordLocator, '--pay', 'sandbox:tok_ok', '--amount', '10.00']);
    await this.exchange();
    const declined = ['payment', 'take', half.recordLocator, '--pay', 'sandbox:tok_decline'];
    await this.fail(8, declined);
    await this.setAside();
    const payments = await this.keep<Items<{ paymentId: string; status: string }>>('payment list', []);
    await this.keep('payment list', ['--limit', '1']);
    for (const { paymentId } of payments.items) await this.keep('payment show', [paymentId]);
    await this.giveVouchers(half.recordLocator);
    const refunds = await this.keep<Items<{ refundId: string }>>('refund list', []);
    await this.keep('refund list', ['--limit', '1']);
    for (const { refundId } of refunds.items) await this.keep('refund show', [refundId]);
    await this.sendPage(half.recordLocator);
  }

  private async setAside(): Promise<void> {
    const { recordLocator } = await this.book('OKAFOR/ADA', []);
    const some = [recordLocator, '--pay', 'sandbox:tok_ok', '--amount', '10.00'];
    await this.keep('payment authorise', [...some, '--dry-run']);
    await this.keep('payment authorise', some);
    await this.keep('payment capture', [recordLocator, '--amount', '6.00']);
    await this.keep('payment authorise', some);
    await this.keep('payment void', [recordLocator]);
    await this.fail(6, ['payment', 'void', recordLocator]);
  }

  private async writeOff(): Promise<void> {
    const { recordLocator } = await this.book('ODD/CENT');
    await this.keep('booking modify', [recordLocator, '--add-passenger', 'ODD/PENNY', '--yes']);
    await this.keep('payment write-off', [recordLocator, '--amount', '0.40', '--reason', 'bank charges']);
    await this.keep('booking show', [recordLocator]);
  }

  /** On a booking that has no other payment: which of two is the newer one is for the clocks of two processes to say. */
  private async exchange(): Promise<void> {
    const { recordLocator: locator } = await this.book('OKAFOR/EUN', []);
    const rates = 'date,base,quote,rate\n2026-10-31,EUR,USD,1.08452\n2026-10-31,GBP,USD,1.29';
    await this.keep('fx import', ['-'], { input: rates });
    await this.keep('fx list', []);
    await this.keep('fx list', ['--limit', '1']);
    await this.keep('payment take', [locator, '--pay', 'sandbox:tok_ok', '--amount', '5.00', '--currency', 'EUR']);
    await this.keep('refund issue', [locator, '--amount', '1.00']);
    await this.fail(6, ['payment', 'take', locator, '--pay', 'sandbox:tok_ok', '--currency', 'CHF']);
  }

  private async sendPage(locator: string): Promise<void> {
    const stub = await new StripeStub().start();
    const env = {
      OPSDESK_STRIPE_KEY: STRIPE_TEST_KEY,
      OPSDESK_STRIPE_URL: stub.url,
      OPSDESK_STRIPE_WEBHOOK_SECRET: STRIPE_WEBHOOK_SECRET,
      OPSDESK_PAYMENT_RETURN_URL: 'https://www.example.com/thank-you',
    };
    await this.keep('payment request', [locator, '--link', '--dry-run'], { env });
    const { url } = await this.keep<{ url: string }>('payment request', [locator, '--link'], { env });
    stub.payOn(url);
    const [page] = stub.sessions;
    const words = [webHookOf('checkout.session.completed', page ? stub.showSession(page) : {})];
    for (const { body, signature } of [...words, webHookOf('charge.succeeded', { id: 'ch_1' })]) {
      await this.keep('payment webhook', ['--from', '-', '--signature', signature], { env, input: body });
    }
    await stub.stop();
  }

  private async giveVouchers(half: string): Promise<void> {
    const present = ['--amount', '20.00', '--currency', 'USD'];
    const { code } = await this.keep<{ code: string }>('voucher issue', present);
    const once = ['--idempotency-key', 'present'];
    await this.keep('voucher issue', [half, '--amount', '5.00', ...once]);
    await this.keep('voucher issue', [half, '--amount', '5.00', ...once]);
    await this.keep('payment take', [half, '--pay', `voucher:${code}`, '--amount', '12.00']);
    await this.keep('refund issue', [half, '--amount', '2.00']);
    await this.keep('refund issue', [half, '--amount', '1.00', '--to', 'voucher']);
    await this.keep('voucher show', [code]);
    const { items } = await this.keep<Items<{ voucherId: string }>>('voucher list', []);
    await this.keep('voucher list', ['--limit', '1']);
    for (const { voucherId } of items) await this.keep('voucher show', [voucherId]);
    await this.keep('voucher issue', ['--replace', items[0]?.voucherId ?? '']);
  }

  /** Last of all: what is not known makes the rest of the tour depend on it. */
  async settle(): Promise<void> {
    await this.keep('payment reconcile', []);
    const unknown = await this.run(['booking', 'create', '--flight', this.flight, '--passenger', 'WEI/MO', ...LOST]);
    this.errors.push(unknown.json());
    await this.keep('payment reconcile', ['--dry-run'], { status: 69 });
    await this.keep('payment reconcile', []);
    await this.compareStatement();
  }

  private async compareStatement(): Promise<void> {
    const of = ['--statement', '-', '--gateway', 'sandbox', '--since', '2026-01-01', '--until', '2027-01-01'];
    const input = 'reference,kind,currency,amount,fee\ntheirs-1,charge,USD,110.00,0.30\n';
    await this.keep('payment reconcile', of, { input, status: 5 });
  }

  async notify(): Promise<void> {
    const env = { OPSDESK_MAIL: 'failing' };
    await this.keep('worker run', ['--once'], { env });
    await this.keep('worker status', []);
    const waiting = await this.keep<Items<{ notificationId: string; recordLocator: string }>>('notification list', [
      ...['--status', 'pending'],
    ]);
    await this.keep('notification show', [waiting.items[0]?.notificationId ?? '']);
    await this.keep('notification preview', ['confirmation', waiting.items[0]?.recordLocator ?? '']);
    for (let attempt = 1; attempt < 5; attempt += 1) {
      await this.keep('notification replay', ['--status', 'pending'], { env, status: 68 });
    }
    const { items } = await this.keep<Items<{ notificationId: string }>>('notification list', []);
    await this.keep('notification list', ['--limit', '1']);
    for (const { notificationId } of [...items.slice(0, 2), ...items.slice(-2)]) {
      await this.keep('notification show', [notificationId]);
    }
    await this.keep('notification replay', ['--status', 'failed']);
    await this.keep('notification list', ['--status', 'sent']);
  }

  async keepCustomers(): Promise<void> {
    const made = await this.keep<{ customerId: string }>('customer create', ['--name', 'Ann', '--email', 'ann@x.test']);
    await this.keep('customer create', ['--name', 'Bo', '--email', 'bo@x.test', '--phone', '+44 20 1']);
    await this.keep('customer update', [made.customerId, '--phone', '+1 212']);
    const { items } = await this.keep<Items<{ customerId: string }>>('customer list', []);
    await this.keep('customer list', ['--limit', '1']);
    for (const { customerId } of [items[0], items.at(-1)].flatMap((item) => item ?? [])) {
      await this.keep('customer show', [customerId]);
      await this.keep('customer update', [customerId, '--name', 'Ann Jones', '--dry-run']);
    }
    await this.letSleep(made.customerId);
  }

  private async letSleep(customerId: string): Promise<void> {
    const hours = ['--quiet-hours', '00:00-23:59', '--time-zone', 'Europe/London'];
    await this.keep('customer update', [customerId, '--notify', 'all:sms=on', ...hours]);
    await this.keep('customer show', [customerId]);
    await this.book('SLEEP/ANN', ['--customer', customerId, '--pay', 'sandbox:tok_ok']);
    await this.keep('worker run', ['--once']);
    const { items } = await this.keep<Items<{ notificationId: string; quietUntil: string | null }>>(
      'notification list',
      ['--status', 'pending'],
    );
    const asleep = items.find(({ quietUntil }) => quietUntil !== null)?.notificationId ?? '';
    await this.keep('notification show', [asleep]);
    await this.keep('notification replay', [asleep]);
  }

  async audit(): Promise<void> {
    const file = path.join(this.folder, 'trail.ndjson');
    await this.keep('audit list', ['--limit', '1']);
    await this.keep('audit list', ['--limit', '500']);
    await this.keep('audit export', ['--out', file]);
    await this.keep('audit checkpoint', []);
    await this.keep('audit verify', []);
    await this.keep('audit verify', ['--from', file]);
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('"actor":"tester"', '"actor":"nobody"'));
    await this.keep('audit verify', ['--from', file], { status: 5 });
    await this.keep('audit list', ['--limit', '500']);
  }

  async keepProfiles(): Promise<void> {
    const add = (name: string, ...more: string[]) =>
      this.keep('profile add', [name, '--database-url', 'x.db', ...more]);
    await this.keep('profile list', []);
    await add('one', '--use');
    await add('two', '--redis-url', 'redis://127.0.0.1:1');
    await this.keep('profile use', ['two']);
    await this.keep('profile list', []);
    for (const name of ['one', 'two']) await this.keep('profile show', [name]);
    for (const name of ['one', 'two']) await this.keep('profile remove', [name, '--yes']);
    await this.keep('profile show', []);
  }

  async maintain(): Promise<void> {
    await this.keep('doctor', []);
    await this.keep('demo', []);
    await this.keep('db status', []);
    const { place } = (await this.run(['db', 'status'])).json() as { place: string };
    await this.keep('db reset', ['--dry-run']);
    await this.keep('db reset', ['--confirm', place.split('/').at(-1) ?? '']);
    await this.keep('db migrate', []);
  }

  private contact(name: string): string[] {
    return ['--email', `${name}@x.test`, '--phone', '+44 20 7123', '--remark', 'aisle please'];
  }

  private book(passenger: string, pay = ['--pay', 'sandbox:tok_ok']): Promise<Booking> {
    const seat = ['--flight', `${this.flight}:Y`, '--passenger', passenger];
    return this.keep('booking create', [...seat, ...this.contact(passenger.toLowerCase().replace(/\W/g, '')), ...pay]);
  }

  async keep<T>(
    command: string,
    args: readonly string[],
    { status = 0, ...options }: CliOptions & { readonly status?: number } = {},
  ): Promise<T> {
    const { exitCode, stdout, stderr, json } = await this.run([...command.split(' '), ...args], options);
    if (exitCode !== status) throw new Error(`${command} ${args.join(' ')} ended with ${exitCode}: ${stdout}${stderr}`);
    const result = json();
    this.results.set(command, [...(this.results.get(command) ?? []), result]);
    return result as T;
  }

  private async fail(status: number, args: readonly string[]): Promise<void> {
    const { exitCode, stdout, json } = await this.run(args);
    if (exitCode !== status) throw new Error(`${args.join(' ')} ended with ${exitCode}: ${stdout}`);
    this.errors.push(json());
  }

  private run(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
    const env = { OPSDESK_MAIL_FOLDER: path.join(this.folder, 'mail'), ...options.env };
    return cli(this.database, [...args, '--json'], { ...options, env });
  }
}

const WHY = ['--reason', 'customer is ill', '--idempotency-key', 'cancel-1'];
const LOST = ['--pay', 'sandbox:tok_timeout'];
