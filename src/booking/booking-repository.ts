import type { Session, Transaction } from '../database/dialect.js';
import type { BookingRow, FlightRow, PassengerRow, SeatRow, SegmentRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';
import type { LegCount } from '../inventory/flight.js';
import { legCount } from '../inventory/flight-sql.js';
import { OpsdeskError } from '../kernel/errors.js';
import { summariseMoney } from '../payment/summarise-money.js';
import type { BookingRecord } from './booking-record.js';

const insertBookingRow = insertInto<BookingRow>('booking', [
  'id',
  'record_locator',
  'customer_id',
  'version',
  'status',
  'currency',
  'total_minor',
  'fees_minor',
  'hold_expires_at',
  'contact_email',
  'contact_phone',
  'remark',
  'created_at',
  'created_by',
  'updated_at',
]);
const insertPassengerRow = insertInto<PassengerRow>('passenger', [
  'booking_id',
  'position',
  'surname',
  'given_name',
  'title',
  'type',
]);
const segmentColumns = [
  'booking_id',
  'position',
  'flight_id',
  'status',
  'fare_class',
  'cabin',
  'fare_basis',
  'base_minor',
  'tax_minor',
  'is_refundable',
  'change_fee_minor',
  'cancel_fee_minor',
] as const;
const insertSegmentRow = insertInto<SegmentRow>('segment', segmentColumns);

const updateBookingRow = statement<
  Pick<
    BookingRow,
    | 'id'
    | 'version'
    | 'status'
    | 'total_minor'
    | 'fees_minor'
    | 'hold_expires_at'
    | 'contact_email'
    | 'contact_phone'
    | 'remark'
    | 'updated_at'
  >
>(
  'update_booking',
  `update booking set version = :version, status = :status, total_minor = :total_minor, fees_minor = :fees_minor,
     hold_expires_at = :hold_expires_at, contact_email = :contact_email, contact_phone = :contact_phone,
     remark = :remark, updated_at = :updated_at where id = :id`,
);
const updateSegmentRow = statement<SegmentRow>(
  'update_segment',
  `update segment set ${segmentColumns
    .slice(2)
    .map((column) => `${column} = :${column}`)
    .join(', ')} where booking_id = :booking_id and position = :position`,
);
const updatePassengerRow = statement<PassengerRow>(
  'update_passenger',
  `update passenger set surname = :surname, given_name = :given_name, title = :title, type = :type
    where booking_id = :booking_id and position = :position`,
);

type BookingWithKey = BookingRow & { data_key: string | null };
const bookingWithKey = 'select b.*, c.data_key from booking b join customer c on c.id = b.customer_id';
const findByLocator = statement<{ record_locator: string }, BookingWithKey>(
  'find_booking',
  `${bookingWithKey} where b.record_locator = :record_locator`,
);
const findById = statement<{ id: string }, BookingWithKey>('find_booking_by_id', `${bookingWithKey} where b.id = :id`);
const lockByLocator = statement<{ record_locator: string }, BookingWithKey>(
  'lock_booking',
  (sql) => `${bookingWithKey} where b.record_locator = :record_locator ${sql.forUpdate('b')}`,
);
const lockById = statement<{ id: string }, BookingWithKey>(
  'lock_booking_by_id',
  (sql) => `${bookingWithKey} where b.id = :id ${sql.forUpdate('b')}`,
);
const passengersOf = statement<{ booking_id: string }, PassengerRow>(
  'passengers_of_booking',
  'select * from passenger where booking_id = :booking_id order by position',
);
const segmentsOf = statement<{ booking_id: string }, SegmentRow>(
  'segments_of_booking',
  'select * from segment where booking_id = :booking_id order by position',
);
const flightsOf = statement<{ booking_id: string }, FlightRow & LegCount>(
  'flights_of_booking',
  `select f.*, ${legCount} as leg_count from flight f
    where f.id in (select flight_id from segment where booking_id = :booking_id)`,
);
const seatsOf = statement<{ booking_id: string }, SeatRow>(
  'assigned_seats_of_booking',
  'select * from seat where booking_id = :booking_id order by segment_position, passenger_position',
);
function missing(what: string): OpsdeskError {
  return new OpsdeskError('BOOKING_NOT_FOUND', `there is no booking ${what}`, {
    hint: 'Look by name: opsdesk booking list --name SMITH',
    details: { recordLocator: what },
  });
}

async function assemble(session: Session, row: BookingWithKey): Promise<BookingRecord> {
  const args = { booking_id: row.id };
  const [passengers, segments, flights, seats, money] = await Promise.all([
    session.all(passengersOf, args),
    session.all(segmentsOf, args),
    session.all(flightsOf, args),
    session.all(seatsOf, args),
    summariseMoney(session, row.id),
  ]);
  const flightById = new Map(flights.map((flight) => [flight.id, flight]));
  const { data_key, ...booking } = row;
  return {
    booking,
    subject: { customerId: booking.customer_id, dataKey: data_key },
    passengers,
    segments: segments.map((segment) => {
      const flight = flightById.get(segment.flight_id);
      if (!flight) throw new Error(`segment ${segment.position} of ${booking.id} has no flight`);
      return { ...segment, flight };
    }),
    seats,
    money,
  };
}

/** @throws BOOKING_NOT_FOUND */
export async function getBooking(session: Session, locator: string): Promise<BookingRecord> {
  const row = await session.first(findByLocator, { record_locator: locator });
  if (!row) throw missing(locator);
  return assemble(session, row);
}

export async function getBookingById(session: Session, id: string): Promise<BookingRecord> {
  const row = await session.first(findById, { id });
  if (!row) throw missing(id);
  return assemble(session, row);
}

/** Locks the booking: the first lock of every change to it. @throws BOOKING_NOT_FOUND */
export async function lockBooking(tx: Transaction, locator: string): Promise<BookingRecord> {
  const row = await tx.first(lockByLocator, { record_locator: locator });
  if (!row) throw missing(locator);
  return assemble(tx, row);
}

export async function lockBookingById(tx: Transaction, id: string): Promise<BookingRecord> {
  const row = await tx.first(lockById, { id });
  if (!row) throw missing(id);
  return assemble(tx, row);
}

export function insertBooking(tx: Transaction, record: BookingRecord): void {
  tx.later(insertBookingRow, record.booking);
  for (const passenger of record.passengers) tx.later(insertPassengerRow, passenger);
  for (const { flight: _, ...segment } of record.segments) tx.later(insertSegmentRow, segment);
}

export function updateBooking(tx: Transaction, booking: BookingRow): void {
  tx.later(updateBookingRow, booking);
}

export function updateSegment(tx: Transaction, segment: SegmentRow): void {
  tx.later(updateSegmentRow, segment);
}

export function updatePassenger(tx: Transaction, passenger: PassengerRow): void {
  tx.later(updatePassengerRow, passenger);
}
