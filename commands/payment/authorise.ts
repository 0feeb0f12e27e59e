import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { payFlag } from '../../src/cli/booking-flags.js';
import { amountFlag, locatorArg } from '../../src/cli/parse.js';
import { writeChoices, writeFlags } from '../../src/cli/write-flags.js';
import { paymentView } from '../../src/present/views/payment-view.js';

export default class PaymentAuthorise extends BaseCommand {
  static override summary = 'Set money for a booking aside, to be taken later or never.';
  static override description =
    'Nothing is taken: opsdesk payment capture takes it, all or a part, and opsdesk payment void sets it free. Until then a held booking keeps its seats, and what is set aside counts as paid. The gateway lets the money go after some days, and the hold runs on; the queue payments shows what is about to run out. To cancel the booking sets it free.';
  static override examples = [
    'opsdesk payment authorise K7QX2M --pay sandbox:tok_ok',
    'opsdesk payment authorise K7QX2M --pay stripe:pm_card_visa --amount 200.00',
  ];
  static override args = { locator: locatorArg({ required: true }) };
  static override flags = {
    pay: Flags.string({ ...payFlag, required: true }),
    amount: amountFlag({ summary: "Set only this much aside, in the booking's currency." }),
    ...writeFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PaymentAuthorise);
    const { ifVersion, ...options } = writeChoices(flags);
    const app = await this.app();
    const input = { recordLocator: args.locator, amount: flags.amount, ifVersion };
    await this.show(await app.payments.authorise(flags.pay, input, options), paymentView);
  }
}
