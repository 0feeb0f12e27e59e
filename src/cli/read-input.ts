import fs from 'node:fs';
import { OpsdeskError } from '../kernel/errors.js';
import { openFile } from './open-input.js';

/** More than anyone types or exports: a bound, so that a wrong path does not eat the memory. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * The text of `--from FILE`, or of stdin for `-`, without a byte-order mark.
 * @throws FILE_NOT_FOUND, INVALID_INPUT
 */
export async function readInput(source: string): Promise<string> {
  const text = source === '-' ? await readStdin() : readFile(source);
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/**
 * The same, parsed as JSON.
 * @throws FILE_NOT_FOUND, INVALID_INPUT
 */
export async function readJsonInput(source: string): Promise<unknown> {
  const text = await readInput(source);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new OpsdeskError('INVALID_INPUT', `${nameOf(source)} is not JSON: ${(error as Error).message}`, {
      hint: 'Mend it there, or see --help for what it holds.',
      cause: error,
    });
  }
}

function readFile(path: string): string {
  const descriptor = openFile(path);
  try {
    if (fs.fstatSync(descriptor).size > MAX_BYTES) throw tooLarge(path);
    return decode(fs.readFileSync(descriptor), path);
  } finally {
    fs.closeSync(descriptor);
  }
}

async function readStdin(): Promise<string> {
  if (process.stdin.isTTY) {
    throw new OpsdeskError('INPUT_REQUIRED', 'stdin is a terminal, and nothing is piped into it', {
      hint: 'Name a file, or pipe one in: opsdesk … --from - < FILE',
    });
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw tooLarge('-');
    chunks.push(chunk);
  }
  return decode(Buffer.concat(chunks), '-');
}

function decode(bytes: Buffer, source: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new OpsdeskError('INVALID_INPUT', `${nameOf(source)} is not UTF-8 text`, {
      hint: 'Save it as UTF-8, and see that it is the file that was meant.',
      cause: error,
    });
  }
}

function tooLarge(source: string): OpsdeskError {
  return new OpsdeskError('INVALID_INPUT', `${nameOf(source)} is larger than ${MAX_BYTES / 1024 / 1024} MiB`, {
    hint: 'Split it into several files.',
  });
}

function nameOf(source: string): string {
  return source === '-' ? 'stdin' : source;
}
