import { OpsdeskError } from '../kernel/errors.js';
import { readSecret } from './read-secret.js';
import type { Environment } from './settings.js';

/** Reads a secret when it is needed, so that no other command needs its file. @throws INVALID_INPUT */
export type SecretSource = () => string | undefined;

/** The secret of a variable, or of the file that the same variable with `_FILE` names. */
export function secretSource(environment: Environment, name: string): SecretSource | undefined {
  if (!environment[name] && !environment[`${name}_FILE`]) return undefined;
  return () => readSecret(environment, name);
}

/** @throws INVALID_INPUT when there is none, or none on one line; the secret itself is in no message */
export function requireSecret(source: SecretSource | undefined, name: string, what: string): string {
  const secret = source?.()?.trim();
  if (secret && !/[\r\n]/.test(secret)) return secret;
  const problem = source === undefined ? 'is not set' : secret ? 'is more than one line' : 'is empty';
  throw new OpsdeskError('INVALID_INPUT', `there is no ${what}: ${name} ${problem}`, {
    hint: `Set ${name}, or ${name}_FILE to a file that only you can read.`,
  });
}
