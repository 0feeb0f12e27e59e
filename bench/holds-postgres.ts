import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createBooking } from '../src/booking/create-booking.js';
import { openDesk } from '../src/desk.js';
import { median, type Rate, rateOf } from './support/measure.js';
import { type Figure, printFigure, printHeading } from './support/report.js';
import { BENCH_DATE, loadSchedule } from './support/schedule.js';
import { benchSettings } from './support/settings.js';
import { type HoldTexts, hasProgram, PostgresTrials, requireEqualRows, textsOfHold } from './support/trial.js';

const FLIGHTS = 100;
const CLIENTS = 8;
const SECONDS = 5;
/** In more, one flight would sell many times the seats of any aircraft. */
const HOT_SECONDS = 3;
const ROUNDS = 3;

/**
 * One call that does what a hold does and writes the same rows: the least that PostgreSQL can be asked.
 * The texts are as long as ours.
 */
const HOLD_FUNCTION = `
create sequence bench_id;
create function bench_hold(f bigint, after_state text, personal text, payload text) returns void language plpgsql as $$
declare
  n text := lpad(nextval('bench_id')::text, 26, '0');
  now_ms bigint := (extract(epoch from clock_timestamp()) * 1000)::bigint;
  locator text := substr(md5(random()::text), 1, 9);
  x fare; taken bigint;
begin
  perform 1 from flight where id = f for share;
  select * into x from fare where flight_id = f order by base_minor + tax_minor, fare_class limit 1;
  update seat set status = 'held', booking_id = 'bkg_' || n, segment_position = 1, passenger_position = 1,
      hold_expires_at = now_ms + 1800000
    where flight_id = f and ordinal = (select ordinal from seat where flight_id = f and cabin = x.cabin
      and status = 'open' order by ordinal limit 1 for update skip locked) and status = 'open'
    returning ordinal into taken;
  if taken is null then raise exception 'sold out'; end if;
  insert into customer values ('cus_' || n, 1, 'JOHN SMITH', null, null, 'en', repeat('k', 44), now_ms, now_ms);
  insert into booking values ('bkg_' || n, locator, 'cus_' || n, 1, 'held', x.currency, x.base_minor + x.tax_minor, 0,
    now_ms + 1800000, null, null, null, now_ms, 'bench', now_ms, 0, now_ms + 1800000, now_ms + 1800000, 'cancel', null);
  insert into passenger values ('bkg_' || n, 1, 'SMITH', 'JOHN', 'MR', 'ADT');
  insert into segment values ('bkg_' || n, 1, f, 'HK', x.fare_class, x.cabin, x.fare_basis, x.base_minor, x.tax_minor,
    x.is_refundable, x.change_fee_minor, x.cancel_fee_minor, 1, null, x.no_show_fee_minor, x.name_change_fee_minor,
    x.min_stay_days, x.max_stay_days, x.residual);
  insert into audit_entry (id, operation_id, occurred_at, actor, command, action, entity, entity_id, after_state,
      customer_id, personal)
    values ('aud_' || n || '_001', 'op_' || n, now_ms, 'bench', 'booking create', 'booking.held', 'booking', locator,
      after_state, 'cus_' || n, personal);
  insert into outbox values ('evt_' || n, 'booking.held', 'bkg_' || n, 1, null, payload, 'pending', 0, 0, null, now_ms);
end $$`;

type Spread = 'uniform' | 'hot';

const secondsOf = (spread: Spread) => (spread === 'hot' ? HOT_SECONDS : SECONDS);

/** Holds a second of the real use case, over pgbench with one function call that writes the same rows. */
export async function benchHoldsOnPostgres(): Promise<void> {
  printHeading(`Holds on PostgreSQL, ${CLIENTS} connections, median of ${ROUNDS} rounds in turn`);
  if (!hasProgram('pgbench')) {
    console.log('  skipped: pgbench is not on the PATH (it comes with the PostgreSQL server packages)');
    return;
  }
  const trials = await PostgresTrials.open();
  if (!trials) return;
  try {
    const source = await trials.create('source', async (database) => {
      await loadSchedule(database, { flights: FLIGHTS, seatsPerFlight: 800, hotSeats: 60_000 });
      await database.dedicated(async (raw) => {
        for (const sql of HOLD_FUNCTION.split(';\ncreate function')) {
          await raw.execute(sql.startsWith('\ncreate sequence') ? sql : `create function${sql}`, []);
        }
        await raw.execute('vacuum (analyze) seat, flight, fare', []);
      });
    });
    // What a desk or a worker runs all day is compiled by V8; a benchmark of seconds must not time the compiler.
    const warmUp = await trials.create('warm_up', source);
    await measureOurs(warmUp, 'uniform', false);
    const texts = await textsOfHold(warmUp);
    await measureOurs(warmUp, 'uniform', true);
    const uniform: Pair[] = [];
    const hot: Pair[] = [];
    const paid: Rate[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      uniform.push(await measurePair(trials, source, texts, 'uniform', round));
      hot.push(await measurePair(trials, source, texts, 'hot', round));
      paid.push(await measureOurs(await trials.create(`paid${round}`, source), 'uniform', true));
    }
    report(uniform, hot, paid);
  } finally {
    await trials.drop();
  }
}

