import fs from 'node:fs';
import { OpsdeskError } from '../kernel/errors.js';
import type { Environment } from './settings.js';

/**
 * A secret from the environment variable `name`, or from the file that `name_FILE` names, as containers hand it
 * out; its last line feed is no part of it. Secrets never come as arguments, which every user of a machine can read.
 * @throws INVALID_INPUT when both are set, or the file cannot be read
 */
export function readSecret(environment: Environment, name: string): string | undefined {
  const value = environment[name] || undefined;
  const file = environment[`${name}_FILE`] || undefined;
  if (file === undefined) return value;
  if (value !== undefined) {
    throw new OpsdeskError('INVALID_INPUT', `${name} and ${name}_FILE are both set`, { hint: 'Unset one of them.' });
  }
  try {
    return fs.readFileSync(file, 'utf8').replace(/\r?\n$/, '') || undefined;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new OpsdeskError('INVALID_INPUT', `${file}, which ${name}_FILE names, cannot be read: ${code ?? message}`, {
      hint: 'Check the file, and who may read it.',
      cause,
    });
  }
}
