/**
 * What a spreadsheet takes for the start of a formula; a tab or return may be escaped already. With any
 * number of apostrophes before it, so that what was guarded once is told from what was typed so.
 */
const FORMULA_START = /^'*(?:[=+\-@\t\r]|\\t|\\r)/;

/** Guards a free-text cell against being run as a formula, by an apostrophe before it. */
export function defuse(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}

/** Takes `defuse`'s apostrophe off again: for everything that `--from` and `import` read from a CSV. */
export function undefuse(text: string): string {
  return text.startsWith("'") && FORMULA_START.test(text.slice(1)) ? text.slice(1) : text;
}
