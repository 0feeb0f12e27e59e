import { escapeText } from '../present/escape-text.js';
import type { CommandWords } from './place.js';

/** Words that a shell takes as they are. */
const BARE = /^[\w@%+=:,./-]+$/;

/** The command as it would be typed into a POSIX shell. */
export function commandLine(words: CommandWords): string {
  return ['opsdesk', ...words.map(quoteWord)].join(' ');
}

/** What a screen shows of it: what cannot be shown is made visible, and such a line is not for copying. */
export function shownCommand(words: CommandWords): string {
  return escapeText(commandLine(words));
}

function quoteWord(word: string): string {
  return BARE.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A flag with its value, where it has one. */
export function flag(name: string, value: string | number | undefined): string[] {
  return value === undefined || value === '' ? [] : [`--${name}`, String(value)];
}

/** The same flag for each value. */
export function flags(name: string, values: readonly string[]): string[] {
  return values.flatMap((value) => flag(name, value));
}
