import { type InvariantCheck, invariantCheck } from '../../runtime/check.js';

/** Of the stay and its booking beside a night that is theirs. */
const isOwned = `s.booking_id = n.booking_id and s.position = n.stay_position and s.room_type_id = n.room_type_id
  and s.rooms = n.rooms and n.night >= s.check_in and n.night < s.check_out and s.status = 'HK'`;

/** A hold that ran out may have been given back by another buyer; one that is paid for right now may not. */
const mustHaveRooms = `(b.status = 'confirmed' or b.status = 'held' and (b.hold_expires_at > :now or exists (
    select 1 from stay_night k where k.booking_id = b.id and k.hold_expires_at is null)))`;

export const ROOM_CHECKS: readonly InvariantCheck[] = [
  invariantCheck(
    'rooms-taken-are-held-or-sold',
    `(select coalesce(r.taken, 0) as taken, coalesce(n.rooms, 0) as rooms
        from room_night r full join (
          select room_type_id, night, sum(rooms) as rooms from stay_night group by room_type_id, night) n
          on n.room_type_id = r.room_type_id and n.night = r.night) c
      where c.taken <> c.rooms`,
    'A night counts more or fewer rooms as taken than stays have of it: compare hotel show with booking list.',
  ),
  invariantCheck(
    'no-night-beyond-its-cap',
    'room_night r where r.taken > r.allotment + r.overbooking or r.taken < 0',
    'A night has more rooms sold than it may: raise it with opsdesk hotel adjust, or walk a guest.',
  ),
  invariantCheck(
    'live-stays-have-their-nights',
    `stay s join booking b on b.id = s.booking_id
        join room_night r on r.room_type_id = s.room_type_id and r.night >= s.check_in and r.night < s.check_out
        left join stay_night n on ${isOwned} and n.night = r.night
      where s.status = 'HK' and n.night is null and ${mustHaveRooms}`,
    'A stay lacks rooms of one of its nights: take them again with opsdesk booking modify REF --stay.',
  ),
  invariantCheck(
    'room-nights-have-their-stay',
    `stay_night n left join stay s on ${isOwned}
        left join booking b on b.id = s.booking_id and b.status in ('held','confirmed')
      where b.id is null`,
    'Rooms are taken for a stay that is over, or that never was: opsdesk booking history shows when they should have been released.',
  ),
];
