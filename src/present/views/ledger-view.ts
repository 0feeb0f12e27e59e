import type { View } from '../../cli/output.js';
import type { LedgerLine, LedgerReport } from '../../report/ledger.js';
import { field } from '../column.js';
import { formatMoney } from '../money.js';
import { formatTable } from '../table.js';

/** An account's name has a booking's locator or an id in it, and nothing that a customer typed. */
export const ledgerLineView: View<LedgerLine> = {
  columns: [
    field('account', 'Account'),
    field('debits', 'Debits', 'money'),
    field('credits', 'Credits', 'money'),
    field('balance', 'Balance', 'money'),
  ],
};

export const ledgerView: View<LedgerReport> = {
  columns: [field('asOf', 'As of', 'instant')],
  text: ({ accounts, trialBalance }, paint) => {
    if (trialBalance.length === 0) return 'Nothing has been posted.';
    const lines =
      accounts.length === 0 ? 'Nothing was posted to it.' : formatTable(accounts, ledgerLineView.columns, { paint });
    return `${lines}\n\nTrial balance: ${trialBalance.map(({ balance }) => formatMoney(balance)).join(', ')}`;
  },
};
