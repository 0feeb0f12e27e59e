import { isOpsdeskError, type OpsdeskError } from '../kernel/errors.js';
import { escapeText } from '../present/escape-text.js';
import type { Terminal } from './terminal.js';

interface RejectedRow {
  readonly line: number;
  readonly column?: string;
  readonly reason?: string;
  readonly flight?: string;
  readonly departsAt?: { readonly from: string; readonly to: string };
  readonly arrivesAt?: { readonly from: string; readonly to: string };
}

/** The rows of a file that an import was refused for, a line each, for people. */
export function rejectedRows(error: OpsdeskError): string[] {
  const rows = (error.details.rows ?? []) as readonly RejectedRow[];
  return rows.map((row) => escapeText(`line ${row.line}${row.column ? `, ${row.column}` : ''}: ${reasonOf(row)}`));
}

/** Tells people of the rows that an import was refused for; of any other error nothing. */
export function tellRejectedRows(error: unknown, terminal: Terminal): void {
  if (!isOpsdeskError(error)) return;
  for (const row of rejectedRows(error)) terminal.writeError(`${row}\n`);
}

function reasonOf({ reason, flight, departsAt, arrivesAt }: RejectedRow): string {
  if (reason !== undefined || !departsAt || !arrivesAt) return reason ?? '';
  return `${flight} departs ${move(departsAt)}, arrives ${move(arrivesAt)}`;
}

function move({ from, to }: { from: string; to: string }): string {
  return from === to ? from : `${from} → ${to}`;
}
