import { Args } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { voucherDetailView } from '../../src/present/views/voucher-view.js';

export default class VoucherShow extends BaseCommand {
  static override summary = 'Show what a voucher is good for, and what it has paid.';
  static override description =
    'By the code that the customer reads out, in any case and with or without hyphens, or by its id.';
  static override examples = [
    'opsdesk voucher show 7KQX-2M3F-9HTP-WC4R-X8LN',
    'opsdesk voucher show vch_01K8ZT4M5V6W7X8Y9Z0A1B2C3D --json',
  ];
  static override args = { voucher: Args.string({ required: true, description: 'Its code, or its id.' }) };

  async run(): Promise<void> {
    const { args } = await this.parse(VoucherShow);
    const app = await this.app();
    await this.show(await app.vouchers.show(args.voucher), voucherDetailView);
  }
}
