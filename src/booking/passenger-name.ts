import type { PassengerType } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';

export interface PassengerName {
  readonly surname: string;
  readonly givenName: string;
  readonly title: string | null;
  readonly type: PassengerType;
}

const TITLES = ['MR', 'MRS', 'MS', 'MISS', 'MSTR', 'MX', 'DR', 'PROF'];
const MAX_LENGTH = 60;

/**
 * Reads a passenger as agents write one: `SMITH/JOHN MR`, with `(CHD)` or `(INF)` behind it.
 * @throws INVALID_INPUT
 */
export function parsePassengerName(text: string): PassengerName {
  const match = /^([^/]+)\/([^/]+?)\s*(?:\((ADT|CHD|INF)\))?$/su.exec(text.trim().toUpperCase());
  const surname = match?.[1]?.trim() ?? '';
  const words = (match?.[2] ?? '').trim().split(/ +/);
  const title = words.length > 1 && TITLES.includes(words.at(-1) ?? '') ? (words.pop() ?? null) : null;
  const givenName = words.join(' ');
  const isUsable =
    surname !== '' && givenName !== '' && surname.length + givenName.length <= MAX_LENGTH && !text.includes('\0');
  if (isUsable) return { surname, givenName, title, type: (match?.[3] ?? 'ADT') as PassengerType };
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is not a passenger name`, {
    hint: 'Write SURNAME/GIVEN NAMES TITLE, with (CHD) or (INF) behind it for a child or an infant: "SMITH/JOHN MR".',
  });
}

export function formatPassengerName(name: { surname: string; given_name: string; title: string | null }): string {
  return `${name.surname}/${name.given_name}${name.title ? ` ${name.title}` : ''}`;
}

/** @throws PASSENGER_RULE: infants ride on an adult's lap, at most one an adult */
export function requireSoundParty(names: readonly PassengerName[]): void {
  const count = (type: PassengerType) => names.filter((name) => name.type === type).length;
  if (names.length === 0) {
    throw new OpsdeskError('INPUT_REQUIRED', 'a booking needs at least one passenger', {
      hint: 'Add --passenger "SMITH/JOHN MR".',
    });
  }
  if (count('INF') > count('ADT')) {
    throw new OpsdeskError('PASSENGER_RULE', `more infants than adults: ${count('INF')} and ${count('ADT')}`, {
      hint: 'An infant rides on the lap of an adult, one each.',
    });
  }
  if (names.length > 99)
    throw new OpsdeskError('PASSENGER_RULE', 'a booking takes at most 99 passengers', { hint: 'Make several.' });
}
