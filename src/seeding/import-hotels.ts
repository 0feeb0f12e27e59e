import { addAirports } from '../catalog/airport-repository.js';
import type { Airport, AirportLookup } from '../catalog/airports.js';
import { updateRoomNight } from '../inventory/hotel/adjusted-night-repository.js';
import { findShortNights } from '../inventory/hotel/night-caps.js';
import { periodsOf } from '../inventory/hotel/night-periods.js';
import type { WriteOptions } from '../runtime/request.js';
import type { Runner } from '../runtime/runner.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { compareHotel, type HotelDifference } from './compare-hotels.js';
import { readHotelCsv } from './hotel-csv.js';
import { lockKnownHotels, updatePlan, updateProperty, updateRoomType } from './hotel-import-repository.js';
import { differentRates, rateChange, roomsTakenOn } from './hotel-refusals.js';
import { loadHotels, lockHotelIds } from './load-hotels.js';
import { type PlannedHotel, planHotels } from './plan-hotels.js';
import { importRejected, type RowProblem } from './row-problems.js';

export interface HotelImportInput {
  readonly source: AsyncIterable<Uint8Array>;
  /** Where it comes from, for the audit trail. */
  readonly name: string;
  /** Applies other values to what exists. */
  readonly isUpdate: boolean;
}

/** `rejected` is always 0: with one wrong row nothing is imported at all. */
export interface HotelImportResult {
  /** New ones. */
  readonly properties: number;
  readonly roomTypes: number;
  /** Nights that are new, that have other values now, and that had these already. */
  readonly imported: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: number;
}

/**
 * Imports properties, room types, plans and nights in one transaction: all of a file, or nothing.
 * @throws IMPORT_REJECTED with every bad row, RATE_CHANGE when what exists has other values, unless `isUpdate`,
 *   ROOMS_TAKEN when more is sold of a night than it would have
 */
export async function importHotels(
  runner: Runner,
  input: HotelImportInput,
  options: WriteOptions,
): Promise<HotelImportResult> {
  const csv = await readHotelCsv(input.source);
  const { openAirports } = await import('../catalog/airports.js');
  const findAirport = await openAirports();
  const hotels = planHotels(csv, findAirport);
  const request = { ...options, command: 'hotel import', input: { rows: csv.rows, isUpdate: input.isUpdate } };
  return runner.write(request, async (work) => {
    const result = await bringIn(work, hotels, findAirport, input.isUpdate);
    work.audit({ action: 'hotels.imported', entity: 'hotels', entityId: input.name, after: result });
    return result;
  });
}

async function bringIn(
  work: UnitOfWork,
  hotels: readonly PlannedHotel[],
  findAirport: AirportLookup,
  isUpdate: boolean,
): Promise<HotelImportResult> {
  const { tx } = work;
  const last = { ...(await lockHotelIds(tx)) };
  const known = await lockKnownHotels(tx, hotels);
  const problems: RowProblem[] = [];
  const differences = hotels.map((hotel) =>
    compareHotel(hotel, known.get(hotel.code), last, { findAirport, problems }),
  );
  if (problems.length > 0) throw importRejected(problems);
  if (!isUpdate) {
    const different = differences.flatMap(differentRates);
    if (different.length > 0) throw rateChange(different);
  }
  await update(work, differences);
  addAirports(tx, airportsIn(hotels));
  await loadHotels(tx, {
    properties: differences.filter(({ before }) => !before).map(({ property }) => property),
    airports: differences.flatMap(({ before, airports }) => (before ? [] : (airports ?? []))),
    roomTypes: differences.flatMap(({ newRoomTypes }) => newRoomTypes),
    plans: differences.flatMap(({ newPlans }) => newPlans),
    nights: differences.flatMap(({ newNights }) => newNights),
  });
  return sumUp(differences);
}

function airportsIn(hotels: readonly PlannedHotel[]): readonly Airport[] {
  return hotels.flatMap(({ airports }) => airports ?? []);
}

/** @throws ROOMS_TAKEN */
async function update(work: UnitOfWork, differences: readonly HotelDifference[]): Promise<void> {
  const { tx, now } = work;
  const changes = differences.flatMap(({ nights }) => nights);
  const short = await findShortNights(
    tx,
    changes.map(({ after }) => after),
    now,
  );
  if (short.length > 0) throw roomsTakenOn(short, changes);
  for (const difference of differences) {
    if (!difference.before || !isDifferent(difference)) continue;
    const after = { ...difference.property, version: difference.before.version + 1 };
    updateProperty(tx, after, difference.airports);
    for (const type of difference.roomTypes) updateRoomType(tx, type);
    for (const plan of difference.plans) updatePlan(tx, plan);
    for (const night of difference.nights) updateRoomNight(tx, night.after);
    auditUpdate(work, difference);
  }
}

function isDifferent(difference: HotelDifference): boolean {
  const { changes, nights, newRoomTypes, newPlans, newNights } = difference;
  return [changes, nights, newRoomTypes, newPlans, newNights].some((each) => each.length > 0);
}

function auditUpdate(work: UnitOfWork, difference: HotelDifference): void {
  const { before, property, nights, changes, newNights, codes } = difference;
  if (!before) return;
  const nameOf = (id: number) => codes.get(id) ?? String(id);
  const factsOf = ({ id: _, version: __, ...facts }: typeof property) => (changes.length > 0 ? facts : {});
  work.audit({
    action: 'property.updated',
    entity: 'property',
    entityId: property.code,
    before: {
      version: before.version,
      ...factsOf(before),
      nights: periodsOf(
        nights.map((each) => each.before),
        nameOf,
      ),
    },
    after: {
      version: before.version + 1,
      ...factsOf(property),
      nights: periodsOf(
        nights.map((each) => each.after),
        nameOf,
      ),
      newNights: newNights.length,
    },
  });
}

function sumUp(differences: readonly HotelDifference[]): HotelImportResult {
  const count = (of: (difference: HotelDifference) => number) => differences.reduce((sum, each) => sum + of(each), 0);
  return {
    properties: count(({ before }) => (before ? 0 : 1)),
    roomTypes: count(({ newRoomTypes }) => newRoomTypes.length),
    imported: count(({ newNights }) => newNights.length),
    updated: count(({ nights }) => nights.length),
    unchanged: count(({ unchangedNights }) => unchangedNights),
    rejected: 0,
  };
}
