import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { chargeIn, payFlag } from '../../src/cli/booking-flags.js';
import { amountFlag, currencyFlag, locatorArg } from '../../src/cli/parse.js';
import { writeChoices, writeFlags } from '../../src/cli/write-flags.js';
import { bookingView } from '../../src/present/views/booking-view.js';

export default class PaymentTake extends BaseCommand {
  static override summary = 'Take money for a booking: all that is due, or a part.';
  static override description =
    'A held booking is confirmed once nothing is owed. A decline changes nothing (exit 8). Without an answer from the gateway nobody knows (exit 69): do not take the money again, but settle it with opsdesk payment reconcile. A means of payment is a token that its gateway made: a Stripe payment method, a vaulted PayPal account; or the code of a voucher; never a card number. With --currency it is charged in that one, at the newest rate of the last seven days (opsdesk fx list), and a refund goes back at the rate that it came in.';
  static override examples = [
    'opsdesk payment take K7QX2M --pay sandbox:tok_ok',
    'opsdesk payment take K7QX2M --pay stripe:pm_card_visa',
    'opsdesk payment take K7QX2M --pay sandbox:tok_ok --amount 25.00 --idempotency-key pay-4711',
    {
      description: 'Charge euros for a booking in dollars',
      command: 'opsdesk payment take K7QX2M --pay stripe:pm_card_visa --currency EUR',
    },
    {
      description: 'A part of what a voucher has',
      command: 'opsdesk payment take K7QX2M --pay voucher:CODE --amount 25.00',
    },
  ];
  static override args = { locator: locatorArg({ required: true }) };
  static override flags = {
    pay: Flags.string({ ...payFlag, required: true }),
    amount: amountFlag({ summary: 'Take only this much, in the currency that is charged.' }),
    currency: currencyFlag(chargeIn),
    ...writeFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PaymentTake);
    const { ifVersion, ...options } = writeChoices(flags);
    const app = await this.app();
    const { amount, currency } = flags;
    const input = { recordLocator: args.locator, amount, currency, ifVersion };
    await this.show(await app.payments.take(flags.pay, input, options), bookingView);
  }
}
