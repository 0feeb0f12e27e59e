import type { Airport } from '../catalog/airports.js';
import type { FlightCsv } from './flight-csv.js';
import { planRow } from './flight-row.js';
import type { FlightImport } from './import-flights.js';
import { type PlannedFlight, refOfPlanned } from './planned-flight.js';
import { importRejected, type RowProblem } from './row-problems.js';

/**
 * Looks at every row: wall times become instants by the zone of each airport.
 * @throws IMPORT_REJECTED with every row that is wrong
 */
export async function planCsv(csv: FlightCsv): Promise<FlightImport> {
  const { openAirports } = await import('../catalog/airports.js');
  const findAirport = await openAirports();
  const problems: RowProblem[] = [...csv.problems];
  const used = new Map<string, Airport>();
  const lineByKey = new Map<string, number>();
  const flights: { line: number; flight: PlannedFlight }[] = [];
  for (const row of csv.rows) {
    const planned = planRow(row, (iata) => {
      const airport = findAirport(iata);
      if (airport) used.set(iata, airport);
      return airport;
    });
    if (!('carrier' in planned)) {
      problems.push(...planned);
      continue;
    }
    const key = refOfPlanned(planned);
    const earlier = lineByKey.get(key);
    if (earlier === undefined) lineByKey.set(key, row.line);
    else problems.push({ line: row.line, column: '', reason: `${key} stands on line ${earlier} already` });
    flights.push({ line: row.line, flight: planned });
  }
  if (problems.length > 0) throw importRejected(problems);
  return { flights, airports: [...used.values()] };
}
