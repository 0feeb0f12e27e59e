import BetterSqlite from 'better-sqlite3';
import { createBooking } from '../src/booking/create-booking.js';
import { openDesk } from '../src/desk.js';
import { median, type Rate, rateOf } from './support/measure.js';
import { printFigure, printHeading } from './support/report.js';
import { BENCH_DATE, loadSchedule } from './support/schedule.js';
import { benchSettings } from './support/settings.js';
import { createFile, type HoldTexts, requireEqualRows, textsOfHold } from './support/trial.js';

const FLIGHTS = 100;
const SECONDS = 3;
const ROUNDS = 5;
/** Has no factor in common with 36, so that no two of its first 36⁶ multiples are the same. */
const SCATTER = 1_299_827_653;

/** Holds a second of the real use case, over the same rows written by prepared statements and nothing else. */
export async function benchHoldsOnSqlite(): Promise<void> {
  printHeading(`Holds on SQLite, one process, median of ${ROUNDS} rounds in turn`);
  const source = await createFile('source', async (database) => {
    await loadSchedule(database, { flights: FLIGHTS, seatsPerFlight: 400, hotSeats: 6 });
    await database.dedicated((raw) => raw.execute('pragma wal_checkpoint(truncate)', []));
  });
  const warmUp = await createFile('warm_up', source);
  await measureOurs(warmUp, false);
  const texts = await textsOfHold(warmUp);
  const ours: Rate[] = [];
  const raw: Rate[] = [];
  const paid: Rate[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const rawFile = await createFile(`raw${round}`, source);
    const oursFile = await createFile(`ours${round}`, source);
    if (round % 2 === 1) raw.push(await measureRaw(rawFile, texts));
    ours.push(await measureOurs(oursFile, false));
    if (round % 2 === 0) raw.push(await measureRaw(rawFile, texts));
    await requireEqualRows(rawFile, oursFile);
    paid.push(await measureOurs(await createFile(`paid${round}`, source), true));
  }
  const text = (rates: readonly Rate[]) => `${median(rates.map((rate) => rate.perSecond)).toFixed(0)}/s`;
  const ratio = (a: readonly Rate[], b: readonly Rate[]) =>
    median(a.map((rate, round) => rate.perSecond / (b[round]?.perSecond ?? Number.NaN)));
  printFigure({
    what: 'uniform over 100 flights, over raw better-sqlite3',
    ours: text(ours),
    theirs: text(raw),
    ratio: ratio(ours, raw),
    bound: { atLeast: 0.5 },
  });
  printFigure({
    what: 'book and pay with the sandbox, over our holds',
    ours: text(paid),
    theirs: text(ours),
    ratio: ratio(paid, ours),
  });
}

async function measureOurs(file: string, isPaying: boolean): Promise<Rate> {
  const desk = await openDesk(benchSettings(file));
  let next = 0;
  const pay = isPaying ? { gateway: 'sandbox', source: 'tok_ok' } : undefined;
  const rate = await rateOf(1, SECONDS, async () => {
    next += 1;
    const ref = { carrier: 'XX', number: String((next % FLIGHTS) + 1), departureDate: BENCH_DATE, origin: undefined };
    await createBooking(desk, { flights: [{ ref }], passengers: ['SMITH/JOHN MR'], pay }, {});
  });
  await desk.database.close();
  return rate;
}

async function measureRaw(file: string, texts: HoldTexts): Promise<Rate> {
  const db = new BetterSqlite(file);
  db.pragma('foreign_keys = on');
  db.pragma('synchronous = full');
  const prepare = (sql: string) => db.prepare(sql);
  const flight = prepare('select * from flight where id = ?');
  const fare = prepare('select * from fare where flight_id = ? order by base_minor + tax_minor, fare_class limit 1');
  const claim = prepare(
    `update seat set status = 'held', booking_id = ?, segment_position = 1, passenger_position = 1, hold_expires_at = ?
      where flight_id = ? and ordinal = (select ordinal from seat where flight_id = ? and cabin = ? and status = 'open'
        order by ordinal limit 1) returning ordinal`,
  );
  const marks = (count: number) => Array(count).fill('?').join(', ');
  const customer = prepare(
    `insert into customer (id, version, name, email, phone, language, data_key, created_at, updated_at)
     values (${marks(9)})`,
  );
  const booking = prepare(
    `insert into booking (id, record_locator, customer_id, version, status, currency, total_minor, fees_minor,
       hold_expires_at, contact_email, contact_phone, remark, created_at, created_by, updated_at, pay_by, price_until)
     values (${marks(17)})`,
  );
  const passenger = prepare(
    `insert into passenger (booking_id, position, surname, given_name, title, type) values (${marks(6)})`,
  );
  const segment = prepare(
    `insert into segment (booking_id, position, flight_id, status, fare_class, cabin, fare_basis, base_minor, tax_minor,
       is_refundable, change_fee_minor, cancel_fee_minor, journey, residual) values (${marks(14)})`,
  );
  const audit = prepare(`insert into audit_entry values (${marks(16)})`);
  const outbox = prepare(
    `insert into outbox (id, topic, booking_id, booking_version, customer_id, payload, state, attempts, available_at,
       lease_until, created_at) values (${marks(11)})`,
  );
  let next = 0;
  const rate = await rateOf(1, SECONDS, async () => {
    next += 1;
    const id = (next % FLIGHTS) + 1;
    const key = String(next).padStart(26, '0');
    // Each once, and as scattered as those that are drawn.
    const locator = ((next * SCATTER) % 36 ** 6).toString(36).padStart(6, '0');
    const now = Date.now();
    db.exec('begin immediate');
    const { id: flightId } = flight.get(id) as { id: number };
    const x = fare.get(flightId) as Record<string, never>;
    claim.get(`bkg_${key}`, now + 1_800_000, id, id, x.cabin);
    customer.run(`cus_${key}`, 1, 'JOHN SMITH', null, null, 'en', 'k'.repeat(44), now, now);
    booking.run(
      `bkg_${key}`,
      locator,
      `cus_${key}`,
      1,
      'held',
      x.currency,
      11_000,
      0,
      now + 1_800_000,
      null,
      null,
      null,
      now,
      'bench',
      now,
      now + 1_800_000,
      now + 1_800_000,
    );
    passenger.run(`bkg_${key}`, 1, 'SMITH', 'JOHN', 'MR', 'ADT');
    segment.run(`bkg_${key}`, 1, id, 'HK', 'Y', 'Y', 'YFLEX', 10_000, 1_000, 1, 0, 0, 1, 'refund');
    audit.run(
      `aud_${key}`,
      `op_${key}`,
      now,
      'bench',
      'booking create',
      'booking.held',
      'booking',
      locator,
      null,
      null,
      null,
      texts.afterState,
      `cus_${key}`,
      texts.personal,
      null,
      null,
    );
    outbox.run(`evt_${key}`, 'booking.held', `bkg_${key}`, 1, null, texts.payload, 'pending', 0, 0, null, now);
    db.exec('commit');
  });
  db.close();
  return rate;
}
