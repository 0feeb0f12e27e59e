import type { PassengerName } from './passenger-name.js';

type WrittenName = Omit<PassengerName, 'service'>;

/** Carriers vary; three letters is what most of them forgive. */
const FORGIVEN_LETTERS = 3;

/** Up to three letters, a title, or surname and given name the wrong way round; anything more is another passenger. */
export function isCorrection(before: WrittenName, after: WrittenName): boolean {
  const isSwapped = before.surname === after.givenName && before.givenName === after.surname;
  const letters = editDistance(before.surname, after.surname) + editDistance(before.givenName, after.givenName);
  return before.type === after.type && (isSwapped || letters <= FORGIVEN_LETTERS);
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment distance). */
export function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforePrevious[j - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
