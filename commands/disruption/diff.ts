import { Args } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { openText } from '../../src/cli/open-text.js';
import { changedItemView, differenceInWords } from '../../src/present/views/shown-plan-view.js';

export default class DisruptionDiff extends BaseCommand {
  static override summary = 'What two plans say differently.';
  static override description =
    'Both plans summed up, and every booking that they treat differently, those first whose cost differs the most.';
  static override examples = [
    'opsdesk disruption diff monday.json tuesday.json',
    'opsdesk disruption diff a.json b.json --json',
  ];
  static override args = {
    a: Args.string({ required: true, description: 'A plan.' }),
    b: Args.string({ required: true, description: 'Another.' }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(DisruptionDiff);
    const { disruptions } = await this.app();
    const difference = await disruptions.diff(openText(args.a), openText(args.b));
    const { format, limit } = this.globals;
    const changed = difference.changed.slice(0, limit ?? (format === 'table' ? 100 : undefined));
    if (format === 'json') return this.show({ ...difference, changed }, { columns: [] });
    this.note(differenceInWords(difference));
    await this.list({ items: changed, nextCursor: null }, changedItemView);
    if (changed.length < difference.changed.length)
      this.note(`${difference.changed.length - changed.length} more: --limit N`);
  }
}
