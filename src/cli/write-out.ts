import fs from 'node:fs';
import { OpsdeskError } from '../kernel/errors.js';
import type { Terminal } from './terminal.js';

/**
 * Writes `--out FILE`, or stdout for `-`, piece by piece: a file for its owner's eyes only, because exports hold
 * names and addresses.
 */
export async function writeOut(
  target: string,
  pieces: AsyncIterable<string> | Iterable<string>,
  terminal: Terminal,
): Promise<void> {
  if (target === '-') {
    for await (const piece of pieces) terminal.writeOutput(piece);
    return;
  }
  await writeFileWhole(target, pieces);
}

/** Writes a file that appears whole or not at all, and that only its owner may read. @throws INVALID_INPUT */
export async function writeFileWhole(target: string, pieces: AsyncIterable<string> | Iterable<string>): Promise<void> {
  const draft = `${target}.${process.pid}.${Date.now().toString(36)}`;
  const descriptor = attempt(target, () => fs.openSync(draft, 'wx', 0o600));
  try {
    for await (const piece of pieces) attempt(target, () => fs.writeFileSync(descriptor, piece));
    attempt(target, () => {
      fs.fsyncSync(descriptor);
      fs.renameSync(draft, target);
    });
  } catch (error) {
    fs.rmSync(draft, { force: true });
    throw error;
  } finally {
    fs.closeSync(descriptor);
  }
}

function attempt<R>(target: string, action: () => R): R {
  try {
    return action();
  } catch (error) {
    throw new OpsdeskError('INVALID_INPUT', `${target} cannot be written: ${(error as Error).message}`, {
      hint: 'Check the folder and the disk.',
      cause: error,
    });
  }
}
