import { BaseCommand } from '../../src/cli/base-command.js';
import { unversionedFlags, writeChoices } from '../../src/cli/write-flags.js';
import { reconciledView, reconcileView } from '../../src/present/views/payment-view.js';

export default class PaymentReconcile extends BaseCommand {
  static override summary = 'Settle every payment and refund whose outcome is not known.';
  static override description =
    'Asks the gateways again with the same keys, so that nothing is charged or paid twice. What is older than a gateway keeps its keys is only looked up there; what cannot be found goes to the queue payments (needs_review). Exits 69 while something is still open. The worker does the same in the background.';
  static override examples = [
    'opsdesk payment reconcile',
    { description: 'What is open, without asking anybody', command: 'opsdesk payment reconcile --dry-run --json' },
  ];
  static override flags = unversionedFlags;

  async run(): Promise<void> {
    const { flags } = await this.parse(PaymentReconcile);
    const app = await this.app();
    const result = await app.payments.reconcile(writeChoices(flags));
    await this.sumUp(result, reconcileView, result.items, reconciledView);
    if (result.stillOpen > 0) this.conclude('PAYMENT_UNKNOWN');
  }
}
