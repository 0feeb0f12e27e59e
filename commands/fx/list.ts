import { BaseCommand } from '../../src/cli/base-command.js';
import { currencyFlag, dateFlag } from '../../src/cli/parse.js';
import { rateView } from '../../src/present/views/rate-view.js';

export default class FxList extends BaseCommand {
  static override summary = 'List exchange rates, newest day first.';
  static override description =
    'One of the base is so much of the quote. A payment in another currency than its booking takes the newest rate of the last seven days (UTC), whichever of the two it is quoted from.';
  static override examples = ['opsdesk fx list --base EUR --quote USD', 'opsdesk fx list --on 2026-12-01 -o csv'];
  static override flags = {
    base: currencyFlag({ summary: 'Only of one of this currency.' }),
    quote: currencyFlag({ summary: 'Only in this currency.' }),
    on: dateFlag({ summary: 'Only of this day.' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(FxList);
    const { base, quote, on } = flags;
    const app = await this.app();
    await this.list(await app.fx.list({ base, quote, on, ...this.page() }), rateView);
  }
}
