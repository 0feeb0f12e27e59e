import { BaseCommand } from '../../src/cli/base-command.js';
import { locatorArg } from '../../src/cli/parse.js';
import { writeChoices, writeFlags } from '../../src/cli/write-flags.js';
import { quoteView } from '../../src/present/views/refund-view.js';

export default class RefundQuote extends BaseCommand {
  static override summary = 'Say what would come back if a booking were cancelled, and why.';
  static override description =
    'Of a booking that is over it says what is still owed: opsdesk refund issue pays that. A new quote takes the place of an earlier one.';
  static override examples = ['opsdesk refund quote K7QX2M', 'opsdesk refund quote K7QX2M --json'];
  static override args = { locator: locatorArg({ required: true }) };
  static override flags = writeFlags;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RefundQuote);
    const { ifVersion, ...options } = writeChoices(flags);
    const app = await this.app();
    await this.show(await app.refunds.quote(args.locator, options, ifVersion), quoteView);
  }
}
