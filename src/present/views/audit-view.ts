import type { Checkpoint } from '../../audit/checkpoint.js';
import type { ExportedRow } from '../../audit/export.js';
import type { AuditView } from '../../audit/list.js';
import type { Verification } from '../../audit/verify.js';
import type { View } from '../../cli/output.js';
import { type Column, field } from '../column.js';
import { escapeText } from '../escape-text.js';

export const auditView: View<AuditView> = {
  columns: [
    field('id', 'Entry', 'ref', { isWide: true }),
    field('seq', 'Seq', 'number', { isWide: true }),
    field('at', 'At', 'instant'),
    field('actor', 'Actor', 'free-text'),
    field('action', 'Action'),
    field('entityId', 'Of', 'ref'),
    field('command', 'Command', 'text', { isWide: true }),
    field('entity', 'Entity', 'text', { isWide: true }),
    field('reason', 'Reason', 'free-text', { isWide: true }),
    field('operationId', 'Operation', 'text', { isWide: true }),
    field('idempotencyKey', 'Idempotency key', 'free-text', { isWide: true }),
    field('customerId', 'Customer', 'text', { isWide: true }),
  ],
  emptyText: 'No entries.',
};

/** In the order of the CSV; what people or other programs wrote is free text. */
export const exportColumns: readonly Column<ExportedRow>[] = [
  field('seq', 'Seq', 'number'),
  field('occurredAt', 'At', 'instant'),
  field('actor', 'Actor', 'free-text'),
  field('command', 'Command'),
  field('action', 'Action'),
  field('entity', 'Entity'),
  field('entityId', 'Of', 'free-text'),
  field('reason', 'Reason', 'free-text'),
  field('before', 'Before', 'free-text'),
  field('after', 'After', 'free-text'),
  field('operationId', 'Operation'),
  field('idempotencyKey', 'Idempotency key', 'free-text'),
  field('customerId', 'Customer'),
  field('personal', 'Personal'),
  field('id', 'Entry', 'ref'),
  field('hash', 'Hash'),
];

/** What an export to a file came to. */
export interface ExportSummary {
  readonly file: string;
  readonly format: 'ndjson' | 'csv';
  readonly entries: number;
}

export const exportView: View<ExportSummary> = {
  columns: [field('file', 'File', 'free-text'), field('format', 'Format'), field('entries', 'Entries', 'number')],
};

export const verificationView: View<Verification> = {
  columns: [
    field('ok', 'Holds'),
    field('entries', 'Entries', 'number'),
    field('unsealed', 'Unsealed', 'number'),
    { key: 'firstBroken', header: 'First broken', kind: 'text', value: ({ firstBroken }) => describe(firstBroken) },
  ],
  text: ({ ok, entries, unsealed, firstBroken }, paint) => {
    const tail = unsealed > 0 ? `, ${unsealed} not sealed yet` : '';
    if (ok) return `${paint('green', '✓')} the trail holds: ${entries} entries${tail}`;
    const where = escapeText(describe(firstBroken) ?? '');
    const broken = `${paint('red', '✗')} the trail is broken: ${where}; ${entries} entries before it hold${tail}`;
    return firstBroken?.kind === 'malformed' && firstBroken.line === 1 ? `${broken}\n${NO_EXPORT}` : broken;
  },
};

const NO_EXPORT = 'Is it an NDJSON export? A CSV is a view, which nothing can be proved by.';

function describe(broken: Verification['firstBroken']): string | null {
  if (!broken) return null;
  const { kind, seq, id, line } = broken;
  const place = [id === null ? '' : id, line === undefined ? '' : `line ${line}`].filter((text) => text !== '');
  return `entry ${seq} ${kind}${place.length > 0 ? ` (${place.join(', ')})` : ''}`;
}

export const checkpointView: View<Checkpoint> = {
  columns: [field('seq', 'Seq', 'number'), field('hash', 'Hash', 'ref'), field('at', 'At', 'instant')],
};
