import { OpsdeskError } from './errors.js';

/** The letters of a row, by their place in it; I is left out, as on every aircraft. */
export const SEAT_LETTERS = 'ABCDEFGHJKL';

/** Leaves room for every letter, so that no two seats of an aircraft share an ordinal. */
const ORDINALS_PER_ROW = 16;

/** Row × 16 + the place of the letter: seats of a row are neighbours, and no number can stand for two. */
export function seatOrdinal(row: number, letter: string): number {
  return row * ORDINALS_PER_ROW + SEAT_LETTERS.indexOf(letter);
}

/** Reads `12A` as agents write it. @throws INVALID_INPUT */
export function parseSeatNumber(text: string): number {
  const match = /^0*(\d{1,3})([A-HJ-L])$/.exec(text.trim().toUpperCase());
  if (match?.[1] && match[2] && Number(match[1]) > 0) return seatOrdinal(Number(match[1]), match[2]);
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is not a seat`, { hint: 'Write row and letter: 12A.' });
}
