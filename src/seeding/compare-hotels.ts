import type { AirportLookup } from '../catalog/airports.js';
import { greatCircleKm } from '../catalog/great-circle.js';
import type {
  PropertyAirportRow,
  PropertyRow,
  RatePlanRow,
  RoomNightRow,
  RoomTypeRow,
} from '../database/hotel-schema.js';
import { parsePolicy } from '../pricing/cancellation-policy.js';
import type { KnownHotel, KnownRoomType } from './hotel-import-repository.js';
import { DEFAULT_POLICY, defaultPlans } from './hotel-plans.js';
import type { LastHotelIds, NewNight } from './load-hotels.js';
import { columnOf, type PlannedHotel, type PlannedNight, type PlannedRoomType } from './plan-hotels.js';
import { quoteValue, type RowProblem } from './row-problems.js';

/** A night that has other values than its line. */
export interface NightChange {
  readonly line: number;
  readonly before: RoomNightRow;
  readonly after: RoomNightRow;
}

/** What a file makes new and different of one property. */
export interface HotelDifference {
  readonly before: PropertyRow | undefined;
  readonly property: PropertyRow;
  /** Given where they are other ones than before. */
  readonly airports?: readonly PropertyAirportRow[];
  readonly newRoomTypes: RoomTypeRow[];
  readonly newPlans: RatePlanRow[];
  readonly newNights: NewNight[];
  readonly roomTypes: RoomTypeRow[];
  readonly plans: RatePlanRow[];
  readonly nights: NightChange[];
  unchangedNights: number;
  /** Codes of room types by their ids. */
  readonly codes: Map<number, string>;
  /** Facts that are other ones; those of nights stand in `nights`. */
  readonly changes: RowProblem[];
}

const ROOM_NAMES: Readonly<Record<string, string>> = {
  ...{ SGL: 'Single room', DBL: 'Double room', TWN: 'Twin room', TPL: 'Triple room', STE: 'Suite' },
};

/**
 * Sets a planned property against the one that there is.
 * @param last ids, which count up with what is new
 * @param problems gets what makes the file wrong
 */
export function compareHotel(
  planned: PlannedHotel,
  known: KnownHotel | undefined,
  last: { -readonly [K in keyof LastHotelIds]: number },
  { findAirport, problems }: { readonly findAirport: AirportLookup; readonly problems: RowProblem[] },
): HotelDifference {
  const property = known ? { ...known.row, ...planned.facts } : newProperty(planned, last, problems);
  const airports = airportsOf(planned, property, known, findAirport);
  const isNear = airports && JSON.stringify(airports) === JSON.stringify(known?.airports ?? []);
  const difference: HotelDifference = {
    ...{ before: known?.row, property, ...(airports && !isNear ? { airports } : {}) },
    ...{ newRoomTypes: [], newPlans: [], newNights: [], roomTypes: [], plans: [], nights: [], changes: [] },
    unchangedNights: 0,
    codes: new Map(),
  };
  if (known) {
    if (property.currency !== known.row.currency) {
      const reason = `the property sells in ${known.row.currency}, and what is sold stays in it`;
      problems.push({ line: planned.line, column: 'currency', reason });
    }
    noteChanges(difference, planned.line, known.row, property);
    if (difference.airports) note(difference, planned.line, 'airports', 'is near other airports, or not so far');
  }
  // By code: sellers lock the room types of a property in this order, and everybody else by id.
  for (const type of [...planned.roomTypes.values()].sort((a, b) => (a.code < b.code ? -1 : 1))) {
    compareRoomType(difference, type, known?.roomTypes.get(type.code), last);
  }
  return difference;
}

/** Without coordinates it stands at its first airport, and has that one's clocks unless it names its own. */
function newProperty(
  { code, line, facts, airports }: PlannedHotel,
  last: { property: number },
  problems: RowProblem[],
): PropertyRow {
  const first = airports?.[0];
  last.property += 1;
  const latitude = facts.latitude ?? first?.latitude;
  const longitude = facts.longitude ?? first?.longitude;
  const timeZone = facts.time_zone ?? first?.timeZone;
  const missing = (column: string) => problems.push({ line, column, reason: 'is empty, and so are the airports' });
  if (latitude === undefined) missing('latitude');
  if (timeZone === undefined) missing('time_zone');
  return {
    ...{ stars: 3, rating_tenths: 0, amenities: ',', cancellation_policy: DEFAULT_POLICY, min_stay_rule: 'arrival' },
    ...facts,
    ...{ id: last.property, code, latitude: latitude ?? 0, longitude: longitude ?? 0, time_zone: timeZone ?? 'UTC' },
    version: 1,
  };
}

