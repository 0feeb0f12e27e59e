import fs from 'node:fs';
import { OpsdeskError } from '../kernel/errors.js';
import { choosePaint, type Paint, plainPaint } from '../present/colour.js';
import type { Environment } from '../settings/settings.js';
import { reasonOf } from './file-errors.js';

/** Thrown on writing when whoever read our output has gone (`| head`): the command ends, quietly. */
export class ClosedPipeError extends Error {
  override readonly name = 'ClosedPipeError';
}

/** What the program knows of the place it runs in. One object owns it, so that tests can be another place. */
export interface Terminal {
  readonly environment: Environment;
  readonly isOutputTerminal: boolean;
  readonly isErrorTerminal: boolean;
  readonly isInputTerminal: boolean;
  /** Columns of the terminal that stdout is; undefined when it is none. */
  readonly width: number | undefined;
  /** @throws ClosedPipeError, OUTPUT_FAILED where it goes to a file that cannot take it */
  writeOutput(text: string): void;
  /** What cannot be said is not said: the exit status tells what it was about. */
  writeError(text: string): void;
}

export const processTerminal: Terminal = {
  environment: process.env,
  get isOutputTerminal() {
    return isTerminal(1);
  },
  get isErrorTerminal() {
    return isTerminal(2);
  },
  get isInputTerminal() {
    return isTerminal(0);
  },
  get width() {
    return isTerminal(1) ? process.stdout.columns || 80 : undefined;
  },
  writeOutput(text) {
    try {
      writeAll(1, text);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw code === 'EPIPE' || code === 'ECONNRESET' ? new ClosedPipeError() : outputFailed(error);
    }
  },
  writeError(text) {
    try {
      writeAll(2, text);
    } catch {
      // See the interface.
    }
  },
};

export function paintFor(stream: 'output' | 'error', terminal: Terminal, isRefused: boolean): Paint {
  const isTerminal = stream === 'output' ? terminal.isOutputTerminal : terminal.isErrorTerminal;
  if (!isTerminal && terminal.environment.FORCE_COLOR === undefined) return plainPaint;
  return choosePaint({ isTerminal, isRefused, environment: terminal.environment });
}

/** Node's tty module brings its network and its streams along: not for what is plainly a pipe or a file. */
function isTerminal(descriptor: number): boolean {
  try {
    if (!fs.fstatSync(descriptor).isCharacterDevice()) return false;
  } catch {
    return false;
  }
  return process.getBuiltinModule('node:tty').isatty(descriptor);
}

/**
 * Writes synchronously: nothing is lost when the process ends, a closed pipe is met where it is written
 * to, and a plain command never pays for Node's stream classes.
 */
function writeAll(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text);
  let from = 0;
  while (from < bytes.length) {
    try {
      from += fs.writeSync(descriptor, bytes, from);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      // Another process made the shared pipe non-blocking: give its reader a moment.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** The answer is printed behind the work: who cannot read it must not be told that nothing was done. */
function outputFailed(cause: unknown): OpsdeskError {
  return new OpsdeskError('OUTPUT_FAILED', `the output cannot be written: ${reasonOf(cause)}`, {
    hint: 'Make room. What the command had done by then stays done: see opsdesk audit list --limit 5.',
    cause,
  });
}
