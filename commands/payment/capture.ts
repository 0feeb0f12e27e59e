import { BaseCommand } from '../../src/cli/base-command.js';
import { amountFlag, authorisedArg } from '../../src/cli/parse.js';
import { unversionedFlags, writeChoices } from '../../src/cli/write-flags.js';
import { paymentView } from '../../src/present/views/payment-view.js';

export default class PaymentCapture extends BaseCommand {
  static override summary = 'Take money that was set aside: all of it, or a part.';
  static override description =
    'It is taken once: what is left of it is set free. A held booking is confirmed once nothing is owed. Without an answer from the gateway nobody knows (exit 69): opsdesk payment reconcile settles it.';
  static override examples = [
    'opsdesk payment capture K7QX2M',
    'opsdesk payment capture pay_01K8ZT4M5V6W7X8Y9Z0A1B2C3D --amount 150.00',
  ];
  static override args = { payment: authorisedArg({ required: true }) };
  static override flags = {
    amount: amountFlag({ summary: "Take only this much, in the booking's currency." }),
    ...unversionedFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PaymentCapture);
    const app = await this.app();
    const input = { reference: args.payment, ending: 'capture' as const, amount: flags.amount };
    await this.show(await app.payments.end(input, writeChoices(flags)), paymentView);
  }
}
