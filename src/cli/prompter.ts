import { OpsdeskError } from '../kernel/errors.js';
import { escapeText } from '../present/escape-text.js';
import type { Terminal } from './terminal.js';

export interface Choice<V> {
  readonly name: string;
  readonly value: V;
}

/**
 * Asks people, on stderr, and only where people are: stdin and stderr are terminals and nobody said
 * --no-input. Everywhere else a missing value fails and names the flag that would have given it.
 */
export class Prompter {
  constructor(
    private readonly terminal: Terminal,
    private readonly mayAsk: boolean,
  ) {}

  get isAvailable(): boolean {
    return this.mayAsk && this.terminal.isInputTerminal && this.terminal.isErrorTerminal;
  }

  /** @throws INPUT_REQUIRED without a terminal */
  async text(message: string, flag: string, options: { readonly isSecret?: boolean } = {}): Promise<string> {
    const prompts = await this.prompts(message, flag);
    const config = {
      message: escapeText(message),
      validate: (text: string) => text.trim() !== '' || 'A value is needed.',
    };
    return options.isSecret
      ? prompts.password({ ...config, mask: true }, toStderr())
      : prompts.input({ ...config, required: true }, toStderr());
  }

  /** @throws INPUT_REQUIRED without a terminal */
  async select<V>(message: string, flag: string, choices: readonly Choice<V>[]): Promise<V> {
    const prompts = await this.prompts(message, flag);
    const shown = choices.map(({ name, value }) => ({ name: escapeText(name), value }));
    return prompts.select({ message: escapeText(message), choices: shown }, toStderr());
  }

  /** @throws CONFIRMATION_REQUIRED without a terminal, INTERRUPTED when the answer is no */
  async confirm(message: string): Promise<void> {
    if (!this.isAvailable) {
      throw new OpsdeskError('CONFIRMATION_REQUIRED', `not confirmed: ${message}`, {
        hint: 'Add --yes to go on without being asked, or --dry-run to see what would happen.',
        details: { flag: '--yes' },
      });
    }
    const prompts = await import('@inquirer/prompts');
    if (await prompts.confirm({ message: escapeText(message), default: false }, toStderr())) return;
    throw new OpsdeskError('INTERRUPTED', 'nothing was done');
  }

  /**
   * Asks for the reference of what a severe action will touch.
   * @throws CONFIRMATION_REQUIRED without a terminal, INVALID_INPUT when something else was typed
   */
  async typeReference(message: string, reference: string): Promise<void> {
    if (!this.isAvailable) {
      throw new OpsdeskError('CONFIRMATION_REQUIRED', `not confirmed: ${message}`, {
        hint: `Add --confirm ${reference}; --yes alone is not enough here.`,
        details: { flag: '--confirm', reference },
      });
    }
    const typed = await this.text(`${message} Type ${reference} to go on:`, '--confirm');
    requireSameReference(typed, reference);
  }

  private async prompts(message: string, flag: string) {
    if (this.isAvailable) return import('@inquirer/prompts');
    throw new OpsdeskError('INPUT_REQUIRED', `${flag} is needed: ${message}`, {
      hint: `Give it with ${flag}, or run this on a terminal to be asked.`,
      details: { flag },
    });
  }
}

function toStderr() {
  return { output: process.stderr };
}

/** @throws INVALID_INPUT unless both name the same thing, letter case aside */
export function requireSameReference(typed: string, reference: string): void {
  if (typed.trim().toUpperCase() === reference.toUpperCase()) return;
  throw new OpsdeskError('INVALID_INPUT', `"${typed.trim()}" is not ${reference}: nothing was done`);
}
