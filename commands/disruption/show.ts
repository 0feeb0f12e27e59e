import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { openText } from '../../src/cli/open-text.js';
import {
  planItemView,
  plannedLoadView,
  planRowView,
  planSummaryView,
} from '../../src/present/views/shown-plan-view.js';

export default class DisruptionShow extends BaseCommand {
  static override summary = 'Read a plan: what it does, to whom, and why.';
  static override description =
    'Costs by kind, and how late people are. With -o csv or ndjson every booking in a line, for a spreadsheet. The bound holds over the ways that were weighed, as many as it says.';
  static override examples = [
    'opsdesk disruption show plan.json',
    { description: 'Why this one got this', command: 'opsdesk disruption show plan.json --booking K7QX2M' },
    { description: 'The hundred worst off', command: 'opsdesk disruption show plan.json --worst' },
    { description: 'Who is on which flight, before and after', command: 'opsdesk disruption show plan.json --loads' },
    'opsdesk disruption show plan.json -o csv > plan.csv',
  ];
  static override args = { plan: Args.string({ required: true, description: 'The plan, or - for stdin.' }) };
  static override flags = {
    booking: Flags.string({
      summary: 'What becomes of this booking.',
      helpValue: 'REF',
      exclusive: ['worst', 'loads'],
    }),
    worst: Flags.boolean({ summary: 'Those who cost the most each.', exclusive: ['loads'] }),
    loads: Flags.boolean({ summary: 'Passengers of each flight and cabin, before and after.' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DisruptionShow);
    const { disruptions } = await this.app();
    const plan = await disruptions.openPlan(openText(args.plan));
    if (flags.booking !== undefined) return this.show(plan.itemOf(flags.booking), planItemView);
    const { limit } = this.page(100);
    if (flags.loads)
      return this.list({ items: plan.loads().slice(0, this.globals.limit), nextCursor: null }, plannedLoadView);
    if (flags.worst) {
      return this.list({ items: plan.summary().worst.slice(0, limit), nextCursor: null }, planRowView);
    }
    const { format } = this.globals;
    if (format === 'table' || format === 'json') await this.show(plan.summary(), planSummaryView);
    else await this.list({ items: plan.rows().slice(0, this.globals.limit), nextCursor: null }, planRowView);
  }
}
