import type { HistoryItem } from '../../audit/list.js';
import type { View } from '../../cli/output.js';
import type { Paint } from '../colour.js';
import { field, isMoney } from '../column.js';
import { escapeText } from '../escape-text.js';
import { formatWallTime } from '../instant.js';
import { formatMoney } from '../money.js';

type Change = HistoryItem['changes'][number];

/** One row an event, for programs. */
export const historyView: View<HistoryItem> = {
  columns: [
    field('at', 'At', 'instant'),
    field('actor', 'Actor', 'free-text'),
    field('command', 'Command'),
    field('action', 'Action'),
    field('reason', 'Reason', 'free-text'),
    { key: 'changes', header: 'Changes', kind: 'free-text', value: ({ changes }) => changes.map(describe).join('; ') },
  ],
  emptyText: 'Nothing is recorded.',
};

/** One event, for people: who, what, why, and each field from what it was to what it became. */
export function formatHistoryItem(item: HistoryItem, paint: Paint): string {
  const { at, actor, command, action, reason } = item;
  const head = `${formatWallTime(at)}  ${paint('bold', action)}  ${paint('dim', `by ${escapeText(actor)}, ${command}`)}`;
  return [
    head,
    ...(reason === null ? [] : [`  reason: ${escapeText(reason)}`]),
    ...item.changes.map((change) => `  ${escapeText(describe(change))}`),
    ...(item.isErased ? ['  personal data, erased since'] : []),
  ].join('\n');
}

function describe({ field: name, before, after }: Change): string {
  if (before === null) return `${name}: ${shownValue(name, after)}`;
  return `${name}: ${shownValue(name, before)} → ${shownValue(name, after)}`;
}

function shownValue(name: string, value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (isMoney(value)) return formatMoney(value);
  if (name.endsWith('ExpiresAt') && typeof value === 'number') return formatWallTime(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
