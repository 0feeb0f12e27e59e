import os from 'node:os';
import path from 'node:path';
import type { Environment } from './settings.js';

const FALLBACKS = {
  XDG_CONFIG_HOME: '.config',
  XDG_DATA_HOME: path.join('.local', 'share'),
  XDG_STATE_HOME: path.join('.local', 'state'),
} as const;

/** Our folder under one of the XDG base directories; a relative value counts as unset, as the standard has it. */
export function opsdeskFolder(base: keyof typeof FALLBACKS, environment: Environment): string {
  const given = environment[base];
  const home = environment.HOME || os.homedir();
  return path.join(given && path.isAbsolute(given) ? given : path.join(home, FALLBACKS[base]), 'opsdesk');
}
