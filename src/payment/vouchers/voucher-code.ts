import { createHash } from 'node:crypto';
import { OpsdeskError } from '../../kernel/errors.js';
import { LOCATOR_ALPHABET } from '../../kernel/record-locator.js';

/** 32^20, a hundred bits: nobody finds one by trying, so that its plain hash keeps it as well as a salted one would. */
const LETTERS = 20;
const GROUP = 4;

/** How many random bytes `voucherCodeFrom` wants. */
export const VOUCHER_CODE_BYTES = LETTERS;

/** A code that nobody can guess, in groups of four as it is read out: `7KQX-2M3F-9HTP-…`. @param bytes `VOUCHER_CODE_BYTES` random ones */
export function voucherCodeFrom(bytes: Uint8Array): string {
  const letters = [...bytes.subarray(0, LETTERS)].map((byte) => LOCATOR_ALPHABET[byte & 31]).join('');
  return letters.match(new RegExp(`.{${GROUP}}`, 'g'))?.join('-') ?? letters;
}

/**
 * What is kept of a code, and all by which it is found: SHA-256 in hex.
 * @throws INVALID_INPUT, which does not repeat what was typed: it may be a code with one letter wrong
 */
export function hashVoucherCode(text: string): string {
  const letters = text.toUpperCase().replace(/[\s-]/g, '');
  const isCode = letters.length === LETTERS && [...letters].every((letter) => LOCATOR_ALPHABET.includes(letter));
  if (isCode) return createHash('sha256').update(letters).digest('hex');
  throw new OpsdeskError('INVALID_INPUT', 'that is not the code of a voucher', {
    hint: 'A code has twenty letters and digits in groups of four, without 0, O, 1 and I.',
  });
}
