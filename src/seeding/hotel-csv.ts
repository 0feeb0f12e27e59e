import { type CsvTable, type CsvTableRow, readCsvTable } from './csv-table.js';

const REQUIRED = [
  ...(['property', 'name', 'city', 'country', 'currency', 'room_type', 'from', 'to', 'allotment', 'price'] as const),
] as const;
const OPTIONAL = [
  ...(['airports', 'stars', 'rating', 'amenities', 'latitude', 'longitude', 'time_zone', 'min_stay_rule'] as const),
  ...(['policy', 'plans', 'room_name', 'max_guests', 'min_stay', 'overbooking'] as const),
] as const;
export type HotelColumn = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number];

export type HotelCsvRow = CsvTableRow<HotelColumn>;
export type HotelCsv = CsvTable<HotelColumn>;

/**
 * Reads hotels from CSV.
 * @throws IMPORT_REJECTED when the header lacks a column, or has one that this import does not know
 */
export function readHotelCsv(source: AsyncIterable<Uint8Array>): Promise<HotelCsv> {
  return readCsvTable<HotelColumn>(source, { required: REQUIRED, optional: OPTIONAL });
}
