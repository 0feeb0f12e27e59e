import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cannotWrite, writing } from './file-errors.js';
import { ClosedPipeError, type Terminal } from './terminal.js';

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
  if (found && !found.isFile()) return writeInto(target, pieces, found.isFIFO());
  const file = linkedFile(target);
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

/** Where the file is, or is to be, that a link stands for. */
function linkedFile(target: string): string {
  const link = fs.lstatSync(target, { throwIfNoEntry: false });
  return link?.isSymbolicLink() ? linkedFile(path.resolve(path.dirname(target), fs.readlinkSync(target))) : target;
}

/** Milliseconds between looks whether somebody reads a pipe. */
const LOOK_MS = 50;

/** @throws ClosedPipeError when who was reading it has gone */
async function writeInto(target: string, pieces: AsyncIterable<string> | Iterable<string>, isPipe: boolean) {
  const reached = isPipe ? await reachReader(target) : undefined;
  const descriptor = writing(target, () => fs.openSync(target, 'w'));
  if (reached !== undefined) fs.closeSync(reached);
  try {
    for await (const piece of pieces) writing(target, () => fs.writeFileSync(descriptor, piece));
  } catch (error) {
    const { code } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
    throw code === 'EPIPE' ? new ClosedPipeError() : error;
  } finally {
    fs.closeSync(descriptor);
  }
}

/**
 * Waits until somebody reads a pipe: a call that waits itself would keep Ctrl-C and --timeout from their turn.
 * @returns a descriptor that keeps the reader from the end until another one is open
 */
async function reachReader(pipe: string): Promise<number> {
  for (;;) {
    try {
      return fs.openSync(pipe, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw cannotWrite(pipe, error);
      await sleep(LOOK_MS);
    }
  }
}
