import type { ManifestCommand } from '../package-file.js';

/** What a completion script knows of a command. */
export interface Completable {
  /** As typed: `flight show`. */
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly CompletableFlag[];
}

export interface CompletableFlag {
  readonly name: string;
  readonly summary: string;
  readonly takesValue: boolean;
  readonly options: readonly string[];
}

/** Every command that is not hidden. */
export function completables(manifest: Readonly<Record<string, ManifestCommand>>): Completable[] {
  return Object.values(manifest)
    .filter((command) => !command.hidden)
    .map((command) => ({
      name: command.id.replaceAll(':', ' '),
      summary: command.summary ?? '',
      flags: Object.values(command.flags)
        .filter((flag) => !flag.hidden)
        .map((flag) => ({
          name: flag.name,
          summary: flag.summary ?? '',
          takesValue: flag.type === 'option',
          options: flag.options ?? [],
        })),
    }));
}

/** The first words of the commands, each once. */
export function nounsOf(commands: readonly Completable[]): string[] {
  return [...new Set(commands.map((command) => command.name.split(' ')[0] ?? ''))];
}
