import { type InvariantCheck, invariantCheck } from '../runtime/check.js';

const OPEN_PAYMENT = "('created','authorised','unknown','needs_review')";
const hasOpenPayment = `exists (select 1 from payment p where p.booking_id = b.id and p.status in ${OPEN_PAYMENT})`;

export const BOOKING_CHECKS: readonly InvariantCheck[] = [
  invariantCheck(
    'seats-belong-to-live-bookings',
    `seat s left join booking b on b.id = s.booking_id
      where s.status = 'sold' and (b.id is null or b.status <> 'confirmed')
         or s.status = 'held' and (b.id is null or b.status not in ('held','confirmed'))`,
    'A seat is taken by a booking that is over: opsdesk booking history shows when it should have been released.',
  ),
  invariantCheck(
    'confirmed-passengers-have-their-seat',
    `segment g join booking b on b.id = g.booking_id join passenger p on p.booking_id = b.id and p.type <> 'INF'
      left join seat s on s.booking_id = b.id and s.segment_position = g.position
        and s.passenger_position = p.position and s.flight_id = g.flight_id and s.cabin = g.cabin and s.status = 'sold'
      where b.status = 'confirmed' and g.status in ('HK','KK','KL','TK') and s.flight_id is null`,
    'A confirmed passenger has no seat on a segment: give them one with opsdesk booking modify REF --seat.',
  ),
  invariantCheck(
    'seats-have-their-passenger',
    `seat s left join passenger p on p.booking_id = s.booking_id and p.position = s.passenger_position
      left join segment g on g.booking_id = s.booking_id and g.position = s.segment_position and g.flight_id = s.flight_id
      where s.booking_id is not null and (p.booking_id is null or g.booking_id is null)`,
    'A seat is assigned to a passenger or a segment that its booking does not have.',
  ),
  invariantCheck(
    'seats-sold-once',
    `(select booking_id, segment_position, passenger_position from seat where booking_id is not null
      group by booking_id, segment_position, passenger_position having count(*) > 1) d`,
    'One passenger holds several seats on a segment: release all but one with opsdesk booking modify.',
  ),
  invariantCheck(
    'bookings-add-up',
    `booking b where b.status in ('held','confirmed') and b.total_minor <> b.fees_minor - b.discount_minor
        + (select coalesce(sum(case when p.type = 'INF' then (g.base_minor * 1000 + 5000) / 10000
             else g.base_minor + g.tax_minor end), 0)
           from segment g join passenger p on p.booking_id = g.booking_id
          where g.booking_id = b.id and g.status not in ('XX','UN','UC','NO'))
        + (select coalesce(sum(s.price_minor), 0) from stay s where s.booking_id = b.id and s.status = 'HK')`,
    'The total of a booking is not the sum of its fares, taxes, stays and fees: see opsdesk booking history.',
  ),
  invariantCheck(
    'confirmed-bookings-were-paid',
    `booking b where b.status = 'confirmed' and b.version = 2 and b.total_minor > 0
      and not exists (select 1 from payment p where p.booking_id = b.id and p.captured_minor > 0)`,
    'A booking is confirmed that nobody paid for: see opsdesk booking history.',
  ),
  invariantCheck(
    'paid-bookings-are-confirmed',
    `booking b where b.status = 'held' and not ${hasOpenPayment} and b.total_minor > 0 and b.total_minor <=
      (select coalesce(sum(p.captured_minor - p.refunded_minor), 0) from payment p where p.booking_id = b.id)`,
    'A booking is paid in full and still held: opsdesk payment reconcile, then opsdesk booking confirm.',
  ),
  invariantCheck(
    'frozen-holds-have-a-payment',
    `seat s join booking b on b.id = s.booking_id
      where s.status = 'held' and s.hold_expires_at is null and not ${hasOpenPayment}`,
    'A hold has no limit though no payment is under way: opsdesk booking cancel gives its seats back.',
  ),
  invariantCheck(
    'waiting-bookings-are-listed',
    `(select g.booking_id from segment g join booking b on b.id = g.booking_id
        left join waitlist_entry w on w.booking_id = g.booking_id and w.segment_position = g.position
          and w.flight_id = g.flight_id
       where g.status = 'HL' and (b.status in ('held','confirmed') or b.status = 'waitlisted' and w.booking_id is null)
      union all
      select w.booking_id from waitlist_entry w left join booking b on b.id = w.booking_id and b.status = 'waitlisted'
       where b.id is null) v`,
    'A booking waits that is on no list, or is on one and does not wait: see opsdesk booking history.',
  ),
  invariantCheck(
    'offered-times-can-be-answered',
    `schedule_change c left join booking b on b.id = c.booking_id and b.status in ('held','confirmed')
      left join segment g on g.booking_id = b.id and g.position = c.new_position and g.status = 'TK'
      where c.status = 'offered' and g.booking_id is null`,
    'An offer of new times is open though its segment is not TK, or its booking is over: see opsdesk booking history.',
  ),
  invariantCheck(
    'cancelled-flights-are-empty',
    `(select g.booking_id from flight f join segment g on g.flight_id = f.id and g.status not in ('XX','UN','UC','NO')
        join booking b on b.id = g.booking_id and b.status in ('held','confirmed','waitlisted')
       where f.status = 'cancelled'
      union all select s.booking_id from flight f join seat s on s.flight_id = f.id and s.booking_id is not null
       where f.status = 'cancelled') v`,
    'A booking still travels on a flight that is cancelled: see opsdesk booking history, and rebook it.',
  ),
  invariantCheck(
    'one-flight-at-a-time',
    `segment g join segment o on o.booking_id = g.booking_id and o.position > g.position
        join flight f on f.id = g.flight_id join flight x on x.id = o.flight_id
        join booking b on b.id = g.booking_id and b.status in ('held','confirmed')
      where g.status in ('HK','KK','KL','TK') and o.status in ('HK','KK','KL','TK')
        and f.departs_at < x.arrives_at and x.departs_at < f.arrives_at`,
    'Somebody is booked on two flights at the same time: after a delay, plan it anew with opsdesk disruption plan.',
    true,
  ),
  invariantCheck(
    'bookings-were-audited',
    `booking b where not exists (
      select 1 from audit_entry a where a.entity = 'booking' and a.entity_id = b.record_locator)`,
    'A booking stands that no audit entry tells of: it was not made through opsdesk.',
  ),
  invariantCheck(
    'holds-tidied-up',
    `booking b where b.status = 'held' and b.hold_expires_at <= :now and not ${hasOpenPayment}`,
    'Holds have run out and wait to be tidied up; their seats are on sale already. Run: opsdesk worker run --once',
    true,
  ),
];
