import type { View } from '../../cli/output.js';
import type { StatementComparison, StatementFinding } from '../../payment/statement/compare-statement.js';
import { field } from '../column.js';
import { formatWallTime } from '../instant.js';
import { formatMoney } from '../money.js';
import { formatTable } from '../table.js';

export const statementFindingView: View<StatementFinding> = {
  columns: [
    field('finding', 'Finding'),
    field('line', 'Line', 'number'),
    field('kind', 'Kind'),
    field('reference', 'Reference', 'free-text'),
    field('theirs', 'Theirs', 'money'),
    field('ours', 'Ours', 'money'),
    field('status', 'Status'),
    field('operationId', 'Payment or refund', 'ref'),
    field('recordLocator', 'Booking'),
  ],
  emptyText: 'The statement and the books agree.',
};

export const statementView: View<StatementComparison> = {
  columns: [
    field('ok', 'Agrees'),
    field('lines', 'Lines', 'number'),
    field('matched', 'Matched', 'number'),
    field('amountDiffers', 'Amount differs', 'number'),
    field('statusDiffers', 'Status differs', 'number'),
    field('missingHere', 'Missing here', 'number'),
    field('missingThere', 'Missing there', 'number'),
    field('repeated', 'Repeated', 'number'),
  ],
  text: (result, paint) => {
    const { ok, findings, untold, lines, matched, fees, gateway, since, until } = result;
    const period = `${gateway}, ${formatWallTime(since)} to ${formatWallTime(until)}`;
    const kept = fees.length === 0 ? '' : `, fees ${fees.map(formatMoney).join(' and ')}`;
    const counts = `${period}: ${lines} lines, ${matched} matched${kept}`;
    if (ok) return `${paint('green', '✓')} the statement and the books agree\n${counts}`;
    const wrong = [
      [result.amountDiffers, 'with another amount'],
      [result.statusDiffers, 'that did not succeed here'],
      [result.missingHere, 'missing here'],
      [result.missingThere, 'missing there'],
      [result.repeated, 'repeated'],
    ].flatMap(([count, what]) => (count === 0 ? [] : `${count} ${what}`));
    const more = untold > 0 ? `\n… and ${untold} more` : '';
    const table = formatTable(findings, statementFindingView.columns, { paint });
    return `${table}${more}\n\n${counts}\n${paint('red', '✗')} ${wrong.join(', ')}`;
  },
};
