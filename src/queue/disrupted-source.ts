const OPERATES = "('HK','KK','KL','TK')";

/** A segment of the booking and journey of `s` that operates, from or to the city of its origin `o`. */
const operatingAt = (end: 'origin' | 'destination') => `exists (select 1 from segment z
  join flight zf on zf.id = z.flight_id join airport za on za.iata = zf.${end} and za.city = o.city
  where z.booking_id = s.booking_id and z.journey = s.journey and z.status in ${OPERATES})`;

/**
 * Another stands in for `s` itself: offered, accepted, changed or refused. One that was overtaken and given up while the
 * flight of `s` is cancelled was a rebooking that was taken back, and leaves `s` as it was.
 */
const isReplaced = `exists (select 1 from segment n where n.booking_id = s.booking_id and n.replaces = s.position
  and (n.status <> 'XX' or f.status <> 'cancelled' or not exists (select 1 from schedule_change c
    where c.booking_id = n.booking_id and c.new_position = n.position and c.status = 'superseded')))`;

/**
 * Other flights stand in for several segments of a journey, and are written down at the first of them. They are no way
 * around `s` where the passengers are brought to its origin and nothing takes them on from there.
 */
const isPassedBy = `exists (select 1 from segment n
    join segment old on old.booking_id = n.booking_id and old.position = n.replaces and old.flight_id <> n.flight_id
   where n.booking_id = s.booking_id and n.journey = s.journey and n.status in ${OPERATES} and n.position > s.position)
  and not (${operatingAt('destination')} and not ${operatingAt('origin')})`;

/**
 * Bookings with segments that do not operate and with nothing in their place; and passengers of diverted flights, who
 * do not arrive where they were to. What a plan has refunded is settled.
 */
export const DISRUPTED = `select b.record_locator as subject, b.record_locator,
    u.segments || ' to S' || u.last as stamp, u.since,
    u.flight || case when u.segments = 1 then ' does not operate' else ' and others do not operate' end as what
  from booking b join (select s.booking_id, count(*) as segments, max(s.position) as last, min(f.departs_at) as since,
        min(f.carrier || f.number || '/' || f.departure_date) as flight
      from segment s join flight f on f.id = s.flight_id join airport o on o.iata = f.origin
     where s.status in ('UN','UC','NO') and not ${isReplaced} and not (${isPassedBy})
     group by s.booking_id) u on u.booking_id = b.id
 where b.status in ('held','confirmed','waitlisted') and not exists (select 1 from disruption_item i
    where i.booking_id = b.id and i.status = 'done' and i.action = 'refund')
 union all select b.record_locator || '-S' || g.position, b.record_locator, 'diverted to ' || e.diverted_to, f.departs_at,
    f.carrier || f.number || '/' || f.departure_date || ' is diverted to ' || e.diverted_to
  from flight f join segment g on g.flight_id = f.id and g.status in ${OPERATES}
    join booking b on b.id = g.booking_id and b.status = 'confirmed'
    join flight_event e on e.id = (select max(x.id) from flight_event x where x.flight_id = f.id and x.kind = 'diverted')
 where f.status = 'diverted'`;
