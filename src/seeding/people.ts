import type { Random } from './random.js';

export const SURNAMES = [
  ...['ADEYEMI', 'ANDERSSON', 'BAUER', 'CHEN', 'COSTA', 'DUBOIS', 'EVANS', 'FERNÁNDEZ', 'GALLAGHER', 'HAKIMI'],
  ...['IVANOVA', 'JOHNSON', 'KOWALSKI', 'LARSEN', 'MARTIN', 'MÜLLER', 'NGUYEN', "O'BRIEN", 'OKAFOR', 'PATEL'],
  ...['ROSSI', 'SATO', 'SILVA', 'SMITH', 'TAYLOR', 'VAN DIJK', 'WILLIAMS', 'YILMAZ'],
] as const;
export const WOMEN = [
  ...['ALICE', 'AMARA', 'CHLOÉ', 'ELENA', 'FATIMA', 'GRACE', 'INGRID', 'MEI', 'PRIYA', 'SOFIA'],
] as const;
export const MEN = ['AHMED', 'BEN', 'CARLOS', 'DAVID', 'EMEKA', 'JAN', 'KENJI', 'LUCA', 'OMAR', 'THOMAS'] as const;

/** Who travels together: one letter each, adult, child or infant. */
const PARTIES = ['A', 'A', 'A', 'A', 'AA', 'AA', 'AA', 'AAC', 'AI', 'AACC', 'AAA', 'AACI'] as const;

/** Passengers as agents write them, all of one family. */
export function makeParty(random: Random): string[] {
  const surname = random.pick(SURNAMES);
  return [...random.pick(PARTIES)].map((member) => {
    const isWoman = random.below(2) === 0;
    const given = random.pick(isWoman ? WOMEN : MEN);
    if (member === 'C') return `${surname}/${given} ${isWoman ? 'MISS' : 'MSTR'} (CHD)`;
    if (member === 'I') return `${surname}/${given} (INF)`;
    return `${surname}/${given} ${isWoman ? 'MS' : 'MR'}`;
  });
}

/** An address of the first of a party, in a domain that no real mail reaches. */
export function emailOf(passenger: string, index: number, domain: string): string {
  const [surname = '', given = ''] = passenger.toLowerCase().normalize('NFD').split('/');
  const plain = (text: string) => text.replace(/[^a-z]/g, '');
  return `${plain(given.split(' ')[0] ?? '')}.${plain(surname)}${index + 1}@${domain}`;
}
