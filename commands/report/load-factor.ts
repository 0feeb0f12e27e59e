import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { periodFlags, requirePeriod } from '../../src/cli/period-flags.js';
import { loadFactorView } from '../../src/present/views/report-view.js';

export default class ReportLoadFactor extends BaseCommand {
  static override summary = 'How full flights and hotels are.';
  static override description =
    'Seats that may be sold (overbooking included), those that are sold, those that are held by holds that have not run out, and the share that is sold. Flights count by their local day of departure, and cancelled ones do not; --by property counts room nights.';
  static override examples = [
    'opsdesk report load-factor --by day --from 2026-12-01 --to 2026-12-07',
    'opsdesk report load-factor --by flight --from 2026-12-01 --to 2026-12-01 --json',
  ];
  static override flags = {
    by: Flags.option({
      summary: 'What each line is of.',
      options: ['day', 'route', 'flight', 'property'] as const,
      required: true,
    })(),
    ...periodFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(ReportLoadFactor);
    requirePeriod(flags);
    const { by, from, to } = flags;
    const { reports } = await this.app();
    const isForPeople = this.globals.format === 'table';
    await this.list(await reports.loadFactor({ by, from, to, ...this.page(1_000) }), loadFactorView(by, isForPeople));
  }
}
