import { BaseCommand } from '../../src/cli/base-command.js';
import { authorisedArg } from '../../src/cli/parse.js';
import { unversionedFlags, writeChoices } from '../../src/cli/write-flags.js';
import { paymentView } from '../../src/present/views/payment-view.js';

export default class PaymentVoid extends BaseCommand {
  static override summary = 'Set free what was set aside: nothing is taken.';
  static override description =
    'The hold of its booking runs on as it would have. What was taken already is given back by opsdesk refund issue. Without an answer from the gateway nobody knows (exit 69): opsdesk payment reconcile settles it.';
  static override examples = [
    'opsdesk payment void K7QX2M',
    "opsdesk payment void pay_01K8ZT4M5V6W7X8Y9Z0A1B2C3D --reason 'paid by another card'",
  ];
  static override args = { payment: authorisedArg({ required: true }) };
  static override flags = unversionedFlags;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PaymentVoid);
    const app = await this.app();
    const input = { reference: args.payment, ending: 'void' as const };
    await this.show(await app.payments.end(input, writeChoices(flags)), paymentView);
  }
}
