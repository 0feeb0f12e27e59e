import type { ExportedRow } from '../audit/export.js';
import { toCsv } from './csv.js';
import { toSafeJson } from './escape-text.js';
import { exportColumns } from './views/audit-view.js';

const ROWS_AT_ONCE = 500;

/** Lines of NDJSON with every unsafe character escaped: they say the same, and verify the same. */
export async function* ndjsonText(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${toSafeJson(JSON.parse(line))}\n`;
}

/** The rows of an audit export as CSV, with one header. */
export async function* csvText(rows: AsyncIterable<ExportedRow>): AsyncGenerator<string> {
  const header = await toCsv([], exportColumns);
  yield header;
  const batch: ExportedRow[] = [];
  const write = async () => (await toCsv(batch.splice(0), exportColumns)).slice(header.length);
  for await (const row of rows) {
    batch.push(row);
    if (batch.length === ROWS_AT_ONCE) yield await write();
  }
  if (batch.length > 0) yield await write();
}
