import { minorDigits } from '../../catalog/currencies.js';
import type { PropertyRow, RoomNightRow, RoomTypeRow } from '../../database/hotel-schema.js';
import { OpsdeskError } from '../../kernel/errors.js';
import { addDays, type LocalDate } from '../../kernel/local-date.js';
import { type Money, parseDecimal } from '../../kernel/money.js';
import type { WriteOptions } from '../../runtime/request.js';
import type { Runner } from '../../runtime/runner.js';
import type { UnitOfWork } from '../../runtime/unit-of-work.js';
import { requireVersion } from '../../runtime/version.js';
import { lockRoomNights } from '../room-repository.js';
import { listRoomTypes, lockPropertyRow, updatePropertyVersion, updateRoomNight } from './adjusted-night-repository.js';
import { nightsMissing, nightsOfPeriod, requireChanges, roomsTaken } from './adjusted-period.js';
import { findShortNights } from './night-caps.js';
import { type NightTerms, periodsOf, termsOf } from './night-periods.js';

/** What is left out stays as it is. */
export interface NightChanges {
  readonly allotment?: number | undefined;
  /** Rooms beyond the allotment that may be sold. */
  readonly overbooking?: number | undefined;
  /** A decimal in the property's currency. */
  readonly price?: string | undefined;
  readonly stopSell?: boolean | undefined;
  readonly closedToArrival?: boolean | undefined;
  readonly closedToDeparture?: boolean | undefined;
  readonly minStay?: number | undefined;
}

export interface AdjustRoomsInput extends NightChanges {
  readonly property: string;
  /** Every type of the property where none is named. */
  readonly roomType?: string | undefined;
  readonly from: LocalDate;
  /** The last night. */
  readonly to: LocalDate;
  readonly ifVersion?: number | undefined;
}

export interface AdjustedNight extends Omit<NightTerms, 'priceMinor'> {
  readonly roomType: string;
  readonly night: LocalDate;
  readonly price: Money;
  /** Held and sold. */
  readonly taken: number;
}

export interface AdjustedRooms {
  readonly property: string;
  readonly version: number;
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** Nights that are different now; the others were like that already. */
  readonly changed: number;
  readonly nights: readonly AdjustedNight[];
}

/**
 * Changes nights of a property in one transaction: the property first, then its nights by room type and date.
 * @throws PROPERTY_NOT_FOUND, ROOM_TYPE_NOT_FOUND, ROOM_NIGHT_NOT_FOUND, VERSION_CONFLICT, ROOMS_TAKEN,
 *   WRONG_STATE when nothing changes, INVALID_INPUT
 */
export async function adjustRooms(
  runner: Runner,
  input: AdjustRoomsInput,
  options: WriteOptions,
): Promise<AdjustedRooms> {
  requireChanges(input);
  const request = { ...options, command: 'hotel adjust', input: { ...input, ifVersion: undefined } };
  return runner.write(request, (work) => adjust(work, input));
}

async function adjust(work: UnitOfWork, input: AdjustRoomsInput): Promise<AdjustedRooms> {
  const { tx, now } = work;
  const { property, roomTypes } = await lockRooms(work, input);
  const before = await lockNights(work, property, roomTypes, input);
  const changes = readChanges(input, property.currency);
  const after = before.map((night) => ({ ...night, ...changes }));
  const changed = after.filter((night, index) => JSON.stringify(night) !== JSON.stringify(before[index]));
  if (changed.length === 0) {
    throw new OpsdeskError('WRONG_STATE', `${property.code} is like that already from ${input.from} to ${input.to}`, {
      hint: 'Nothing was changed.',
    });
  }
  const codeOf = (id: number) => roomTypes.find((type) => type.id === id)?.code ?? String(id);
  const short = await findShortNights(tx, changed, now);
  if (short.length > 0) throw roomsTaken(property.code, short, codeOf);
  for (const night of changed) updateRoomNight(tx, night);
  const version = property.version + 1;
  updatePropertyVersion(tx, property.id, version);
  const isChanged = new Set(changed.map((night) => `${night.room_type_id}/${night.night}`));
  const touched = before.filter((night) => isChanged.has(`${night.room_type_id}/${night.night}`));
  work.audit({
    action: 'rooms.adjusted',
    entity: 'property',
    entityId: property.code,
    before: { version: property.version, nights: periodsOf(touched, codeOf) },
    after: { version, nights: periodsOf(changed, codeOf) },
  });
  await tx.sendLater();
  const nights = (await lockNights(work, property, roomTypes, input)).map((night) =>
    viewNight(night, property.currency, codeOf(night.room_type_id)),
  );
  return { property: property.code, version, from: input.from, to: input.to, changed: changed.length, nights };
}

