import type { SqlValue } from './dialect.js';

const COPY_CHUNK_CHARS = 256 * 1024;

/** Rows in the text format of COPY, a chunk at a time. */
export function* copyChunks(rows: Iterable<readonly SqlValue[]>): Generator<Buffer> {
  let chunk = '';
  for (const row of rows) {
    for (let i = 0; i < row.length; i += 1) {
      const value = row[i];
      if (i > 0) chunk += '\t';
      if (value === null || value === undefined) chunk += '\\N';
      else if (typeof value === 'number') chunk += value;
      else chunk += value.replace(/[\\\t\n\r]/g, (char) => COPY_ESCAPES[char] as string);
    }
    chunk += '\n';
    if (chunk.length >= COPY_CHUNK_CHARS) {
      yield Buffer.from(chunk);
      chunk = '';
    }
  }
  if (chunk !== '') yield Buffer.from(chunk);
}

const COPY_ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
