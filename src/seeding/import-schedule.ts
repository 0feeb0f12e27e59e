import { createHash } from 'node:crypto';
import { untilFree } from '../booking/until-free.js';
import type { WriteOptions } from '../runtime/request.js';
import type { Runner } from '../runtime/runner.js';
import { planCsv } from './csv-schedule.js';
import { readFlightCsv } from './flight-csv.js';
import { type FlightImport, type ImportResult, importFlights } from './import-flights.js';
import type { Progress } from './load-flights.js';
import type { Horizon } from './ssim-dates.js';

export interface ImportInput extends Horizon {
  readonly source: AsyncIterable<Uint8Array>;
  /** Where it comes from, for the audit trail. */
  readonly name: string;
  /** SSIM is IATA's, chapter 7. CSV unless given. */
  readonly format?: 'csv' | 'ssim' | undefined;
  /** Applies new times to flights that exist, and offers them to their bookings. */
  readonly isUpdate: boolean;
  readonly onProgress?: Progress | undefined;
}

/**
 * Imports a schedule in one transaction: all of its flights, or none.
 * @throws IMPORT_REJECTED with every bad row, SCHEDULE_CHANGE, INVALID_INPUT, DATABASE_BUSY
 */
export async function importSchedule(runner: Runner, input: ImportInput, options: WriteOptions): Promise<ImportResult> {
  const { isUpdate, name, onProgress } = input;
  const { plan, content } = await readSchedule(input);
  const request = { ...options, command: 'flight import', input: { ...content, isUpdate } };
  return untilFree(() =>
    runner.write(request, async (work) => {
      const result = await importFlights(work, plan, { update: isUpdate, onProgress });
      work.audit({ action: 'schedule.imported', entity: 'schedule', entityId: name, after: result });
      return result;
    }),
  );
}

/** @returns the flights, and what of the file decides what is imported */
async function readSchedule({
  source,
  format,
  from,
  to,
}: ImportInput): Promise<{ plan: FlightImport; content: object }> {
  if (format !== 'ssim') {
    const csv = await readFlightCsv(source);
    const plan = await planCsv(csv);
    return { plan: within(plan, { from, to }), content: { rows: csv.rows, ...named({ from, to }) } };
  }
  const [{ readSsimRecords }, { planSsim }] = await Promise.all([
    import('./ssim-records.js'),
    import('./ssim-schedule.js'),
  ]);
  const digest = createHash('sha256');
  const file = await readSsimRecords(digested(source, (chunk) => digest.update(chunk)));
  return { plan: await planSsim(file, { from, to }), content: { ssim: digest.digest('hex'), ...named({ from, to }) } };
}

async function* digested(source: AsyncIterable<Uint8Array>, see: (chunk: Uint8Array) => void) {
  for await (const chunk of source) {
    see(chunk);
    yield chunk;
  }
}

/** Absent dates stay out, so that keys of imports without them are what they were. */
function named({ from, to }: Horizon): Horizon {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function within(plan: FlightImport, { from, to }: Horizon): FlightImport {
  if (from === undefined && to === undefined) return plan;
  const isWithin = (date: string) => (from === undefined || date >= from) && (to === undefined || date <= to);
  return { ...plan, flights: plan.flights.filter(({ flight }) => isWithin(flight.departureDate)) };
}
