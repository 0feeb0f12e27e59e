import { type CsvTable, type CsvTableRow, readCsvTable } from './csv-table.js';

const FLIGHT_COLUMNS = [
  ...(['carrier', 'number', 'origin', 'destination', 'departure_local', 'arrival_local'] as const),
  ...(['equipment', 'seats'] as const),
] as const;
export type FlightColumn = (typeof FLIGHT_COLUMNS)[number];

export type CsvRow = CsvTableRow<FlightColumn>;
export type FlightCsv = CsvTable<FlightColumn>;

/**
 * Reads flights from CSV. Columns beside ours are those of other programs, and passed over.
 * @throws IMPORT_REJECTED when there is no header that names every column
 */
export function readFlightCsv(source: AsyncIterable<Uint8Array>): Promise<FlightCsv> {
  return readCsvTable(source, { required: FLIGHT_COLUMNS, mayHaveOthers: true });
}
