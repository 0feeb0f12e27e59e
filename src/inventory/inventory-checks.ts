import { SEAT_LETTERS } from '../kernel/seat-number.js';
import { type InvariantCheck, invariantCheck } from '../runtime/check.js';

/** How many units a class may take, by their levels. */
const unitsOfFares = `(select x.flight_id, x.fare_class, coalesce(sum(u.units), 0) as units
    from fare x left join (
        select flight_id, cabin, nest_level, count(*) as units from seat group by flight_id, cabin, nest_level) u
      on u.flight_id = x.flight_id and u.cabin = x.cabin and u.nest_level >= x.nest_level
   group by x.flight_id, x.fare_class)`;

/** How many it should: the least of the limits at its level and above, and of what is authorised. */
const limitsOfFares = `(select x.flight_id, x.fare_class,
      min(case when h.booking_limit < c.authorised then h.booking_limit else c.authorised end) as units
    from fare x join flight_cabin c on c.flight_id = x.flight_id and c.cabin = x.cabin
      join fare h on h.flight_id = x.flight_id and h.cabin = x.cabin and h.nest_level <= x.nest_level
   group by x.flight_id, x.fare_class)`;

export const INVENTORY_CHECKS: readonly InvariantCheck[] = [
  invariantCheck(
    'cabins-match-their-seats',
    `flight_cabin c left join (
        select flight_id, cabin, count(*) as units, count(seat_number) as numbered from seat group by flight_id, cabin) s
      on s.flight_id = c.flight_id and s.cabin = c.cabin
      where coalesce(s.units, 0) <> c.authorised or coalesce(s.numbered, 0) <> c.capacity`,
    'A cabin has more or fewer seats than it is authorised to sell: compare flight show with flight seats.',
  ),
  invariantCheck(
    'units-carry-the-booking-limits',
    `${limitsOfFares} wanted join ${unitsOfFares} carried
        on carried.flight_id = wanted.flight_id and carried.fare_class = wanted.fare_class
      where carried.units <> wanted.units`,
    'A fare class may take more or fewer units than its booking limit says: set it again with opsdesk flight adjust REF --limit.',
  ),
  invariantCheck(
    'cabins-know-their-rows',
    `flight_cabin c left join (
        select flight_id, cabin, min(ordinal) as first, max(ordinal) as last
          from seat where seat_number is not null group by flight_id, cabin) s
      on s.flight_id = c.flight_id and s.cabin = c.cabin
      where coalesce(s.first, 0) <> c.first_ordinal or coalesce(s.last, 0) <> c.last_ordinal`,
    'A cabin does not know where its rows begin or end, and seats of it are passed over: restore the flight from a backup.',
  ),
  invariantCheck(
    'seats-have-their-flight',
    '(select distinct flight_id, cabin from seat) s left join flight_cabin c on c.flight_id = s.flight_id and c.cabin = s.cabin where c.flight_id is null',
    'Seats belong to a cabin that no flight has: restore the flight from a backup.',
  ),
  invariantCheck(
    'seat-numbers-match-their-place',
    `seat s where s.seat_number is not null
      and s.seat_number <> cast(s.ordinal / 16 as text) || substr('${SEAT_LETTERS}', cast(s.ordinal % 16 as integer) + 1, 1)`,
    'A seat carries the number of another: two passengers may be told the same one.',
  ),
];
