import { Args } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { refundView } from '../../src/present/views/refund-view.js';

export default class RefundShow extends BaseCommand {
  static override summary = 'Show a refund and the payments that it goes back to.';
  static override description =
    'A refund that is unknown may have been paid or not: opsdesk payment reconcile settles it.';
  static override examples = ['opsdesk refund show ref_01K8ZT4M5V6W7X8Y9Z0A1B2C3D --json'];
  static override args = { refund: Args.string({ required: true, description: 'Id of the refund.' }) };

  async run(): Promise<void> {
    const { args } = await this.parse(RefundShow);
    const app = await this.app();
    await this.show(await app.refunds.show(args.refund), refundView);
  }
}
