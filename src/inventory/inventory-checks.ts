import { SEAT_LETTERS } from '../kernel/seat-number.js';
import { type InvariantCheck, invariantCheck } from '../runtime/check.js';

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
