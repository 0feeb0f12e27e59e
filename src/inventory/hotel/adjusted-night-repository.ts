import type { Transaction } from '../../database/dialect.js';
import type { PropertyRow, RoomNightRow, RoomTypeRow } from '../../database/hotel-schema.js';
import { statement } from '../../database/statement.js';

const lockProperty = statement<{ code: string }, PropertyRow>(
  'lock_property',
  (sql) => `select * from property where code = :code ${sql.forUpdate()}`,
);
const roomTypesInLockOrder = statement<{ property_id: number }, RoomTypeRow>(
  'room_types_in_lock_order',
  'select * from room_type where property_id = :property_id order by id',
);
const setVersion = statement<Pick<PropertyRow, 'id' | 'version'>>(
  'set_property_version',
  'update property set version = :version where id = :id',
);
const setNight = statement<Omit<RoomNightRow, 'taken'>>(
  'set_room_night',
  `update room_night set allotment = :allotment, overbooking = :overbooking, price_minor = :price_minor,
      stop_sell = :stop_sell, closed_to_arrival = :closed_to_arrival, closed_to_departure = :closed_to_departure,
      min_stay = :min_stay
    where room_type_id = :room_type_id and night = :night`,
);

/** Locks a property against others who change it; sellers take no notice. Comes before its nights. */
export async function lockPropertyRow(tx: Transaction, code: string): Promise<PropertyRow | undefined> {
  return tx.first(lockProperty, { code });
}

/** By id: the order in which their nights are locked. */
export async function listRoomTypes(tx: Transaction, propertyId: number): Promise<RoomTypeRow[]> {
  return tx.all(roomTypesInLockOrder, { property_id: propertyId });
}

export function updatePropertyVersion(tx: Transaction, id: number, version: number): void {
  tx.later(setVersion, { id, version });
}

/** Writes a night that the caller has locked; what is taken of it stays as it is. */
export function updateRoomNight(tx: Transaction, { taken: _, ...night }: RoomNightRow): void {
  tx.later(setNight, night);
}
