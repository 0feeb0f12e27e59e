import { BaseCommand } from '../../src/cli/base-command.js';
import { amountFlag, locatorArg } from '../../src/cli/parse.js';
import { writeChoices, writeFlags } from '../../src/cli/write-flags.js';
import { bookingView } from '../../src/present/views/booking-view.js';

export default class PaymentWriteOff extends BaseCommand {
  static override summary = 'Give up a small balance that nobody will collect.';
  static override description =
    'Of a booking that is confirmed or cancelled, no more than it owes; --reason says why. Nothing came in, so that nothing of it can be refunded, and there is no way back: only a later change that leaves less to pay takes it back by itself.';
  static override examples = ['opsdesk payment write-off K7QX2M --amount 0.40 --reason "bank charges"'];
  static override args = { locator: locatorArg({ required: true }) };
  static override flags = {
    amount: amountFlag({ summary: "Of the balance so much, in the booking's currency.", required: true }),
    ...writeFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PaymentWriteOff);
    const { ifVersion, ...options } = writeChoices(flags);
    const app = await this.app();
    const input = { recordLocator: args.locator, amount: flags.amount, ifVersion };
    await this.show(await app.payments.writeOff(input, options), bookingView);
  }
}
