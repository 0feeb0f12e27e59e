import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { amountFlag, lastDayFlag, locatorArg } from '../../src/cli/parse.js';
import { unversionedFlags, writeChoices } from '../../src/cli/write-flags.js';
import { issuedVoucherView } from '../../src/present/views/voucher-view.js';

export default class VoucherIssue extends BaseCommand {
  static override summary = 'Issue a voucher: for what a booking owes, or as a present.';
  static override description = [
    'With a booking alone the voucher is what is owed on it, in place of a refund; only where the customer chose that. With --amount it is a present, which nobody paid for; a booking beside it says for whom.',
    'The code is told once, and only its hash is kept: a repeat of the command with its --idempotency-key does not have it any more. --replace gives a voucher a new code, and ends the old one. It pays by --pay voucher:CODE, any part of it at a time.',
  ].join('\n\n');
  static override examples = [
    'opsdesk voucher issue K7QX2M',
    'opsdesk voucher issue K7QX2M --amount 25.00 --reason "broken seat"',
    'opsdesk voucher issue --amount 50.00 --currency EUR --expires 2027-06-30',
    { description: 'The code was lost', command: 'opsdesk voucher issue --replace vch_01K8ZT4M5V6W7X8Y9Z0A1B2C3D' },
  ];
  static override args = { locator: locatorArg() };
  static override flags = {
    amount: amountFlag({ summary: 'A present of this much.' }),
    currency: Flags.string({
      summary: "Its currency; else the booking's.",
      helpValue: 'CODE',
      dependsOn: ['amount'],
    }),
    expires: lastDayFlag({ summary: 'The last day on which it pays (UTC); a year unless given.' }),
    replace: Flags.string({
      summary: 'Give this voucher a new code.',
      helpValue: 'ID',
      exclusive: ['amount', 'currency', 'expires'],
    }),
    ...unversionedFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(VoucherIssue);
    const { amount, currency, expires: expiresAt, replace } = flags;
    const options = writeChoices(flags);
    const { vouchers } = await this.app();
    const issued =
      replace === undefined
        ? await vouchers.issue({ recordLocator: args.locator, amount, currency, expiresAt }, options)
        : await vouchers.replaceCode(replace, options);
    await this.show(issued, issuedVoucherView);
  }
}
