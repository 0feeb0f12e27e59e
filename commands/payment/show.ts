import { Args } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { paymentView } from '../../src/present/views/payment-view.js';

export default class PaymentShow extends BaseCommand {
  static override summary = 'Show a payment.';
  static override description =
    'A payment that is unknown may have been taken or not: opsdesk payment reconcile settles it.';
  static override examples = ['opsdesk payment show pay_01K8ZT4M5V6W7X8Y9Z0A1B2C3D --json'];
  static override args = { payment: Args.string({ required: true, description: 'Id of the payment.' }) };

  async run(): Promise<void> {
    const { args } = await this.parse(PaymentShow);
    const app = await this.app();
    await this.show(await app.payments.show(args.payment), paymentView);
  }
}
