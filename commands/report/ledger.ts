import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { filterFlags } from '../../src/cli/filter-flags.js';
import { currencyFlag, sinceFlag } from '../../src/cli/parse.js';
import { ledgerLineView, ledgerView } from '../../src/present/views/ledger-view.js';

export default class ReportLedger extends BaseCommand {
  static override summary = 'The balance of each account, and the trial balance, which is always zero.';
  static override description = [
    'Accounts: gateway:NAME is what a gateway took in and has not paid back, bookings what was paid towards bookings and is neither given back nor kept, vouchers what they are still good for, fees what is kept for good, goodwill what was given away, write_off what was owed and nobody will collect, exchange what stands between two currencies, in each of them. A balance above zero is owed to us, one below zero is what we owe or have earned.',
    'The last line is the trial balance of the whole ledger, by currency. In rows (-o csv, -o ndjson) it is the last ones. --as-of shows what had been posted by then; a day stands for its beginning (UTC).',
  ].join('\n\n');
  static override examples = [
    'opsdesk report ledger',
    'opsdesk report ledger --as-of 2026-12-01 --currency EUR -o csv > december.csv',
    { description: 'The account of one booking', command: 'opsdesk report ledger --booking K7QX2M' },
  ];
  static override flags = {
    'as-of': sinceFlag({ summary: 'As it stood at this moment, or at the beginning of this day (UTC).' }),
    account: Flags.string({
      summary: 'Only this account; a single voucher is voucher:ID.',
      helpValue: 'NAME',
      exclusive: ['booking'],
    }),
    currency: currencyFlag({ summary: 'Only in this currency.' }),
    booking: filterFlags.booking,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(ReportLedger);
    const { 'as-of': asOf, account, currency, booking } = flags;
    const app = await this.app();
    const report = await app.reports.ledger({ asOf, account, currency, booking });
    await this.sumUp(report, ledgerView, [...report.accounts, ...report.trialBalance], ledgerLineView);
  }
}
