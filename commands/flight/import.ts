import path from 'node:path';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { openInput } from '../../src/cli/open-input.js';
import { dateFlag } from '../../src/cli/parse.js';
import { requirePeriod } from '../../src/cli/period-flags.js';
import { unversionedFlags, writeChoices } from '../../src/cli/write-flags.js';
import { importView } from '../../src/present/views/import-view.js';

export default class FlightImport extends BaseCommand {
  static override summary = 'Import a schedule of flights: all of it, or nothing.';
  static override description =
    'Columns of the CSV: carrier, number, origin, destination, departure_local, arrival_local, equipment, seats. Times are those of the airports, such as 2026-12-01T09:30. "seats" wins over the equipment\'s; an unknown equipment gives one economy cabin. Fares come from a refundable tariff in USD by distance. A flight that exists with the same times is left as it is; new times are offered to its bookings, from a quarter of an hour on. SSIM is that of IATA, chapter 7: every leg for passengers on every day that it flies, with the cabins of its aircraft configuration. Without --from and --to it may be of up to 20,000 flights.';
  static override examples = [
    'opsdesk flight import winter.csv',
    { description: 'See whether a file is sound', command: 'opsdesk flight import winter.csv --dry-run' },
    {
      description: 'A month of a season in SSIM',
      command: 'opsdesk flight import season.ssim --format ssim --from 2026-12-01 --to 2026-12-31',
    },
    { description: 'Take over new times', command: 'opsdesk flight import winter.csv --update' },
    'curl -s https://example.com/schedule.csv | opsdesk flight import -',
  ];
  static override args = { file: Args.string({ required: true, description: 'The file, or - for stdin.' }) };
  static override flags = {
    format: Flags.option({ summary: 'How the file is written.', options: ['csv', 'ssim'] as const, default: 'csv' })(),
    from: dateFlag({ summary: 'Only departures from this day on.' }),
    to: dateFlag({ summary: 'Only departures up to this day.' }),
    update: Flags.boolean({ summary: 'Change the times of flights that exist, and offer them to their bookings.' }),
    ...unversionedFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(FlightImport);
    requirePeriod(flags);
    const options = writeChoices(flags);
    const source = openInput(args.file);
    const app = await this.app();
    const progress = this.progress('Importing');
    const input = {
      source,
      name: args.file === '-' ? 'stdin' : path.basename(args.file),
      format: flags.format,
      from: flags.from,
      to: flags.to,
      isUpdate: flags.update,
      onProgress: (done: number, total: number) => progress.update(done, total),
    };
    const result = await app.flights.import(input, options).finally(() => progress.finish());
    await this.show(result, importView);
  }
}
