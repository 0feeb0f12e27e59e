import { OpsdeskError } from '../kernel/errors.js';

/** RFC 9110, 5.1 and 5.5: a token, a colon, and a value without the blanks around it. */
const FIELD = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*$/;

/**
 * Headers of HTTP as curl's -H takes them, by their names in lower case.
 * @throws INVALID_INPUT
 */
export function parseHeaders(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = FIELD.exec(line) ?? [];
      if (name !== undefined && value !== undefined) return [name.toLowerCase(), value];
      throw new OpsdeskError('INVALID_INPUT', '--header is no header of HTTP', {
        hint: "Write it with its name: --header 'PayPal-Transmission-Id: 8a1c…'",
      });
    }),
  );
}