/** @throws PROPERTY_NOT_FOUND, VERSION_CONFLICT, ROOM_TYPE_NOT_FOUND */
async function lockRooms({ tx }: UnitOfWork, { property: code, roomType, ifVersion }: AdjustRoomsInput) {
  const property = await lockPropertyRow(tx, code);
  if (!property) {
    throw new OpsdeskError('PROPERTY_NOT_FOUND', `there is no property ${code}`, {
      hint: 'See which there are: opsdesk hotel list. Or bring it in: opsdesk hotel import FILE',
      details: { property: code },
    });
  }
  requireVersion(`property ${code}`, property.version, ifVersion);
  const known = await listRoomTypes(tx, property.id);
  const roomTypes = roomType === undefined ? known : known.filter((type) => type.code === roomType);
  if (roomTypes.length > 0) return { property, roomTypes };
  const codes = known.map((type) => type.code);
  throw new OpsdeskError('ROOM_TYPE_NOT_FOUND', `${code} has no room type ${roomType ?? 'at all'}`, {
    hint: codes.length > 0 ? `It has ${codes.join(', ')}.` : 'Bring them in: opsdesk hotel import FILE',
    details: { property: code, roomTypes: codes },
  });
}

/** By room type and date, the one order of all who lock nights. @throws ROOM_NIGHT_NOT_FOUND */
async function lockNights(
  { tx }: UnitOfWork,
  property: PropertyRow,
  roomTypes: readonly RoomTypeRow[],
  { from, to }: AdjustRoomsInput,
): Promise<RoomNightRow[]> {
  const wanted = nightsOfPeriod(from, to);
  const nights: RoomNightRow[] = [];
  const missing: { roomType: string; night: LocalDate }[] = [];
  for (const type of roomTypes) {
    const rows = await lockRoomNights(tx, { room_type_id: type.id, check_in: from, check_out: addDays(to, 1) });
    const known = new Set(rows.map(({ night }) => night));
    nights.push(...rows);
    missing.push(...wanted.filter((night) => !known.has(night)).map((night) => ({ roomType: type.code, night })));
  }
  if (missing.length > 0) throw nightsMissing(property.code, missing);
  return nights;
}

/** @throws INVALID_INPUT when the price is no amount of the currency */
function readChanges(input: NightChanges, currency: string): Partial<RoomNightRow> {
  const flag = (value: boolean | undefined) => (value === undefined ? undefined : value ? 1 : 0);
  const changes = {
    allotment: input.allotment,
    overbooking: input.overbooking,
    price_minor: input.price === undefined ? undefined : readPrice(input.price, currency),
    stop_sell: flag(input.stopSell),
    closed_to_arrival: flag(input.closedToArrival),
    closed_to_departure: flag(input.closedToDeparture),
    min_stay: input.minStay,
  };
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

function readPrice(text: string, currency: string): number {
  const price = parseDecimal(text, minorDigits(currency));
  if (price >= 0) return price;
  throw new OpsdeskError('INVALID_INPUT', `the price is ${text}: nobody is paid to stay`);
}

function viewNight(row: RoomNightRow, currency: string, roomType: string): AdjustedNight {
  const { priceMinor, ...terms } = termsOf(row);
  return { roomType, night: row.night, ...terms, price: { amountMinor: priceMinor, currency }, taken: row.taken };
}
