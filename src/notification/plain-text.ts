/**
 * What must reach no mail from a customer's field: C0, DEL and C1 (a line break would begin a header or
 * forge a line of the text), bidirectional controls, line and paragraph separators, halves of surrogate pairs.
 */
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is searched for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The text as one line, with a blank for each unsafe character. */
export function plainLine(text: string): string {
  return text.replace(UNSAFE, ' ');
}

/** The same for every text in a JSON value. */
export function plainFields<T>(value: T): T {
  if (typeof value === 'string') return plainLine(value) as T;
  if (Array.isArray(value)) return value.map(plainFields) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plainFields(part)])) as T;
}
