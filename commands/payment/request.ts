import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { amountFlag, locatorArg } from '../../src/cli/parse.js';
import { writeChoices, writeFlags } from '../../src/cli/write-flags.js';
import { requestedPaymentView } from '../../src/present/views/payment-view.js';

export default class PaymentRequest extends BaseCommand {
  static override summary = 'Send the customer a page to pay on, so that nobody at the desk hears a card number.';
  static override description =
    "The page is the gateway's, and goes out by whichever channel the customer hears of it. Nothing is set aside for it: the hold runs out as it would have, and money that comes too late goes back. The booking is confirmed once it is paid; a worker looks every half minute, opsdesk payment reconcile at once. A booking has one page at a time: the same command sends it again.";
  static override examples = [
    'opsdesk payment request K7QX2M --link',
    { description: 'A deposit', command: 'opsdesk payment request K7QX2M --link --amount 100.00' },
    'opsdesk payment request K7QX2M --link --gateway paypal',
    'opsdesk payment request K7QX2M --link --json',
  ];
  static override args = { locator: locatorArg({ required: true }) };
  static override flags = {
    link: Flags.boolean({ summary: 'By a link to a page; the only way there is, and taken for granted.' }),
    gateway: Flags.string({ summary: 'Whose page it is: stripe or paypal.', helpValue: 'GATEWAY', default: 'stripe' }),
    amount: amountFlag({ summary: "Ask for only this much, in the booking's currency." }),
    ...writeFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PaymentRequest);
    const { ifVersion, ...options } = writeChoices(flags);
    const app = await this.app();
    const input = { recordLocator: args.locator, gateway: flags.gateway, amount: flags.amount, ifVersion };
    await this.show(await app.payments.request(input, options), requestedPaymentView);
  }
}