/** @returns undefined where the file says nothing that could change them */
function airportsOf(
  { airports, facts }: PlannedHotel,
  property: PropertyRow,
  known: KnownHotel | undefined,
  findAirport: AirportLookup,
): PropertyAirportRow[] | undefined {
  const near =
    airports ??
    (facts.latitude === undefined
      ? undefined
      : known?.airports.map(({ airport }) => findAirport(airport)).filter((airport) => airport !== undefined));
  return near
    ?.map((airport) => ({
      ...{ property_id: property.id, airport: airport.iata },
      distance_km: Math.round(greatCircleKm(property, airport)),
    }))
    .sort((a, b) => (a.airport < b.airport ? -1 : 1));
}

function compareRoomType(
  difference: HotelDifference,
  planned: PlannedRoomType,
  known: KnownRoomType | undefined,
  last: { roomType: number },
): void {
  const { code, line } = planned;
  if (!known) last.roomType += 1;
  const before: RoomTypeRow = known?.row ?? {
    ...{ id: last.roomType, property_id: difference.property.id, code },
    ...{ name: ROOM_NAMES[code] ?? code, max_guests: code === 'SGL' ? 1 : 2 },
  };
  const after = { ...before, name: planned.name ?? before.name, max_guests: planned.maxGuests ?? before.max_guests };
  difference.codes.set(after.id, code);
  if (!known) difference.newRoomTypes.push(after);
  else if (JSON.stringify(after) !== JSON.stringify(before)) {
    difference.roomTypes.push(after);
    const column = after.name === before.name ? 'max_guests' : 'room_name';
    note(difference, line, column, `${code} has other values`);
  }
  comparePlans(difference, planned, known, after.id);
  for (const night of planned.nights.values())
    compareNight(difference, night, known?.nights.get(night.night), after.id);
}

/** Plans that the file does not name stay: bookings were sold by them. */
function comparePlans(
  difference: HotelDifference,
  { plans, line, code }: PlannedRoomType,
  known: KnownRoomType | undefined,
  roomTypeId: number,
): void {
  for (const facts of plans ?? (known ? [] : defaultPlans())) {
    const policy = facts.cancellation_policy ?? difference.property.cancellation_policy;
    const plan: RatePlanRow = { ...facts, room_type_id: roomTypeId, cancellation_policy: policy };
    const before = known?.plans.find((each) => each.code === plan.code);
    if (!before) difference.newPlans.push(plan);
    else {
      const after = { ...before, ...plan };
      if (JSON.stringify(after) === JSON.stringify(before)) continue;
      difference.plans.push(after);
      note(difference, line, 'plans', `${plan.code} of ${code} has other terms`);
    }
  }
}

function compareNight(
  difference: HotelDifference,
  { line, night, allotment, priceMinor, minStay, overbooking }: PlannedNight,
  known: RoomNightRow | undefined,
  roomTypeId: number,
): void {
  const terms = { allotment, price_minor: priceMinor };
  const rest = { overbooking: overbooking ?? known?.overbooking ?? 0, min_stay: minStay ?? known?.min_stay ?? 1 };
  if (!known) {
    difference.newNights.push({ room_type_id: roomTypeId, night, ...terms, ...rest });
    return;
  }
  const after = { ...known, ...terms, ...rest };
  if (JSON.stringify(after) === JSON.stringify(known)) difference.unchangedNights += 1;
  else difference.nights.push({ line, before: known, after });
}

function noteChanges(difference: HotelDifference, line: number, before: PropertyRow, after: PropertyRow): void {
  for (const key of Object.keys(before) as (keyof PropertyRow)[]) {
    if (before[key] === after[key] || key === 'currency') continue;
    note(difference, line, columnOf(key), `${before.code} has ${quoteValue(asTyped(key, before))}`);
  }
}

/** A fact as its column writes it, so that who reads the refusal can put it into the file. */
function asTyped(fact: keyof PropertyRow, row: PropertyRow): string {
  switch (fact) {
    case 'rating_tenths':
      return (row.rating_tenths / 10).toFixed(1);
    case 'amenities':
      return row.amenities.split(',').filter(Boolean).join(';');
    case 'cancellation_policy':
      return (
        parsePolicy(row.cancellation_policy)
          .map(({ before, refund }) => `${before}=${refund}`)
          .join(' ') || 'none'
      );
    default:
      return String(row[fact]);
  }
}

function note(difference: HotelDifference, line: number, column: string, reason: string): void {
  difference.changes.push({ line, column, reason });
}
