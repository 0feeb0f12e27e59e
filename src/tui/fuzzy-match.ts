const WORD_START = 8;
const IN_A_ROW = 5;
const HIT = 1;
const SPELLED_OUT = 1_000;

/**
 * How well a name answers to what was typed: all letters in their order, best in a row and at the beginnings of
 * words. @returns undefined where it does not; more is better
 */
export function fuzzyMatch(typed: string, name: string): number | undefined {
  const wanted = [...typed.toLowerCase().replace(/\s+/g, '')];
  const text = name.toLowerCase();
  if (text === typed.trim().toLowerCase()) return SPELLED_OUT;
  let rank = 0;
  let last = -2;
  for (const letter of wanted) {
    const next = text.indexOf(letter, last + 1);
    if (next < 0) return undefined;
    const atWord = wordStartOf(text, letter, last + 1);
    const inRow = text[last + 1] === letter ? last + 1 : undefined;
    const at = inRow ?? atWord ?? next;
    rank += HIT + (at === last + 1 ? IN_A_ROW : 0) + (isWordStart(text, at) ? WORD_START : 0);
    last = at;
  }
  // Of two that match alike the shorter one was meant.
  return rank - name.length / 100;
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || /[\s:/-]/.test(text[at - 1] ?? '');
}

function wordStartOf(text: string, letter: string, from: number): number | undefined {
  for (let at = text.indexOf(letter, from); at >= 0; at = text.indexOf(letter, at + 1)) {
    if (isWordStart(text, at)) return at;
  }
  return undefined;
}
