import { type Chain, type ChainPoint, chainEntryOf, loadChain } from '../audit/chain.js';
import { advanceHead, lockHead } from '../audit/chain-repository.js';
import type { SqlValue, Transaction } from '../database/dialect.js';
import type {
  AuditEntryRow,
  BookingRow,
  CustomerRow,
  PassengerRow,
  PaymentRow,
  PostingRow,
  SandboxOperationRow,
  Schema,
  SegmentRow,
} from '../database/schema.js';
import type { Progress } from './load-flights.js';
import type { SoldGroups } from './sold-groups.js';
import type { StormFlight } from './storm-flight.js';
import type { StormBooking, StormBookings } from './storm-records.js';
import { dropAllSeats } from './storm-schedule.js';

const GROUPS_PER_BATCH = 250;

const CUSTOMER = [
  ...(['id', 'version', 'tier', 'name', 'email', 'phone', 'language', 'data_key', 'created_at', 'updated_at'] as const),
] satisfies (keyof CustomerRow)[];
const BOOKING = [
  ...(['id', 'record_locator', 'customer_id', 'version', 'status', 'currency', 'total_minor', 'fees_minor'] as const),
  ...(['discount_minor', 'hold_expires_at', 'pay_by', 'price_until', 'time_limit', 'split_from'] as const),
  ...(['contact_email', 'contact_phone', 'remark', 'created_at', 'created_by', 'updated_at'] as const),
] satisfies (keyof BookingRow)[];
const PASSENGER = [
  ...(['booking_id', 'position', 'surname', 'given_name', 'title', 'type', 'service'] as const),
] satisfies (keyof PassengerRow)[];
const SEGMENT = [
  ...(['booking_id', 'position', 'flight_id', 'status', 'fare_class', 'cabin', 'fare_basis', 'base_minor'] as const),
  ...(['tax_minor', 'is_refundable', 'change_fee_minor', 'cancel_fee_minor', 'no_show_fee_minor'] as const),
  ...(['name_change_fee_minor', 'min_stay_days', 'max_stay_days', 'residual', 'journey', 'replaces'] as const),
] satisfies (keyof SegmentRow)[];
const PAYMENT = [
  ...(['id', 'booking_id', 'gateway', 'source', 'status', 'currency', 'amount_minor', 'captured_minor'] as const),
  ...(['refunded_minor', 'gateway_key', 'gateway_reference', 'failure', 'created_at', 'created_by'] as const),
  ...(['settled_at', 'split_from', 'moved_minor'] as const),
] satisfies (keyof PaymentRow)[];
const POSTING = [
  ...(['id', 'journal_id', 'operation_id', 'account', 'currency', 'amount_minor', 'created_at'] as const),
] satisfies (keyof PostingRow)[];
const CHARGE = [
  ...(['gateway_key', 'kind', 'request_hash', 'reference', 'parent_reference', 'outcome', 'failure'] as const),
  ...(['currency', 'amount_minor', 'created_at'] as const),
] satisfies (keyof SandboxOperationRow)[];
const ENTRY = [
  ...(['id', 'operation_id', 'occurred_at', 'actor', 'command', 'action', 'entity', 'entity_id', 'reason'] as const),
  ...(['idempotency_key', 'before_state', 'after_state', 'customer_id', 'personal', 'seq', 'hash'] as const),
] satisfies (keyof AuditEntryRow)[];
const SEAT = [
  ...(['flight_id', 'ordinal', 'cabin', 'seat_number', 'nest_level', 'status', 'booking_id'] as const),
  ...(['segment_position', 'passenger_position'] as const),
];

/**
 * Writes the bookings of groups, batch by batch, and then every seat with its holder. Audit entries are sealed as they
 * are written: sealing them afterwards would write each of them twice. So the head of the trail stays locked
 * until the commit.
 */
