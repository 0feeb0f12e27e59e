import { Args, Flags } from '@oclif/core';
import { ORDER_SHAPE } from '../../src/cli/booking-flags.js';
import { readOrderJson } from '../../src/cli/booking-order.js';
import { bulkFlags } from '../../src/cli/bulk-flags.js';
import { FileJobCommand } from '../../src/cli/file-job-command.js';
import { unversionedFlags, writeChoices } from '../../src/cli/write-flags.js';
import { importedBookingsView, importedRowColumns } from '../../src/present/views/imported-bookings-view.js';

export default class BookingImport extends FileJobCommand {
  static override summary = 'Make thousands of bookings from a file, one a row.';
  static override description = [
    'Each row is a booking of its own, held, or paid and confirmed. The same file, byte for byte, is the same job for 30 days: whatever ended it, run it again, or --resume JOB, and it does what is missing. A file that was changed is another job and books all of its rows; under the same --idempotency-key it is refused. To book the same file once more on purpose, give it another key.',
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
    const options = writeChoices(flags);
    const { concurrency, 'max-failures': maxFailures } = flags;
    const app = await this.app();
    await this.workThroughFile({
      ...{ file: args.file, format: flags.format, flags, options, label: 'Importing' },
      ...{ columns: importedRowColumns, view: importedBookingsView },
      work: ({ file: { job, format }, options: jobOptions, ...place }) => {
        const readShape = (json: unknown) => readOrderJson(json, true);
        return app.bookings.import({ ...place, job, format, readShape, concurrency, maxFailures }, jobOptions);
      },
    });
  }
}
