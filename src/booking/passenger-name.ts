import type { PassengerType, SpecialService } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';

export interface PassengerName {
  readonly surname: string;
  readonly givenName: string;
  readonly title: string | null;
  readonly type: PassengerType;
  readonly service: SpecialService | null;
}

const TITLES = ['MR', 'MRS', 'MS', 'MISS', 'MSTR', 'MX', 'DR', 'PROF'];
const TYPES: readonly string[] = ['ADT', 'CHD', 'INF'] satisfies PassengerType[];
const MAX_LENGTH = 60;

/**
 * Reads a passenger as agents write one: `SMITH/JOHN MR`, with `(CHD)` or `(INF)` behind it, and `(WCHR)` or `(MEDA)`
 * for who needs a wheelchair or is a medical case.
 * @param type of who is written without one
 * @throws INVALID_INPUT
 */
export function parsePassengerName(text: string, type: PassengerType = 'ADT'): PassengerName {
  const { name, codes } = takeCodes(text.trim().toUpperCase());
  const types = codes.filter((code) => TYPES.includes(code)) as PassengerType[];
  const services = codes.filter((code) => !TYPES.includes(code)) as SpecialService[];
  const match = /^([^/]+)\/([^/]+)$/su.exec(name);
  const surname = match?.[1]?.trim() ?? '';
  const words = (match?.[2] ?? '').trim().split(/ +/);
  const title = words.length > 1 && TITLES.includes(words.at(-1) ?? '') ? (words.pop() ?? null) : null;
  const givenName = words.join(' ');
  const isName =
    surname !== '' && givenName !== '' && surname.length + givenName.length <= MAX_LENGTH && !text.includes('\0');
  if (isName && types.length <= 1 && services.length <= 1) {
    return { surname, givenName, title, type: types[0] ?? type, service: services[0] ?? null };
  }
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is not a passenger name`, {
    hint: 'Write SURNAME/GIVEN NAMES TITLE, with (CHD) or (INF) behind it for a child or an infant, and (WCHR) or (MEDA) for who needs help: "SMITH/JOHN MR".',
  });
}

/** What stands in parentheses behind a name, as far as it means something. */
function takeCodes(text: string): { readonly name: string; readonly codes: readonly string[] } {
  const codes: string[] = [];
  let name = text;
  for (;;) {
    const match = /^(.*\S)\s*\((ADT|CHD|INF|WCHR|MEDA|UMNR)\)$/su.exec(name);
    if (!match?.[1] || !match[2]) return { name, codes };
    [name] = [match[1]];
    codes.push(match[2]);
  }
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
