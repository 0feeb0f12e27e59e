import { OpsdeskError } from '../kernel/errors.js';
import { hasPassword, parseConnectionUrl } from '../settings/connection-url.js';
import { readInput } from './read-input.js';

export interface UrlSources {
  /** From the command line, which every user of the machine can read. */
  readonly url?: string | undefined;
  /** A file that holds it, or - for stdin. */
  readonly file?: string | undefined;
  /** The name of an environment variable that holds it. */
  readonly variable?: string | undefined;
}

/**
 * A connection URL by whichever way it was given; undefined by none.
 * @throws INVALID_INPUT when it has a password and was typed as an argument, or cannot be read
 */
export async function readUrl(
  what: string,
  flag: string,
  sources: UrlSources,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  if (sources.variable !== undefined) {
    const value = environment[sources.variable];
    if (value) return parseConnectionUrl(value, what);
    throw new OpsdeskError('INVALID_INPUT', `the environment variable ${sources.variable} is not set`);
  }
  if (sources.file !== undefined) return parseConnectionUrl(await readInput(sources.file), what);
  if (sources.url === undefined) return undefined;
  const url = parseConnectionUrl(sources.url, what);
  if (!hasPassword(url)) return url;
  throw new OpsdeskError('INVALID_INPUT', `--${flag} has a password in it, and other users can read command lines`, {
    hint: `Give it by --${flag}-env VARIABLE or --${flag}-file FILE (- for stdin), and change the password.`,
  });
}
