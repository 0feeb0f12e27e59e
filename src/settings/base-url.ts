import { OpsdeskError } from '../kernel/errors.js';
import { isLoopback } from './loopback.js';

/**
 * Where credentials are sent to: over https, or to this machine.
 * @param text scheme, host and port: each adapter knows the paths
 * @param name of the setting, for the error
 * @param usual an example
 * @returns its origin
 * @throws INVALID_INPUT
 */
export function requireBaseUrl(text: string, name: string, usual: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPrivate = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url && isPrivate && url.href === `${url.origin}/`) return url.origin;
  throw new OpsdeskError('INVALID_INPUT', `${name} is no address that credentials can be sent to`, {
    hint: `Write it like ${usual}, without a path; http only for this machine.`,
  });
}