export async function loadStorm(
  tx: Transaction,
  groups: SoldGroups,
  flights: readonly StormFlight[],
  bookings: StormBookings,
  onProgress: Progress = () => {},
): Promise<void> {
  const seats = flights.reduce((sum, { authorised }) => sum + authorised, 0);
  const total = groups.length + seats;
  const [head, chain] = await Promise.all([lockHead(tx), loadChain()]);
  const seal = new Seal(chain, head);
  const ids: string[] = [];
  for (let from = 0; from < groups.length; from += GROUPS_PER_BATCH) {
    const batch: StormBooking[] = [];
    const to = Math.min(from + GROUPS_PER_BATCH, groups.length);
    for (let place = from; place < to; place += 1) batch.push(bookings.make(groups.at(place)));
    for (const { record } of batch) ids.push(record.booking.id);
    await loadBatch(tx, batch, seal);
    onProgress(ids.length, total);
  }
  advanceHead(tx, head, seal.point);
  await dropAllSeats(tx);
  await tx.load(
    'seat',
    SEAT,
    seatRows(flights, ids, (done) => onProgress(ids.length + done, total)),
  );
}

async function loadBatch(tx: Transaction, batch: readonly StormBooking[], seal: Seal): Promise<void> {
  const load = <K extends string>(table: keyof Schema, columns: readonly K[], rowsOf: RowsOf<K>) =>
    tx.load(table, columns, valuesOf(batch, columns, rowsOf));
  await load('customer', CUSTOMER, ({ customer }) => [customer]);
  await load('booking', BOOKING, ({ record }) => [record.booking]);
  await load('passenger', PASSENGER, ({ record }) => record.passengers);
  await load('segment', SEGMENT, ({ record }) => record.segments);
  await load('payment', PAYMENT, ({ payment }) => [payment]);
  await load('posting', POSTING, ({ postings }) => postings);
  await load('sandbox_operation', CHARGE, ({ charge }) => [charge]);
  await load('audit_entry', ENTRY, ({ entry }) => [seal.close(entry)]);
}

type RowsOf<K extends string> = (made: StormBooking) => readonly Readonly<Record<K, SqlValue>>[];

/** One row after the other, so that none outlives its turn. */
function* valuesOf<K extends string>(
  batch: readonly StormBooking[],
  columns: readonly K[],
  rowsOf: RowsOf<K>,
): Generator<readonly SqlValue[]> {
  for (const made of batch) {
    for (const row of rowsOf(made)) yield columns.map((column) => row[column]);
  }
}

/** Chains entries in the order in which they come. */
class Seal {
  constructor(
    private readonly chain: Chain,
    public point: ChainPoint,
  ) {}

  close(entry: StormBooking['entry']): AuditEntryRow {
    const seq = this.point.seq + 1;
    const hash = this.chain.hash(this.point.hash, chainEntryOf({ ...entry, seq }, seq));
    this.point = { seq, hash };
    return { ...entry, seq, hash };
  }
}

const SEATS_PER_REPORT = 20_000;

function* seatRows(
  flights: readonly StormFlight[],
  ids: readonly string[],
  onProgress: (done: number) => void,
): Generator<readonly SqlValue[]> {
  let done = 0;
  for (const { row, units, bookings, segments, passengers } of flights.toSorted((a, b) => a.row.id - b.row.id)) {
    for (let unit = 0; unit < units.ordinals.length; unit += 1) {
      const id = ids[bookings[unit] ?? -1];
      yield [
        ...[row.id, units.ordinals[unit] ?? 0, units.cabins[unit] ?? '', units.seatNumbers[unit] ?? null],
        units.levels[unit] ?? 1,
        ...(id === undefined
          ? [units.statuses[unit] ?? 'open', null, null, null]
          : ['sold', id, segments[unit] ?? 0, passengers[unit] ?? 0]),
      ];
      done += 1;
      if (done % SEATS_PER_REPORT === 0) onProgress(done);
    }
  }
}
