import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { filterFlags } from '../../src/cli/filter-flags.js';
import { paymentView } from '../../src/present/views/payment-view.js';

const STATUSES = [
  ...(['created', 'authorised', 'captured', 'part_refunded', 'refunded'] as const),
  ...(['voided', 'failed', 'unknown', 'needs_review'] as const),
] as const;

export default class PaymentList extends BaseCommand {
  static override summary = 'List payments, newest first.';
  static override description = 'The tokens of cards are never shown.';
  static override examples = [
    'opsdesk payment list --booking K7QX2M',
    'opsdesk payment list --status unknown --since 2026-12-01 -o ids',
  ];
  static override flags = {
    ...filterFlags,
    status: Flags.option({ summary: 'Only with this status.', helpValue: 'STATUS', options: STATUSES })(),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(PaymentList);
    const { booking: recordLocator, status, since } = flags;
    const app = await this.app();
    await this.list(await app.payments.list({ recordLocator, status, since, ...this.page() }), paymentView);
  }
}