interface Pair {
  readonly ours: Rate;
  readonly limit: number;
}

async function measurePair(
  trials: PostgresTrials,
  source: string,
  texts: HoldTexts,
  spread: Spread,
  round: number,
): Promise<Pair> {
  const oursUrl = await trials.create(`ours_${spread}${round}`, source);
  const limitUrl = await trials.create(`limit_${spread}${round}`, source);
  const measureLimit = () => measurePgbench(limitUrl, texts, spread);
  const limitFirst = round % 2 === 1 ? measureLimit() : undefined;
  const ours = await measureOurs(oursUrl, spread, false);
  const limit = limitFirst ?? measureLimit();
  await requireEqualRows(oursUrl, limitUrl);
  return { ours, limit };
}

async function measureOurs(url: string, spread: Spread, isPaying: boolean): Promise<Rate> {
  const desk = await openDesk(benchSettings(url), { maxConnections: CLIENTS });
  let next = 0;
  const pay = isPaying ? { gateway: 'sandbox', source: 'tok_ok' } : undefined;
  const rate = await rateOf(CLIENTS, secondsOf(spread), async () => {
    next += 1;
    const number = String(spread === 'hot' ? FLIGHTS + 1 : (next % FLIGHTS) + 1);
    const ref = { carrier: 'XX', number, departureDate: BENCH_DATE, origin: undefined };
    await createBooking(desk, { flights: [{ ref }], passengers: ['SMITH/JOHN MR'], pay }, {});
  });
  await desk.database.close();
  return rate;
}

/** Transactions a second. */
function measurePgbench(url: string, texts: HoldTexts, spread: Spread): number {
  const flight = spread === 'hot' ? `\\set f ${FLIGHTS + 1}` : `\\set f random(1, ${FLIGHTS})`;
  const script = path.join(os.tmpdir(), `opsdesk-pgbench-${process.pid}.sql`);
  fs.writeFileSync(
    script,
    `${flight}\nselect bench_hold(:f, '${texts.afterState}', '${texts.personal}', '${texts.payload}');\n`,
  );
  const args = [
    '-n',
    '-M',
    'prepared',
    '-c',
    String(CLIENTS),
    '-j',
    '1',
    '-T',
    String(secondsOf(spread)),
    '-f',
    script,
    url,
  ];
  const { stdout, stderr } = spawnSync('pgbench', args, { encoding: 'utf8' });
  fs.rmSync(script);
  const tps = /tps = ([\d.]+)/.exec(stdout)?.[1];
  if (!tps) throw new Error(`pgbench failed: ${stderr}`);
  return Number(tps);
}

function report(uniform: readonly Pair[], hot: readonly Pair[], paid: readonly Rate[]): void {
  const ratio = (pairs: readonly Pair[]) => median(pairs.map(({ ours, limit }) => ours.perSecond / limit));
  const ours = (rates: readonly Rate[]) => {
    const middle = rates.toSorted((a, b) => a.perSecond - b.perSecond)[Math.floor(rates.length / 2)] as Rate;
    return `${middle.perSecond.toFixed(0)}/s (p50 ${middle.p50Ms.toFixed(1)} ms, p99 ${middle.p99Ms.toFixed(1)} ms)`;
  };
  const limit = (pairs: readonly Pair[]) => `${median(pairs.map((pair) => pair.limit)).toFixed(0)}/s`;
  const rates = (pairs: readonly Pair[]) => pairs.map((pair) => pair.ours);
  const figures: Figure[] = [
    {
      what: 'uniform over 100 flights, over pgbench',
      ours: ours(rates(uniform)),
      theirs: limit(uniform),
      ratio: ratio(uniform),
      bound: { atLeast: 0.4 },
    },
    { what: 'one hot flight, over pgbench on it', ours: ours(rates(hot)), theirs: limit(hot), ratio: ratio(hot) },
    {
      what: 'one hot flight, over our uniform',
      ours: ours(rates(hot)),
      theirs: ours(rates(uniform)),
      ratio: median(hot.map((pair, round) => pair.ours.perSecond / (uniform[round]?.ours.perSecond ?? Number.NaN))),
      bound: { atLeast: 0.7 },
    },
    {
      what: 'book and pay with the sandbox, over our holds',
      ours: ours(paid),
      theirs: ours(rates(uniform)),
      ratio: median(paid.map((rate, round) => rate.perSecond / (uniform[round]?.ours.perSecond ?? Number.NaN))),
    },
  ];
  for (const figure of figures) printFigure(figure);
}
