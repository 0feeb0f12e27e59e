import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { periodFlags, requirePeriod } from '../../src/cli/period-flags.js';
import { salesView } from '../../src/present/views/report-view.js';

export default class ReportSales extends BaseCommand {
  static override summary = 'What was sold: bookings, passengers, money taken and given back.';
  static override description =
    'Counts the bookings that money was taken for, by the day (UTC) on which they were made. By route and by property the money of a booking is shared out over its flights and stays by their prices, and a booking counts under each of its routes. Every currency has lines of its own.';
  static override examples = [
    'opsdesk report sales --by day --from 2026-12-01 --to 2026-12-31',
    'opsdesk report sales --by route -o csv > routes.csv',
  ];
  static override flags = {
    by: Flags.option({
      summary: 'What each line is of.',
      options: ['day', 'route', 'property', 'agent'] as const,
      required: true,
    })(),
    ...periodFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(ReportSales);
    requirePeriod(flags);
    const { by, from, to } = flags;
    const { reports } = await this.app();
    await this.list(await reports.sales({ by, from, to, ...this.page(1_000) }), salesView(by));
  }
}
