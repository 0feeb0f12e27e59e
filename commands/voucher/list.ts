import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { filterFlags } from '../../src/cli/filter-flags.js';
import { voucherView } from '../../src/present/views/voucher-view.js';

export default class VoucherList extends BaseCommand {
  static override summary = 'List vouchers, newest first.';
  static override description =
    'An expired one has money on it that it pays no more. What it has paid: opsdesk voucher show ID.';
  static override examples = ['opsdesk voucher list --booking K7QX2M', 'opsdesk voucher list --status active -o csv'];
  static override flags = {
    ...filterFlags,
    status: Flags.option({
      summary: 'Only with this status.',
      helpValue: 'STATUS',
      options: ['active', 'spent', 'expired'] as const,
    })(),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(VoucherList);
    const { booking: recordLocator, status, since } = flags;
    const app = await this.app();
    await this.list(await app.vouchers.list({ recordLocator, status, since, ...this.page() }), voucherView);
  }
}
