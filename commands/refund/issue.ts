import { Flags } from '@oclif/core';
import { bulkFlags } from '../../src/cli/bulk-flags.js';
import { fromFlag } from '../../src/cli/file-flags.js';
import { FileJobCommand } from '../../src/cli/file-job-command.js';
import { amountFlag, lastDayFlag, locatorArg } from '../../src/cli/parse.js';
import { writeChoices, writeFlags } from '../../src/cli/write-flags.js';
import { OpsdeskError } from '../../src/kernel/errors.js';
import { issuedRefundView } from '../../src/present/views/refund-view.js';
import { refundedRowColumns, refundedRowsView } from '../../src/present/views/refunded-rows-view.js';

export default class RefundIssue extends FileJobCommand {
  static override summary =
    'Give money back to where it came from, newest payment first; or to all bookings of a file.';
  static override description = [
    'Without --amount it pays what the newest quote owes. With it, on a live booking, it is goodwill, up to what was captured. With --to voucher, only where the customer chose it, the money becomes a voucher, whose code is told once; what was paid by voucher goes back onto that. Exits 69 when the gateway has not answered (then: opsdesk payment reconcile) or somebody must approve it, and 8 when it was declined.',
    '--from takes a CSV with the column locator, and amount and reason where there are such; or NDJSON with these keys. The whole file is looked at first, and with one wrong line no money goes back; then each refund is made by itself. The same file, byte for byte, is the same job for 30 days: whatever ended it, run it again, or --resume JOB, and it does what is missing. A file that was changed is another job and pays all of its rows; under the same --idempotency-key it is refused. --out takes a line for each row: line, status (refunded, already, failed), recordLocator, refundId, amount, code, message. Exits 68 when some failed. A dry run tries each row by itself: of two rows for one booking both may pass where the second would find nothing left.',
  ].join('\n\n');
  static override examples = [
    'opsdesk refund issue K7QX2M',
    'opsdesk refund issue K7QX2M --amount 25.00 --reason "broken seat"',
    'opsdesk refund issue K7QX2M --to voucher',
    { description: 'Which payments it would go back to', command: 'opsdesk refund issue K7QX2M --dry-run' },
    'opsdesk refund issue --from refunds.csv --reason "storm of 7 February" --out results.ndjson',
  ];
  static override args = { locator: locatorArg() };
  static override flags = {
    amount: amountFlag({ summary: "Goodwill of this much, in the booking's currency." }),
    to: Flags.option({ summary: 'As a voucher, where the customer chose one.', options: ['voucher'] as const })(),
    expires: lastDayFlag({
      summary: 'The last day on which the voucher pays (UTC); a year unless given.',
      dependsOn: ['to'],
    }),
    format: Flags.option({
      summary: 'How the file is written; else told by its first character.',
      options: ['csv', 'ndjson'] as const,
    })(),
    ...fromFlag,
    ...bulkFlags,
    ...writeFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RefundIssue);
    const { ifVersion, ...options } = writeChoices(flags);
    const { amount, to, expires: voucherExpiresAt, format } = flags;
    const { refunds } = await this.app();
    if (flags.from !== undefined || flags.resume !== undefined) {
      if ([args.locator, amount, to, ifVersion].some((each) => each !== undefined)) throw eitherOr();
      const { concurrency, 'max-failures': maxFailures } = flags;
      return this.workThroughFile({
        ...{ file: flags.from, format, flags, options, label: 'Refunding' },
        ...{ columns: refundedRowColumns, view: refundedRowsView },
        work: ({ file: { job, format: read }, options: jobOptions, ...place }) =>
          refunds.issueAll({ ...place, job, format: read, concurrency, maxFailures }, jobOptions),
      });
    }
    if (args.locator === undefined) throw missing();
    const input = { recordLocator: args.locator, amount, to, voucherExpiresAt, ifVersion };
    const refund = await refunds.issue(input, options);
    await this.show(refund, issuedRefundView);
    if (!options.isDryRun) this.concludeRefund(refund.status);
  }
}

function missing(): OpsdeskError {
  return new OpsdeskError('INPUT_REQUIRED', 'missing LOCATOR', {
    hint: 'Name a booking: opsdesk refund issue K7QX2M. Or a file: --from FILE',
    details: { flag: 'LOCATOR' },
  });
}

function eitherOr(): OpsdeskError {
  return new OpsdeskError('USAGE', 'a file says itself which bookings are refunded, and how much of each', {
    hint: 'Leave out LOCATOR, --amount, --to and --if-version, or --from.',
  });
}
