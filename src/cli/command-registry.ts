import type { Interfaces } from '@oclif/core';
import type { BaseCommand } from './base-command.js';

export type CommandClass = (new (argv: string[], config: Interfaces.Config) => BaseCommand) & { id: string };

/** The commands of the program, each loaded on its own: built in `.config/build.mjs` from the files of `commands/`. */
export interface CommandRegistry {
  /** As oclif writes them: `flight:show`. */
  readonly ids: readonly string[];
  load(id: string): Promise<CommandClass>;
}
