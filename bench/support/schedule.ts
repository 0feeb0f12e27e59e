import type { Database, SqlValue } from '../../src/database/dialect.js';

/** Flights with many seats of one cabin and one fare: what a booking of any seat needs, and nothing else. */
export interface BenchSchedule {
  readonly flights: number;
  readonly seatsPerFlight: number;
  /** Of one flight more, numbered after the others. */
  readonly hotSeats: number;
}

export const BENCH_DATE = '2035-06-01';
const DEPARTS_AT = Date.parse(`${BENCH_DATE}T12:00:00Z`);

export async function loadSchedule(database: Database, schedule: BenchSchedule): Promise<void> {
  const ids = Array.from({ length: schedule.flights + 1 }, (_, index) => index + 1);
  const seatsOf = (id: number) => (id > schedule.flights ? schedule.hotSeats : schedule.seatsPerFlight);
  await database.transaction(async (tx) => {
    await tx.load(
      'airport',
      ['iata', 'name', 'city', 'country', 'time_zone', 'latitude', 'longitude'],
      [
        ['LHR', 'Heathrow', 'London', 'GB', 'Europe/London', 51.47, -0.45],
        ['JFK', 'Kennedy', 'New York', 'US', 'America/New_York', 40.64, -73.78],
      ],
    );
    await tx.load(
      'flight',
      [
        'id',
        'carrier',
        'number',
        'departure_date',
        'origin',
        'destination',
        'departs_at',
        'departs_offset',
        'arrives_at',
        'arrives_offset',
        'equipment',
        'status',
        'version',
      ],
      ids.map((id) => [
        id,
        'XX',
        String(id),
        BENCH_DATE,
        'LHR',
        'JFK',
        DEPARTS_AT,
        60,
        DEPARTS_AT + 28_800_000,
        -240,
        'A321',
        'scheduled',
        1,
      ]),
    );
    await tx.load(
      'flight_cabin',
      ['flight_id', 'cabin', 'capacity', 'authorised', 'first_ordinal', 'last_ordinal'],
      ids.map((id) => [id, 'Y', seatsOf(id), seatsOf(id), 16, (Math.floor((seatsOf(id) - 1) / 6) + 1) * 16 + 5]),
    );
    await tx.load(
      'fare',
      [
        'flight_id',
        'fare_class',
        'cabin',
        'fare_basis',
        'currency',
        'base_minor',
        'tax_minor',
        'is_refundable',
        'change_fee_minor',
        'cancel_fee_minor',
      ],
      ids.map((id) => [id, 'Y', 'Y', 'YFLEX', 'USD', 10_000, 1_000, 1, 0, 0]),
    );
    await tx.load('seat', ['flight_id', 'ordinal', 'cabin', 'seat_number', 'status'], seatRows(ids, seatsOf));
  });
}

function* seatRows(ids: readonly number[], seatsOf: (id: number) => number): Generator<readonly SqlValue[]> {
  for (const id of ids) {
    for (let index = 0; index < seatsOf(id); index += 1) {
      const row = Math.floor(index / 6) + 1;
      const letter = index % 6;
      yield [id, row * 16 + letter, 'Y', `${row}${'ABCDEF'[letter]}`, 'open'];
    }
  }
}
