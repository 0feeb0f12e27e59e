import type { SqlValue, Transaction } from '../database/dialect.js';
import type { Schema } from '../database/schema.js';
import { statement } from '../database/statement.js';
import { levelsOfNewFlight } from '../inventory/new-flight-levels.js';
import type { PlannedFlight } from './planned-flight.js';

/** Called now and then with the rows that are in, of how many. */
export type Progress = (done: number, total: number) => void;

const ROWS_PER_REPORT = 20_000;

const lockIds = statement<Record<string, never>>(
  'lock_flight_ids',
  `insert into setting (name, value) values ('flight_ids', '') on conflict (name) do update set value = excluded.value`,
);
const lastFlightId = statement<Record<string, never>, { id: number }>(
  'last_flight_id',
  'select coalesce(max(id), 0) as id from flight',
);

interface TableRows {
  readonly table: keyof Schema;
  readonly columns: readonly string[];
  rowsOf(flight: PlannedFlight, id: number): Iterable<readonly SqlValue[]>;
}

/** In the order in which they refer to one another. */
const TABLE_ROWS: readonly TableRows[] = [
  {
    table: 'flight',
    columns: [
      ...['id', 'carrier', 'number', 'departure_date', 'origin', 'destination'],
      ...['departs_at', 'departs_offset', 'arrives_at', 'arrives_offset', 'equipment', 'status', 'version'],
    ],
    rowsOf: (f, id) => [
      [
        ...[id, f.carrier, f.number, f.departureDate, f.origin, f.destination],
        ...[f.departsAt, f.departsOffset, f.arrivesAt, f.arrivesOffset, f.equipment, 'scheduled', 1],
      ],
    ],
  },
  {
    table: 'flight_cabin',
    columns: ['flight_id', 'cabin', 'capacity', 'authorised', 'first_ordinal', 'last_ordinal'],
    rowsOf: ({ layout }, id) =>
      layout.cabins.map(({ cabin, capacity, firstOrdinal, lastOrdinal }) => [
        ...[id, cabin, capacity, capacity],
        ...[firstOrdinal, lastOrdinal],
      ]),
  },
  {
    table: 'fare',
    columns: [
      ...['flight_id', 'fare_class', 'cabin', 'fare_basis', 'currency', 'base_minor', 'tax_minor', 'nest_level'],
      ...['booking_limit', 'is_refundable', 'change_fee_minor', 'cancel_fee_minor', 'no_show_fee_minor'],
      ...['name_change_fee_minor', 'advance_purchase_days', 'min_stay_days', 'max_stay_days', 'residual'],
    ],
    rowsOf: ({ fares, layout }, id) => {
      const { ofFare } = levelsOfNewFlight(layout, fares);
      return fares.map((fare) => [
        ...[id, fare.fareClass, fare.cabin, fare.fareBasis, fare.currency, fare.baseMinor, fare.taxMinor],
        ...[ofFare.get(fare.fareClass) ?? 1, fare.bookingLimit, fare.isRefundable, fare.changeFeeMinor],
        ...[fare.cancelFeeMinor, fare.noShowFeeMinor, fare.nameChangeFeeMinor, fare.advancePurchaseDays],
        ...[fare.minStayDays, fare.maxStayDays, fare.residual],
      ]);
    },
  },
  {
    table: 'seat',
    columns: ['flight_id', 'ordinal', 'cabin', 'seat_number', 'nest_level', 'status'],
    rowsOf: ({ layout, fares }, id) => {
      const { ofSeat } = levelsOfNewFlight(layout, fares);
      return layout.seats.map((seat) => [
        ...[id, seat.ordinal, seat.cabin, seat.seatNumber],
        ...[ofSeat.get(seat.ordinal) ?? 1, 'open'],
      ]);
    },
  },
];

/**
 * Lets one import at a time add flights, up to its commit: ids count up, and whoever comes second must
 * see the flights of the first.
 * @returns the highest flight id so far
 */
export async function lockFlightIds(tx: Transaction): Promise<number> {
  await tx.run(lockIds, {});
  return (await tx.first(lastFlightId, {}))?.id ?? 0;
}

/**
 * Loads flights with their cabins, fares and seats, all of them open. Each table is one pass over
 * `flights`, which therefore gives the same flights every time. Airports must be there, or waiting in `later`.
 * @param lastId as `lockFlightIds` returned it
 */
export async function loadFlights(
  tx: Transaction,
  flights: Iterable<PlannedFlight>,
  lastId: number,
  onProgress: Progress = () => {},
): Promise<void> {
  const report = reporter(countRows(flights), onProgress);
  for (const { table, columns, rowsOf } of TABLE_ROWS) {
    await tx.load(table, columns, rowsOfAll(flights, lastId, rowsOf, report));
  }
}

function* rowsOfAll(
  flights: Iterable<PlannedFlight>,
  lastId: number,
  rowsOf: TableRows['rowsOf'],
  report: () => void,
): Generator<readonly SqlValue[]> {
  let id = lastId;
  for (const flight of flights) {
    id += 1;
    for (const row of rowsOf(flight, id)) {
      yield row;
      report();
    }
  }
}

function countRows(flights: Iterable<PlannedFlight>): number {
  let rows = 0;
  for (const { layout, fares } of flights) rows += 1 + layout.cabins.length + fares.length + layout.seats.length;
  return rows;
}

function reporter(total: number, onProgress: Progress): () => void {
  let done = 0;
  return () => {
    done += 1;
    if (done % ROWS_PER_REPORT === 0 || done === total) onProgress(done, total);
  };
}
