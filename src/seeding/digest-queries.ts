import type { RoomNightRow } from '../database/hotel-schema.js';
import type { FareRow, FlightCabinRow, FlightRow } from '../database/schema.js';
import { type Statement, statement } from '../database/statement.js';

type NoArgs = Record<string, never>;
type PageArgs = { after: number; page: number };
type RangeArgs = { after: number; last: number };

export type CabinLine = FlightCabinRow;
export type FareLine = FareRow;
export type SeatLine = { flight_id: number; seats: string };

export const flightsAfter = statement<PageArgs, FlightRow>(
  'digest_flights',
  `select id, carrier, number, departure_date, origin, destination, departs_at, departs_offset,
          arrives_at, arrives_offset, equipment, status, version
     from flight where id > :after order by id limit :page`,
);

export const cabinsOfFlights = statement<RangeArgs, CabinLine>(
  'digest_cabins',
  `select flight_id, cabin, capacity, authorised from flight_cabin
    where flight_id > :after and flight_id <= :last order by flight_id, cabin`,
);

export const faresOfFlights = statement<RangeArgs, FareLine>(
  'digest_fares',
  `select flight_id, fare_class, cabin, fare_basis, currency, base_minor, tax_minor, nest_level,
          booking_limit, is_refundable, change_fee_minor, cancel_fee_minor, no_show_fee_minor, name_change_fee_minor,
          advance_purchase_days, min_stay_days, max_stay_days, residual
     from fare where flight_id > :after and flight_id <= :last order by flight_id, fare_class`,
);

/** One row a flight: a row a seat would be a million and a half of them to read. */
export const seatsOfFlights = statement<RangeArgs, SeatLine>(
  'digest_seats',
  `select flight_id,
          string_agg(ordinal || ' ' || cabin || ' ' || coalesce(seat_number, '') || ' ' || nest_level || ' ' || status,
            ',' order by ordinal)
            as seats
     from seat where flight_id > :after and flight_id <= :last group by flight_id`,
);

export type NightLine = RoomNightRow & { code: string; room_type: string };

/** The nights of the next property that has any, by their codes. */
export const nightsAfter = statement<{ after: string }, NightLine>(
  'digest_room_nights',
  `select p.code, t.code as room_type, n.night, n.allotment, n.overbooking, n.taken, n.price_minor, n.stop_sell,
          n.closed_to_arrival, n.closed_to_departure, n.min_stay
     from property p join room_type t on t.property_id = p.id join room_night n on n.room_type_id = t.id
    where p.code = (select min(q.code) from property q where q.code > :after and exists (
      select 1 from room_type u join room_night m on m.room_type_id = u.id where u.property_id = q.id))
    order by t.code, n.night`,
);

/** Bookings from one record locator up to, and without, another. */
type LocatorArgs = { from: string; to: string };

export interface Section {
  readonly name: string;
  readonly query: Statement<NoArgs, Record<string, unknown>>;
  readonly isPaged?: false;
}

/** A section with a row or more for each booking, by record locator: it is read a part at a time. */
export interface PagedSection {
  readonly name: string;
  readonly query: Statement<LocatorArgs, Record<string, unknown>>;
  readonly isPaged: true;
}

function section(name: string, text: string): Section {
  return { name, query: statement(`digest_${name}`, text) };
}

/** @param text with `where b.record_locator …` left to `isInPage` */
function pagedSection(name: string, text: string): PagedSection {
  return { name, query: statement(`digest_${name}`, text), isPaged: true };
}

const isInPage = 'b.record_locator >= :from and b.record_locator < :to';

/** Everything but the flights, each row by what it says and in an order that follows from that. */
export const SECTIONS: readonly (Section | PagedSection)[] = [
  section('airport', 'select iata, name, city, country, time_zone, latitude, longitude from airport order by iata'),
  section('airline', 'select code, name from airline order by code'),
  pagedSection(
    'booking',
    `select b.record_locator, b.status, b.version, b.currency, b.total_minor, b.fees_minor,
            b.contact_email, b.contact_phone, b.remark, c.name, c.email, c.phone, c.language, c.tier
       from booking b join customer c on c.id = b.customer_id where ${isInPage} order by b.record_locator`,
  ),
  pagedSection(
    'passenger',
    `select b.record_locator, p.position, p.surname, p.given_name, p.title, p.type, p.service
       from booking b join passenger p on p.booking_id = b.id where ${isInPage}
      order by b.record_locator, p.position`,
  ),
  pagedSection(
    'segment',
    `select b.record_locator, s.position, s.status, f.carrier, f.number, f.departure_date, f.origin, s.fare_class,
            s.cabin, s.fare_basis, s.base_minor, s.tax_minor, s.is_refundable, s.change_fee_minor, s.cancel_fee_minor,
            s.journey
       from booking b join segment s on s.booking_id = b.id join flight f on f.id = s.flight_id where ${isInPage}
      order by b.record_locator, s.position`,
  ),
  pagedSection(
    'taken_seat',
    `select b.record_locator, s.segment_position, s.passenger_position, s.ordinal, s.status
       from booking b join seat s on s.booking_id = b.id where ${isInPage}
      order by b.record_locator, s.segment_position, s.passenger_position`,
  ),
  pagedSection(
    'payment',
    `select b.record_locator, p.gateway, p.source, p.status, p.currency, p.amount_minor, p.captured_minor,
            p.refunded_minor
       from booking b join payment p on p.booking_id = b.id where ${isInPage} order by 1, 2, 3, 4, 5, 6, 7, 8`,
  ),
  section(
    'refund',
    `select b.record_locator, r.kind, r.status, r.currency, r.amount_minor
       from refund r join booking b on b.id = r.booking_id order by 1, 2, 3, 4, 5`,
  ),
  pagedSection(
    'posting',
    `select r.record_locator, case r.account when 'booking:' || r.id then 'booking' else r.account end as account, r.currency, count(*) as postings, sum(r.amount_minor) as balance_minor
       from (
         select b.id, b.record_locator, t.account, t.currency, t.amount_minor
           from booking b join payment p on p.booking_id = b.id join posting t on t.operation_id = p.id
          where ${isInPage}
         union all
         select b.id, b.record_locator, t.account, t.currency, t.amount_minor
           from booking b join payment p on p.booking_id = b.id join refund_part x on x.payment_id = p.id
             join posting t on t.operation_id = x.id
          where ${isInPage}) r
      group by 1, 2, 3 order by 1, 2, 3`,
  ),
  section(
    'notification',
    `select b.record_locator, n.channel, n.template, n.language, n.status, n.attempts
       from notification n left join booking b on b.id = n.booking_id
      order by coalesce(b.record_locator, ''), n.channel, n.template, n.language, n.status, n.attempts`,
  ),
  section(
    'property',
    `select code, name, city, country, time_zone, latitude, longitude, stars, rating_tenths, amenities, currency,
            cancellation_policy, min_stay_rule, version from property order by code`,
  ),
  section(
    'property_airport',
    `select p.code, a.airport, a.distance_km from property p join property_airport a on a.property_id = p.id
      order by p.code, a.airport`,
  ),
  section(
    'room_type',
    `select p.code, t.code as room_type, t.name, t.max_guests
       from property p join room_type t on t.property_id = p.id order by p.code, t.code`,
  ),
  section(
    'rate_plan',
    `select p.code, t.code as room_type, r.code as plan, r.name, r.price_basis_points, r.cancellation_policy, r.board
       from property p join room_type t on t.property_id = p.id join rate_plan r on r.room_type_id = t.id
      order by p.code, t.code, r.code`,
  ),
];
