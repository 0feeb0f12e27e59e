import type { ManifestCommand } from '../package-file.js';
import { bashScript } from './bash.js';
import { completables } from './completable.js';
import { fishScript } from './fish.js';
import { zshScript } from './zsh.js';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** A script that completes nouns, verbs, flags and the values of flags that have a fixed set of them. */
export function completionScript(shell: string, manifest: Readonly<Record<string, ManifestCommand>>): string {
  const commands = completables(manifest);
  if (shell === 'zsh') return zshScript(commands);
  return shell === 'fish' ? fishScript(commands) : bashScript(commands);
}
