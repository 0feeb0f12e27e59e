import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { requireStretch } from '../../src/cli/filter-flags.js';
import { openInput } from '../../src/cli/open-input.js';
import { sinceFlag } from '../../src/cli/parse.js';
import { unversionedFlags, writeChoices } from '../../src/cli/write-flags.js';
import { reconciledView, reconcileView } from '../../src/present/views/payment-view.js';
import { statementFindingView, statementView } from '../../src/present/views/statement-view.js';

const ofStatement = { dependsOn: ['statement'] };

export default class PaymentReconcile extends BaseCommand {
  static override summary = 'Settle every payment and refund whose outcome is not known; or compare a statement.';
  static override description = [
    'Asks the gateways again with the same keys, so that nothing is charged or paid twice. What is older than a gateway keeps its keys is only looked up there; what cannot be found goes to the queue payments (needs_review). Exits 69 while something is still open. The worker does the same in the background.',
    "--statement compares a gateway's own export with the books instead, line by line, and changes nothing. A CSV with the columns reference (the gateway's id), kind (charge or refund), currency and amount (a decimal); key (ours, such as opsdesk_key in Stripe's metadata), created (UTC unless it says otherwise) and fee where there are such; others are passed over. What is in the books and not in the file is missed from its first to its last created, or between --since and --until. Exits 5 unless all agrees.",
  ].join('\n\n');
  static override examples = [
    'opsdesk payment reconcile',
    { description: 'What is open, without asking anybody', command: 'opsdesk payment reconcile --dry-run --json' },
    'opsdesk payment reconcile --statement stripe.csv --gateway stripe --since 2026-11-01 --until 2026-12-01',
  ];
  static override flags = {
    statement: Flags.string({
      summary: "Compare a gateway's CSV with the books.",
      helpValue: 'FILE|-',
      dependsOn: ['gateway'],
    }),
    gateway: Flags.string({ summary: 'Whose statement it is.', helpValue: 'GATEWAY', ...ofStatement }),
    since: sinceFlag({ summary: 'It covers what was begun from this day (UTC) or instant on.', ...ofStatement }),
    until: sinceFlag({ summary: 'And before this one.', ...ofStatement }),
    ...unversionedFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(PaymentReconcile);
    const { statement, gateway, since, until } = flags;
    requireStretch(flags);
    const { payments } = await this.app();
    if (statement !== undefined && gateway !== undefined) {
      const input = { gateway, since, until, source: openInput(statement) };
      const found = await payments.compareStatement(input);
      await this.sumUp(found, statementView, found.findings, statementFindingView);
      if (!found.ok) this.conclude('INVARIANT_BROKEN');
      return;
    }
    const result = await payments.reconcile(writeChoices(flags));
    await this.sumUp(result, reconcileView, result.items, reconciledView);
    if (result.stillOpen > 0) this.conclude('PAYMENT_UNKNOWN');
  }
}
