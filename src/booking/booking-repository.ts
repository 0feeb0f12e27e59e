import type { Session, Transaction } from '../database/dialect.js';
import type { StayRow } from '../database/hotel-schema.js';
import type {
  BookingRow,
  FlightRow,
  PassengerRow,
  ScheduleChangeRow,
  SeatRow,
  SegmentRow,
} from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';
import type { LegCount } from '../inventory/flight.js';
import { legCount } from '../inventory/flight-sql.js';
import { OpsdeskError } from '../kernel/errors.js';
import { summariseMoney } from '../payment/summarise-money.js';
import type { BookingRecord, SegmentRecord, StayRecord } from './booking-record.js';

const insertBookingRow = insertInto<BookingRow>('booking', [
  'id',
  'record_locator',
  'customer_id',
  'version',
  'status',
  'currency',
  'total_minor',
  'fees_minor',
  'discount_minor',
  'hold_expires_at',
  'pay_by',
  'price_until',
  'time_limit',
  'split_from',
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
  'service',
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
  'no_show_fee_minor',
  'name_change_fee_minor',
  'min_stay_days',
  'max_stay_days',
  'residual',
  'journey',
  'replaces',
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
    | 'discount_minor'
    | 'hold_expires_at'
    | 'pay_by'
    | 'price_until'
    | 'time_limit'
    | 'contact_email'
    | 'contact_phone'
    | 'remark'
    | 'updated_at'
  >
>(
  'update_booking',
  `update booking set version = :version, status = :status, total_minor = :total_minor, fees_minor = :fees_minor,
     discount_minor = :discount_minor, hold_expires_at = :hold_expires_at, pay_by = :pay_by, price_until = :price_until,
     time_limit = :time_limit, contact_email = :contact_email, contact_phone = :contact_phone,
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
  `update passenger set surname = :surname, given_name = :given_name, title = :title, type = :type,
     service = :service where booking_id = :booking_id and position = :position`,
);

const deletePassengerRow = statement<{ booking_id: string; position: number }>(
  'delete_passenger',
  'delete from passenger where booking_id = :booking_id and position = :position',
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
type OldTimes = Pick<
  ScheduleChangeRow,
  'old_departs_at' | 'old_departs_offset' | 'old_arrives_at' | 'old_arrives_offset'
>;
const segmentsOf = statement<{ booking_id: string }, SegmentRow & { [K in keyof OldTimes]: OldTimes[K] | null }>(
  'segments_of_booking',
  `select g.*, c.old_departs_at, c.old_departs_offset, c.old_arrives_at, c.old_arrives_offset
    from segment g left join schedule_change c on c.booking_id = g.booking_id and c.old_position = g.position
      and c.id = (select min(o.id) from schedule_change o
                   where o.booking_id = g.booking_id and o.old_position = g.position)
   where g.booking_id = :booking_id order by g.position`,
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
const stayColumns = [
  'booking_id',
  'position',
  'property_id',
  'room_type_id',
  'rate_plan',
  'check_in',
  'check_out',
  'rooms',
  'guests',
  'status',
  'price_minor',
  'cancellation_policy',
] as const;
const insertStayRow = insertInto<StayRow>('stay', stayColumns);
const updateStayRow = statement<StayRow>(
  'update_stay',
  `update stay set ${stayColumns
    .slice(2)
    .map((column) => `${column} = :${column}`)
    .join(', ')} where booking_id = :booking_id and position = :position`,
);
const staysOf = statement<
  { booking_id: string },
  StayRow & {
    property_code: string;
    property_name: string;
    city: string;
    time_zone: string;
    type_code: string;
    type_name: string;
  }
>(
  'stays_of_booking',
  `select s.*, p.code as property_code, p.name as property_name, p.city, p.time_zone, t.code as type_code,
      t.name as type_name
    from stay s join property p on p.id = s.property_id join room_type t on t.id = s.room_type_id
   where s.booking_id = :booking_id order by s.position`,
);
function missing(what: string): OpsdeskError {
  return new OpsdeskError('BOOKING_NOT_FOUND', `there is no booking ${what}`, {
    hint: 'Look by name: opsdesk booking list --name SMITH',
    details: { recordLocator: what },
  });
}

/** A segment that new times have taken the place of keeps the times at which it was sold. */
function segmentRecord(
  row: SegmentRow & { [K in keyof OldTimes]: OldTimes[K] | null },
  flight: FlightRow,
): SegmentRecord {
  const { old_departs_at, old_departs_offset, old_arrives_at, old_arrives_offset, ...segment } = row;
  if (old_departs_at === null) return { ...segment, flight };
  const sold = {
    departs_at: old_departs_at,
    departs_offset: old_departs_offset ?? flight.departs_offset,
    arrives_at: old_arrives_at ?? flight.arrives_at,
    arrives_offset: old_arrives_offset ?? flight.arrives_offset,
  };
  return { ...segment, flight: { ...flight, ...sold } };
}

async function assemble(session: Session, row: BookingWithKey): Promise<BookingRecord> {
  const args = { booking_id: row.id };
  const [passengers, segments, flights, seats, stays, money] = await Promise.all([
    session.all(passengersOf, args),
    session.all(segmentsOf, args),
    session.all(flightsOf, args),
    session.all(seatsOf, args),
    session.all(staysOf, args),
    summariseMoney(session, row.id),
  ]);
  const flightById = new Map(flights.map((flight) => [flight.id, flight]));
  const { data_key, ...booking } = row;
  return {
    booking,
    subject: { customerId: booking.customer_id, dataKey: data_key },
    passengers,
    segments: segments.map((row) => {
      const flight = flightById.get(row.flight_id);
      if (!flight) throw new Error(`segment ${row.position} of ${booking.id} has no flight`);
      return segmentRecord(row, flight);
    }),
    seats,
    stays: stays.map(({ property_code, property_name, city, time_zone, type_code, type_name, ...stay }) => ({
      ...stay,
      property: { code: property_code, name: property_name, city, time_zone },
      roomType: { code: type_code, name: type_name },
    })),
    money,
  };
}

const currencyOf = statement<{ record_locator: string }, { currency: string }>(
  'booking_currency',
  'select currency from booking where record_locator = :record_locator',
);

/** @throws BOOKING_NOT_FOUND */
export async function getBooking(session: Session, locator: string): Promise<BookingRecord> {
  const row = await session.first(findByLocator, { record_locator: locator });
  if (!row) throw missing(locator);
  return assemble(session, row);
}

/** In which currency a booking is, or undefined where there is none. */
export async function findCurrency(session: Session, locator: string): Promise<string | undefined> {
  return (await session.first(currencyOf, { record_locator: locator }))?.currency;
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
  for (const passenger of record.passengers) insertPassenger(tx, passenger);
  for (const segment of record.segments) insertSegment(tx, segment);
  for (const stay of record.stays) insertStay(tx, stay);
}

export function insertPassenger(tx: Transaction, passenger: PassengerRow): void {
  tx.later(insertPassengerRow, passenger);
}

export function deletePassenger(tx: Transaction, { booking_id, position }: PassengerRow): void {
  tx.later(deletePassengerRow, { booking_id, position });
}

export function insertSegment(tx: Transaction, { flight: _, ...segment }: SegmentRecord): void {
  tx.later(insertSegmentRow, segment);
}

export function insertStay(tx: Transaction, { property: _, roomType: __, ...stay }: StayRecord): void {
  tx.later(insertStayRow, stay);
}

export function updateStay(tx: Transaction, stay: StayRow): void {
  tx.later(updateStayRow, stay);
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
