import { BaseCommand } from '../../src/cli/base-command.js';
import { amountFlag, locatorArg } from '../../src/cli/parse.js';
import { writeChoices, writeFlags } from '../../src/cli/write-flags.js';
import { refundView } from '../../src/present/views/refund-view.js';

export default class RefundIssue extends BaseCommand {
  static override summary = 'Give money back to where it came from, newest payment first.';
  static override description =
    'Without --amount it pays what the newest quote owes. With it, on a live booking, it is goodwill, up to what was captured. Exits 69 when the gateway has not answered (then: opsdesk payment reconcile) or somebody must approve it, and 8 when it was declined.';
  static override examples = [
    'opsdesk refund issue K7QX2M',
    'opsdesk refund issue K7QX2M --amount 25.00 --reason "broken seat"',
    { description: 'Which payments it would go back to', command: 'opsdesk refund issue K7QX2M --dry-run' },
  ];
  static override args = { locator: locatorArg({ required: true }) };
  static override flags = {
    amount: amountFlag({ summary: "Goodwill of this much, in the booking's currency." }),
    ...writeFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RefundIssue);
    const { ifVersion, ...options } = writeChoices(flags);
    const app = await this.app();
    const input = { recordLocator: args.locator, amount: flags.amount, ifVersion };
    const refund = await app.refunds.issue(input, options);
    await this.show(refund, refundView);
    if (!options.isDryRun) this.concludeAs(refund.status);
  }

  private concludeAs(status: string): void {
    if (status === 'failed') this.conclude('PAYMENT_DECLINED');
    else if (status !== 'succeeded') this.conclude('REFUND_UNKNOWN');
  }
}
