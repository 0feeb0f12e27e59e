import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { filterFlags } from '../../src/cli/filter-flags.js';
import { refundView } from '../../src/present/views/refund-view.js';

const STATUSES = ['pending_approval', 'pending', 'succeeded', 'failed', 'unknown', 'needs_review'] as const;

export default class RefundList extends BaseCommand {
  static override summary = 'List refunds, newest first.';
  static override description = 'To which payments one goes back: opsdesk refund show ID.';
  static override examples = ['opsdesk refund list --booking K7QX2M', 'opsdesk refund list --status unknown -o ids'];
  static override flags = {
    ...filterFlags,
    status: Flags.option({ summary: 'Only with this status.', helpValue: 'STATUS', options: STATUSES })(),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(RefundList);
    const { booking: recordLocator, status, since } = flags;
    const app = await this.app();
    await this.list(await app.refunds.list({ recordLocator, status, since, ...this.page() }), refundView);
  }
}
