import fs from 'node:fs';
import { writing } from './file-errors.js';
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

/**
 * Writes a file that appears whole or not at all, and that only its owner may read. A link stays one, and what is no
 * file (a device, a pipe) is written into and never put aside: root would have a file for /dev/null.
 * @throws INVALID_INPUT
 */
export async function writeFileWhole(target: string, pieces: AsyncIterable<string> | Iterable<string>): Promise<void> {
  const found = writing(target, () => fs.statSync(target, { throwIfNoEntry: false }));
  if (found && !found.isFile()) return writeInto(target, pieces);
  const file = found ? fs.realpathSync(target) : target;
  const draft = `${file}.${process.pid}.${Date.now().toString(36)}`;
  const descriptor = writing(target, () => fs.openSync(draft, 'wx', 0o600));
  try {
    for await (const piece of pieces) writing(target, () => fs.writeFileSync(descriptor, piece));
    writing(target, () => {
      fs.fsyncSync(descriptor);
      fs.renameSync(draft, file);
    });
  } catch (error) {
    fs.rmSync(draft, { force: true });
    throw error;
  } finally {
    fs.closeSync(descriptor);
  }
}

async function writeInto(target: string, pieces: AsyncIterable<string> | Iterable<string>): Promise<void> {
  const descriptor = writing(target, () => fs.openSync(target, 'w'));
  try {
    for await (const piece of pieces) writing(target, () => fs.writeFileSync(descriptor, piece));
  } finally {
    fs.closeSync(descriptor);
  }
}
