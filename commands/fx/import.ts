import path from 'node:path';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { openInput } from '../../src/cli/open-input.js';
import { unversionedFlags, writeChoices } from '../../src/cli/write-flags.js';
import { rateImportView } from '../../src/present/views/rate-view.js';

export default class FxImport extends BaseCommand {
  static override summary = 'Import exchange rates: all of a file, or nothing.';
  static override description =
    'The CSV has the columns date, base, quote and rate, in any order: one of the base is so much of the quote on that day (UTC), a decimal of up to twelve digits that is kept exactly. What is there already stays as it is, so that a file can be imported again; another rate for the same day is refused unless --replace takes it over. What was paid keeps the rate that it was paid at.';
  static override examples = [
    'opsdesk fx import rates.csv',
    { description: 'See whether a file is sound', command: 'opsdesk fx import rates.csv --dry-run' },
    'opsdesk fx import rates.csv --replace --reason "corrected by the bank"',
    'curl -s https://example.com/rates.csv | opsdesk fx import -',
  ];
  static override args = { file: Args.string({ required: true, description: 'The file, or - for stdin.' }) };
  static override flags = {
    replace: Flags.boolean({ summary: 'Take over other rates of days that have one; wants --reason.' }),
    ...unversionedFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(FxImport);
    const options = writeChoices(flags);
    const source = openInput(args.file);
    const app = await this.app();
    const name = args.file === '-' ? 'stdin' : path.basename(args.file);
    await this.show(await app.fx.import({ source, name, isReplacing: flags.replace }, options), rateImportView);
  }
}
