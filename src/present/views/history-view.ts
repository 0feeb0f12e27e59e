import type { HistoryItem } from '../../audit/list.js';
import type { View } from '../../cli/output.js';
import type { Paint } from '../colour.js';
import { field, isMoney } from '../column.js';
import { escapeText } from '../escape-text.js';
import { formatWallTime } from '../instant.js';
import { formatMoney } from '../money.js';
import { padText, wrapText } from '../text-width.js';

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

/** Columns of a terminal that nobody has measured. */
const USUAL_WIDTH = 80;
const WIDEST_NAME = 26;

/** One event, for people: who, what, why, and each field from what it was to what it became. */
export function formatHistoryItem(item: HistoryItem, paint: Paint, width = USUAL_WIDTH): string {
  const { at, actor, command, action, reason } = item;
  const head = `${formatWallTime(at)}  ${paint('bold', action)}  ${paint('dim', `by ${escapeText(actor)}, ${command}`)}`;
  const changes = item.changes
    .filter(isTelling)
    .map((change) => [escapeText(change.field), transition(change)] as const);
  const nameWidth = Math.min(WIDEST_NAME, Math.max(0, ...changes.map(([name]) => name.length)));
  return [
    head,
    ...(reason === null ? [] : indented(`reason: ${escapeText(reason)}`, width, 2)),
    ...changes.flatMap(([name, text]) => {
      const [first = '', ...rest] = indented(escapeText(text), width, nameWidth + 4);
      return [`  ${paint('dim', padText(name, nameWidth))}  ${first.trimStart()}`, ...rest];
    }),
    ...(item.isErased ? ['  personal data, erased since'] : []),
  ].join('\n');
}

function indented(text: string, width: number, columns: number): string[] {
  return wrapText(text, Math.max(20, width - columns)).map((line) => ' '.repeat(columns) + line);
}

/** Of what is new, what is nothing is left out for people: no fees, nothing paid. */
function isTelling({ before, after }: Change): boolean {
  return before !== null || !isMoney(after) || after.amountMinor !== 0;
}

function describe(change: Change): string {
  return `${change.field}: ${transition(change)}`;
}

function transition({ field: name, before, after }: Change): string {
  const now = shownValue(name, after);
  return before === null ? now : `${shownValue(name, before)} → ${now}`;
}

function shownValue(name: string, value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (isMoney(value)) return formatMoney(value);
  // Entries of the first releases hold milliseconds.
  if (name.endsWith('ExpiresAt') && typeof value === 'number') return formatWallTime(value);
  return typeof value === 'string' ? formatWallTime(value) : JSON.stringify(value);
}
