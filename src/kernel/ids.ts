const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export type IdPrefix =
  | 'bkg'
  | 'cus'
  | 'pay'
  | 'prq'
  | 'end'
  | 'ref'
  | 'rfp'
  | 'quo'
  | 'ntf'
  | 'evt'
  | 'aud'
  | 'jrn'
  | 'op'
  | 'job'
  | 'sch'
  | 'pln'
  | 'fev'
  | 'vch'
  | 'wof'
  | 'wkr';

/** Where ids come from; a port, so that a test can make them predictable. */
export interface IdSource {
  /** A prefixed id that sorts by the real time of its making (ULID layout: 48 bits of time, 80 random). */
  next(prefix: IdPrefix): string;
  /** Random bytes for locators and keys. */
  bytes(count: number): Uint8Array;
}

/** Lays an id out as `prefix_` + 10 characters of time + 16 of randomness, Crockford's alphabet. */
export function layOutId(prefix: IdPrefix, timeMs: number, random: Uint8Array): string {
  let text = '';
  let rest = timeMs;
  for (let i = 0; i < 10; i += 1) {
    text = ALPHABET[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  let buffer = 0;
  let bits = 0;
  for (const byte of random.subarray(0, 10)) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(buffer >>> bits) & 31];
    }
    buffer &= (1 << bits) - 1;
  }
  return `${prefix}_${text}`;
}

export function isId(prefix: IdPrefix, text: string): boolean {
  return text.startsWith(`${prefix}_`) && /^[0-9A-HJKMNP-TV-Z]{26}$/.test(text.slice(prefix.length + 1));
}

/**
 * When an id of `layOutId` was made, in milliseconds.
 * @param id of any prefix
 */
export function timeOfId(id: string): number {
  const time = id.slice(id.indexOf('_') + 1).slice(0, 10);
  return [...time].reduce((sum, letter) => sum * 32 + ALPHABET.indexOf(letter), 0);
}
