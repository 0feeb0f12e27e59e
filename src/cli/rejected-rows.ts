import type { OpsdeskError } from '../kernel/errors.js';
import { escapeText } from '../present/escape-text.js';

interface RejectedRow {
  readonly line: number;
  readonly column?: string;
  readonly reason?: string;
  readonly flight?: string;
  readonly departsAt?: { readonly from: string; readonly to: string };
  readonly arrivesAt?: { readonly from: string; readonly to: string };
}

/** The rows that a file was refused for, a line each, for people; of any other error none. */
export function rejectedRows(error: OpsdeskError): string[] {
  const { rows } = error.details;
  if (!Array.isArray(rows)) return [];
  return (rows as readonly RejectedRow[]).map((row) =>
    escapeText(`line ${row.line}${row.column ? `, ${row.column}` : ''}: ${reasonOf(row)}`),
  );
}

function reasonOf({ reason, flight, departsAt, arrivesAt }: RejectedRow): string {
  if (reason !== undefined || !departsAt || !arrivesAt) return reason ?? '';
  return `${flight} departs ${move(departsAt)}, arrives ${move(arrivesAt)}`;
}

function move({ from, to }: { from: string; to: string }): string {
  return from === to ? from : `${from} → ${to}`;
}
