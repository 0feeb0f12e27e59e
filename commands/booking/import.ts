import fs from 'node:fs';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { ORDER_SHAPE } from '../../src/cli/booking-flags.js';
import { readOrderJson } from '../../src/cli/booking-order.js';
import { bulkFlags } from '../../src/cli/bulk-flags.js';
import { forgetImportFile, openImportFile } from '../../src/cli/import-file.js';
import { rejectedRows } from '../../src/cli/rejected-rows.js';
import { openResultLines } from '../../src/cli/result-lines.js';
import { toldFailures } from '../../src/cli/told-failures.js';
import { unversionedFlags, writeChoices } from '../../src/cli/write-flags.js';
import { isOpsdeskError } from '../../src/kernel/errors.js';
import { importedBookingsView, importedRowColumns } from '../../src/present/views/imported-bookings-view.js';
import type { ImportedRow } from '../../src/seeding/import-bookings.js';

export default class BookingImport extends BaseCommand {
  static override summary = 'Make thousands of bookings from a file, each once.';
  static override description = [
    'Each row is a booking of its own, held, or paid and confirmed. The same file is the same job: whatever ended it, run it again, or --resume JOB, and it does what is missing. No row is ever booked twice within 30 days; to book the same file once more on purpose, give it another --idempotency-key.',
    'Columns of the CSV, in any order: flights, passengers, seats, stays (several between semicolons), offer, customer, email, phone, remark, pay. Flights read BA117/2026-12-01 or BA117/2026-12-01:Y, passengers SMITH/JOHN MR, seats 12A in passenger order, flight by flight.',
    `NDJSON has a booking a line. ${ORDER_SHAPE.replace('With --from the', 'The')} "pay" is GATEWAY[:TOKEN].`,
    '--out takes a line for each row as it ends, as CSV if its name ends in .csv or with -o csv, else as NDJSON: line, status (created, already, failed), recordLocator, code, message. Exits 68 when some failed; what failed is tried again by the next run, but a payment that was declined.',
  ].join('\n\n');
  static override examples = [
    'opsdesk booking import groups.csv --out results.ndjson',
    { description: 'See what would fail', command: 'opsdesk booking import groups.csv --dry-run' },
    { description: 'Go on after a crash', command: 'opsdesk booking import --resume job_01K8ZT4M5V6W7X8Y9Z0A1B2C3D' },
    'generate-bookings | opsdesk booking import - --concurrency 8 --max-failures 50 -o ndjson',
  ];
  static override args = { file: Args.string({ description: 'The file, or - for stdin.' }) };
  static override flags = {
    format: Flags.option({
      summary: 'How the file is written; else told by its first character.',
      options: ['csv', 'ndjson'] as const,
    })(),
    ...bulkFlags,
    ...unversionedFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(BookingImport);
    const { idempotencyKey: key, ...options } = writeChoices(flags);
    const { environment } = this.terminal;
    const choice = { file: args.file, resume: flags.resume, format: flags.format, key, isDryRun: options.isDryRun };
    const file = await openImportFile(choice, environment);
    const { format } = this.globals;
    const isRows = format === 'csv' || format === 'ndjson';
    const out = flags.out ?? (isRows ? '-' : undefined);
    const isCsv = format === 'csv' || (format !== 'ndjson' && out?.toLowerCase().endsWith('.csv') === true);
    const progress = this.progress('Importing');
    const lines =
      out === undefined
        ? toldFailures<ImportedRow>(
            (text) => {
              progress.finish();
              this.note(text);
            },
            ({ line }) => `line ${line}`,
          )
        : await openResultLines(out, isCsv ? 'csv' : 'ndjson', importedRowColumns, {
            terminal: this.terminal,
            input: file.path,
          });
    const app = await this.app();
    let done = 0;
    const result = await app.bookings
      .import(
        {
          ...file,
          source: fs.createReadStream(file.path),
          readShape: (json) => readOrderJson(json, true),
          concurrency: flags.concurrency,
          maxFailures: flags['max-failures'],
          signal: this.interruptSignal(),
          onRow: async (row) => {
            done += 1;
            progress.update(done, Math.max(done, file.lines));
            await lines.write(row);
          },
        },
        options,
      )
      .catch((error: unknown) => {
        progress.finish();
        this.tellHowToGoOn(error, file.job);
        throw error;
      })
      .finally(() => {
        progress.finish();
        lines.close();
        if (file.isPassing) forgetImportFile(file, environment);
      });
    const isWhole = result.end === 'done' && result.failed === 0;
    if (isWhole && !options.isDryRun) forgetImportFile(file, environment);
    else if (!isWhole && !options.isDryRun) this.note(`To go on: opsdesk booking import --resume ${file.job}`);
    if (out !== '-') await this.show(result, importedBookingsView);
    if (result.failed > 0) this.conclude('SOME_FAILED');
    if (result.end === 'interrupted') this.conclude('INTERRUPTED');
  }

  /** A header that is refused begins no job, and another's job is not ours to go on with. */
  private tellHowToGoOn(error: unknown, job: string): void {
    if (isOpsdeskError(error, 'IMPORT_REJECTED')) {
      if (this.globals.format !== 'json') for (const row of rejectedRows(error)) this.note(row);
    } else if (!isOpsdeskError(error, 'WRONG_STATE')) {
      this.note(`To go on: opsdesk booking import --resume ${job}`);
    }
  }
}
