import { commandLine } from './command-line.js';
import type { Destination, Named } from './parts/palette.js';
import type { CommandWords } from './place.js';

export interface ShellWords {
  /** Every command of the program. */
  commands(): readonly Named[];
  /** Those that a place stands for: `booking list`. */
  readonly placed: ReadonlySet<string | undefined>;
  /** A command with what it needs to do the same in a shell. */
  asTyped(words: CommandWords): CommandWords;
  /** @returns where it was put, in a sentence */
  copy(text: string): string;
  say(text: string, tone: 'yellow'): void;
}

/** What has no place in the console is typed into a shell: the palette finds it, and says so. */
export function shellCommands({ commands, placed, asTyped, copy, say }: ShellWords): Destination[] {
  return commands()
    .filter(({ name }) => !placed.has(name) && name !== 'console')
    .map(({ name, summary }) => ({
      ...{ name, summary: `in a shell: ${summary}`, isElsewhere: true },
      go: () =>
        say(`opsdesk ${name} is for a shell. ${copy(`${commandLine(asTyped(name.split(' ')))} --help`)}`, 'yellow'),
    }));
}
