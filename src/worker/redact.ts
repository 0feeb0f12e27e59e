import type { OpsdeskError } from '../kernel/errors.js';

/**
 * The one place that keeps secrets and personal data out of the worker's logs, of its row and of its health page.
 * What may be told is ids, counts, codes and the words of machines; the patterns here are the second line behind that.
 */
const HIDDEN = '[hidden]';

/** Fields that are never told, whatever is in them. */
const HIDDEN_FIELD =
  /^(?:.*(?:password|passwd|secret|token|credential|authorization|cookie|api_?key|private_?key|data_?key).*|to|from|cc|bcc|recipients?|name|surname|given_?name|passengers?|e?mail|contact.*|phone|mobile|address|subject|body|text|html|payload|fields|remark)$/i;

/** In the order in which they are applied: a URL's password may look like an address. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s/?#@:]*):\S*@/gi, `$1:${HIDDEN}@`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${HIDDEN}`],
  [
    /((?:password|passwd|pass|secret|token|credential|authorization|api[_-]?key|signature)["']?\s*[=:]\s*["']?)[^\s"'&,;]+/gi,
    `$1${HIDDEN}`,
  ],
  [/\b(?:sk|pk|rk|whsec)_[\w]{6,}/g, HIDDEN],
  // But not what stands before a host now that its password is hidden.
  [/(?<![^\s<>"'(),;:])(?!\[hidden\]@)[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g, HIDDEN],
  // A passenger as the trade writes one: SMITH/JOHN MR.
  [/(?<![\p{L}\d/])\p{Lu}[\p{Lu}'’-]+\/\p{Lu}[\p{Lu}'’-]*(?: (?:MR|MRS|MS|MISS|MSTR|DR))?(?![\p{L}\d/])/gu, HIDDEN],
  // Telephone and card numbers; a date has fewer digits, and an id has letters.
  [/(?<![\w.:-])(?:\+\d[\d ()./-]{5,}\d|\d(?:[ ()-]{0,2}\d){8,})(?![\w:])/g, HIDDEN],
];

const LONGEST_TEXT = 500;

/** A text without what looks like a secret, an address, a name or a number of somebody. */
export function redactText(text: string): string {
  return PATTERNS.reduce((left, [pattern, instead]) => left.replace(pattern, instead), text).slice(0, LONGEST_TEXT);
}

/** The same for everything in a value; fields whose names say that they are secret or personal are hidden whole. */
export function redact(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redact);
  if (value instanceof Error) return redactText(value.name);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, HIDDEN_FIELD.test(name) ? HIDDEN : redact(inner)]),
  );
}

/** Of an error its code, and its words only where they are of a machine that does not answer: others may quote people. */
export function reasonOf(error: OpsdeskError): string {
  return error.kind === 'unavailable' ? `${redactText(error.message)} (${error.code})` : error.code;
}
