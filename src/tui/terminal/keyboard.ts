import { emitKeypressEvents, type Interface } from 'node:readline';
import { type Key, PASTE } from '../key.js';

/** How long the rest of a sequence may take after an ESC, in milliseconds; alone it is the key Esc. */
const ESCAPE_MS = 40;

interface NodeKey {
  readonly sequence?: string;
  readonly name?: string;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly shift: boolean;
}

const NAMED: Readonly<Record<string, string>> = { return: 'enter', space: ' ' };
const TYPES_NOTHING = /^\p{Cc}/u;

/** Reads keys from a terminal in raw mode; what is pasted comes as one. @returns how to stop */
export function readKeys(input: NodeJS.ReadStream, onKey: (key: Key) => void): () => void {
  let pasted: string | undefined;
  const listener = (text: string | undefined, key: NodeKey): void => {
    if (key.name === 'paste-start') pasted = '';
    else if (key.name === 'paste-end') {
      onKey({ name: PASTE, text: pasted ?? '' });
      pasted = undefined;
    } else if (pasted !== undefined) pasted += text ?? key.sequence ?? '';
    else {
      const known = keyOf(text, key);
      if (known) onKey(known);
    }
  };
  // Node asks for the whole interface and reads this one setting.
  emitKeypressEvents(input, { escapeCodeTimeout: ESCAPE_MS } as unknown as Interface);
  input.on('keypress', listener);
  input.resume();
  return () => {
    input.off('keypress', listener);
    input.pause();
  };
}

function keyOf(text: string | undefined, key: NodeKey): Key | undefined {
  const sequence = key.sequence ?? text ?? '';
  const name = NAMED[key.name ?? ''] ?? key.name;
  if (key.ctrl && name !== undefined) return { name: `ctrl-${name}`, text: '' };
  if (name === 'enter' || sequence === '\r' || sequence === '\n') return { name: 'enter', text: '' };
  if (name === 'tab') return { name: key.shift ? 'shift-tab' : 'tab', text: '' };
  const typed = text ?? sequence;
  if (typed !== '' && !TYPES_NOTHING.test(typed) && !key.meta) return { name: typed, text: typed };
  // Alt with a letter, and sequences that Node has no name for, mean nothing here.
  if (name === undefined || name === 'undefined' || (key.meta && name !== 'escape')) return undefined;
  return { name, text: '' };
}
