import { OpsdeskError } from './errors.js';

/** Letters and digits that are not taken for one another on the phone: no 0/O, no 1/I. */
export const LOCATOR_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** A record locator from six random bytes: 32^6, about a thousand million, of which the index refuses repeats. */
export function locatorFrom(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes.subarray(0, 6)) text += LOCATOR_ALPHABET[byte & 31];
  return text;
}

/** @throws INVALID_INPUT when it cannot be a record locator */
export function parseLocator(text: string): string {
  const locator = text.trim().toUpperCase();
  if (locator.length === 6 && [...locator].every((char) => LOCATOR_ALPHABET.includes(char))) return locator;
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is not a record locator`, {
    hint: 'A record locator has six letters and digits, without 0, O, 1 and I: K7QX2M.',
  });
}
