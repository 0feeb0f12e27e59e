import fs from 'node:fs';
import { OpsdeskError } from '../kernel/errors.js';

/**
 * The bytes of a file, or of stdin for `-`, as they come: for what is too large to be read at once.
 * @throws FILE_NOT_FOUND, INVALID_INPUT, INPUT_REQUIRED when stdin is a terminal
 */
export function openInput(source: string): AsyncIterable<Uint8Array> {
  if (source !== '-') return fs.createReadStream(source, { fd: openFile(source) });
  if (!process.stdin.isTTY) return process.stdin as AsyncIterable<Buffer>;
  throw new OpsdeskError('INPUT_REQUIRED', 'stdin is a terminal, and nothing is piped into it', {
    hint: 'Name a file, or pipe one in with < FILE.',
  });
}

/** Opens a file to read. @throws FILE_NOT_FOUND, INVALID_INPUT for a folder, and for what cannot be read */
export function openFile(path: string): number {
  try {
    const descriptor = fs.openSync(path, 'r');
    if (!fs.fstatSync(descriptor).isDirectory()) return descriptor;
    fs.closeSync(descriptor);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw fileNotFound(path);
    throw new OpsdeskError('INVALID_INPUT', `${path} cannot be read: ${message}`, { cause: error });
  }
  throw new OpsdeskError('INVALID_INPUT', `${path} is a folder`, { hint: 'Name a file.' });
}

function fileNotFound(path: string): OpsdeskError {
  return new OpsdeskError('FILE_NOT_FOUND', `there is no file ${path}`, {
    hint: 'Name one that there is, or - for stdin.',
    details: { path },
  });
}
