/**
 * A key as the console knows it, whatever bytes the terminal sent for it. A character that can be typed is its own
 * name (`a`, `/`, `é`); the others are named: `up`, `pagedown`, `enter`, `escape`, `tab`, `shift-tab`, `ctrl-s`, `f1`.
 */
export interface Key {
  readonly name: string;
  /** What it adds to a field: one character, or all of what was pasted. Empty for keys that type nothing. */
  readonly text: string;
}

/** What a terminal pasted: no key, however short it is. */
export const PASTE = 'paste';

/** How a key is called where keys are explained. */
const LABELS: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  enter: 'Enter',
  escape: 'Esc',
  tab: 'Tab',
  'shift-tab': 'Shift-Tab',
  ' ': 'Space',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  backspace: 'Backspace',
};

export function keyLabel(name: string): string {
  const control = /^ctrl-(.)$/.exec(name)?.[1];
  if (control !== undefined) return `Ctrl-${control.toUpperCase()}`;
  return LABELS[name] ?? (/^f\d+$/.test(name) ? name.toUpperCase() : name);
}
