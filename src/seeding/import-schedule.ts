import type { WriteOptions } from '../runtime/request.js';
import type { Runner } from '../runtime/runner.js';
import { readFlightCsv } from './flight-csv.js';
import { type ImportResult, importFlights, planImport } from './import-flights.js';
import type { Progress } from './load-flights.js';

export interface ImportInput {
  readonly source: AsyncIterable<Uint8Array>;
  /** Where it comes from, for the audit trail. */
  readonly name: string;
  /** Applies new times to flights that exist. */
  readonly isUpdate: boolean;
  readonly onProgress?: Progress | undefined;
}

/**
 * Imports a schedule in one transaction: all of its flights, or none.
 * @throws IMPORT_REJECTED with every bad row, SCHEDULE_CHANGE
 */
export async function importSchedule(runner: Runner, input: ImportInput, options: WriteOptions): Promise<ImportResult> {
  const csv = await readFlightCsv(input.source);
  const plan = await planImport(csv);
  const request = { ...options, command: 'flight import', input: { rows: csv.rows, isUpdate: input.isUpdate } };
  return runner.write(request, async (work) => {
    const result = await importFlights(work.tx, plan, { update: input.isUpdate, onProgress: input.onProgress });
    work.audit({ action: 'schedule.imported', entity: 'schedule', entityId: input.name, after: result });
    return result;
  });
}
