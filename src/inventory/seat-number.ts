import { OpsdeskError } from '../kernel/errors.js';

/** The letters of a row, by their place in it; I is left out, as on every aircraft. */
export const SEAT_LETTERS = 'ABCDEFGHJKL';

/** Where overbooking slots, which have no seat number, begin. */
export const FIRST_SLOT_ORDINAL = 10_000;

/** `12A` is row × 16 + letter: seats of a row are neighbours, and no number can stand for two. */
export function ordinalOf(seatNumber: string): number {
  const match = /^0*(\d{1,3})([A-HJ-L])$/.exec(seatNumber.trim().toUpperCase());
  if (match?.[1] && match[2] && Number(match[1]) > 0) return Number(match[1]) * 16 + SEAT_LETTERS.indexOf(match[2]);
  throw new OpsdeskError('INVALID_INPUT', `"${seatNumber}" is not a seat`, { hint: 'Write row and letter: 12A.' });
}

export function seatNumberOf(ordinal: number): string {
  return `${Math.floor(ordinal / 16)}${SEAT_LETTERS[ordinal % 16]}`;
}
