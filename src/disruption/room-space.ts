import type { Session } from '../database/dialect.js';
import type { PropertyRow, RoomNightRow } from '../database/hotel-schema.js';
import { statement } from '../database/statement.js';
import { localToday, type NightState, refusalOf, stayRefused } from '../inventory/hotel/stay-rules.js';
import type { Instant } from '../kernel/instant.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { LiveStay } from './plan-repository.js';

type Dates = { first: LocalDate; last: LocalDate };
type RoomOf = {
  readonly room_type_id: number;
  readonly code: string;
  readonly max_guests: number;
  readonly property: string;
} & Pick<PropertyRow, 'time_zone' | 'min_stay_rule'>;

const typesOf = statement<{ ids: string }, RoomOf>(
  'plan_room_types',
  (sql) => `select t.id as room_type_id, t.code, t.max_guests, p.code as property, p.time_zone, p.min_stay_rule
    from room_type t join property p on p.id = t.property_id where ${sql.isAnyOf('t.id', sql.listed(':ids', 'bigint'))}`,
);
const nightsOf = statement<{ ids: string } & Dates, RoomNightRow>(
  'plan_room_nights',
  (sql) => `select * from room_night where ${sql.isAnyOf('room_type_id', sql.listed(':ids', 'bigint'))}
    and night >= :first and night <= :last`,
);
const runOutOf = statement<
  { ids: string; now: number } & Dates,
  { room_type_id: number; night: LocalDate; rooms: number }
>(
  'plan_run_out_rooms',
  (sql) => `select room_type_id, night, cast(sum(rooms) as bigint) as rooms from stay_night
    where ${sql.isAnyOf('room_type_id', sql.listed(':ids', 'bigint'))} and night >= :first and night <= :last
      and hold_expires_at <= :now group by room_type_id, night`,
);

interface Stretch {
  readonly checkIn: LocalDate;
  readonly checkOut: LocalDate;
}

/** The rooms that stays may be shifted to. What one stay of a plan takes, another finds taken. */
export class RoomSpace {
  private constructor(
    private readonly types: ReadonlyMap<number, RoomOf>,
    private readonly nights: ReadonlyMap<number, Map<LocalDate, NightState>>,
    private readonly now: Instant,
  ) {}

  /** @param wishes the stays with the nights that they have and those that they would have */
  static async load(session: Session, wishes: readonly (Stretch & { readonly roomTypeId: number })[], now: Instant) {
    const ids = [...new Set(wishes.map(({ roomTypeId }) => roomTypeId))].join();
    const first = wishes.reduce((least, { checkIn }) => (checkIn < least ? checkIn : least), '9999');
    const last = wishes.reduce((most, { checkOut }) => (checkOut > most ? checkOut : most), '');
    if (ids === '') return new RoomSpace(new Map(), new Map(), now);
    const [types, rows, runOut] = await Promise.all([
      session.all(typesOf, { ids }),
      session.all(nightsOf, { ids, first, last }),
      session.all(runOutOf, { ids, first, last, now }),
    ]);
    const freed = new Map(runOut.map(({ room_type_id, night, rooms }) => [`${room_type_id} ${night}`, rooms]));
    const nights = new Map<number, Map<LocalDate, NightState>>();
    for (const row of rows) {
      const ofType = nights.get(row.room_type_id) ?? new Map<LocalDate, NightState>();
      nights.set(
        row.room_type_id,
        ofType.set(row.night, { ...row, run_out: freed.get(`${row.room_type_id} ${row.night}`) ?? 0 }),
      );
    }
    return new RoomSpace(new Map(types.map((type) => [type.room_type_id, type])), nights, now);
  }

  /** Moves a stay to other nights. @returns why it cannot be, in words, or undefined once it has been */
  shift(stay: LiveStay, { checkIn, checkOut }: Stretch): string | undefined {
    const type = this.types.get(stay.room_type_id);
    if (!type) return 'its room type is not sold any more';
    const today = localToday(type.time_zone, this.now);
    if (stay.check_in < today) return 'it has begun';
    if (checkOut <= checkIn) return 'no night of it is left';
    const { rooms, guests } = stay;
    const had = { checkIn: stay.check_in, checkOut: stay.check_out };
    this.take(stay.room_type_id, had, -rooms);
    const nights = this.nights.get(stay.room_type_id) ?? new Map<LocalDate, NightState>();
    const wanted = [...nights.values()].filter(({ night }) => night >= checkIn && night < checkOut);
    const wish = {
      ...{ checkIn, checkOut, rooms, guests, today },
      ...{ maxGuests: type.max_guests, minStayRule: type.min_stay_rule },
    };
    const refusal = refusalOf(wanted, nights.get(checkOut), wish);
    this.take(stay.room_type_id, refusal ? had : { checkIn, checkOut }, rooms);
    return refusal && stayRefused(`${type.property}:${type.code}`, refusal, wish).message;
  }

  private take(roomTypeId: number, { checkIn, checkOut }: Stretch, rooms: number): void {
    const nights = this.nights.get(roomTypeId);
    for (const [night, state] of nights ?? []) {
      if (night >= checkIn && night < checkOut) nights?.set(night, { ...state, taken: state.taken + rooms });
    }
  }
}
