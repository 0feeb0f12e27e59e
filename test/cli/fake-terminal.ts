import type { Terminal } from '../../src/cli/terminal.js';

export interface FakeTerminal extends Terminal {
  readonly out: string;
  readonly err: string;
}

/** A place that remembers what was written to it; a pipe unless told otherwise. */
export function fakeTerminal(part: Partial<Terminal> = {}): FakeTerminal {
  const written = { out: '', err: '' };
  return {
    environment: {},
    isOutputTerminal: false,
    isErrorTerminal: false,
    isInputTerminal: false,
    width: undefined,
    ...part,
    get out() {
      return written.out;
    },
    get err() {
      return written.err;
    },
    writeOutput(text) {
      written.out += text;
    },
    writeError(text) {
      written.err += text;
    },
  };
}
