import { OpsdeskError } from '../kernel/errors.js';

const KNOWN = /^(?:postgres|postgresql|sqlite|redis|rediss|file|unix):/i;

/** For people and logs: the URL with its password, and every secret in its query, replaced by stars. */
export function maskUrl(url: string): string {
  return url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/[^/?#@:]*):(.*)@/i, '$1:***@')
    .replace(/([?&](?:password|sslpassword|token|secret)=)[^&#]*/gi, '$1***');
}

export function hasPassword(url: string): boolean {
  return maskUrl(url) !== url;
}

/** @throws INVALID_INPUT when the text is no address that opsdesk knows */
export function parseConnectionUrl(text: string, what: string): string {
  const url = text.trim();
  if (url === '' || /[\r\n]/.test(url)) {
    throw new OpsdeskError('INVALID_INPUT', `the ${what} is ${url === '' ? 'empty' : 'more than one line'}`);
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url) && !KNOWN.test(url)) {
    throw new OpsdeskError('INVALID_INPUT', `"${url.split(':')[0]}:" is not a ${what} that opsdesk knows`, {
      hint: 'Use postgres://user@host/database, sqlite:PATH, or redis://host:6379.',
    });
  }
  return url;
}
