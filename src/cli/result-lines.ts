import fs from 'node:fs';
import type { Column } from '../present/column.js';
import { toSafeJson } from '../present/escape-text.js';
import { writing } from './file-errors.js';
import type { Terminal } from './terminal.js';

export interface ResultLines<T> {
  write(item: T): Promise<void>;
  close(): void;
}

/**
 * Writes `--out FILE`, or stdout for `-`, a line for each item as it ends: whoever watches the file sees how
 * far a job is, and a job that is killed leaves what it had told. For its owner's eyes only.
 * @throws INVALID_INPUT when it cannot be written, or is the file that is read
 */
export async function openResultLines<T extends object>(
  target: string,
  format: 'csv' | 'ndjson',
  columns: readonly Column<T>[],
  { terminal, input }: { readonly terminal: Terminal; readonly input?: string | undefined },
): Promise<ResultLines<T>> {
  const descriptor = target === '-' ? undefined : writing(target, () => openFile(target, input));
  const put = (text: string) => {
    if (descriptor === undefined) terminal.writeOutput(text);
    else writing(target, () => fs.writeFileSync(descriptor, text));
  };
  const close = () => {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  };
  if (format === 'ndjson') return { write: async (item) => put(`${toSafeJson(item)}\n`), close };
  const { toCsv } = await import('../present/csv.js');
  const header = await toCsv<T>([], columns);
  put(header);
  return { write: async (item) => put((await toCsv([item], columns)).slice(header.length)), close };
}

function openFile(target: string, input: string | undefined): number {
  const found = fs.statSync(target, { throwIfNoEntry: false });
  const read = input === undefined ? undefined : fs.statSync(input);
  if (found && read && found.ino === read.ino && found.dev === read.dev) throw new Error('it is the file that is read');
  return fs.openSync(target, 'w', 0o600);
}
