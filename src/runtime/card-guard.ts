import { hasCardNumber } from '../kernel/card-number.js';
import { OpsdeskError } from '../kernel/errors.js';

/**
 * Keeps card numbers out of all that a write is told. A telephone number has a field of its own and is told from a
 * card by how it is written there: international, `+` and at most 15 digits (ITU-T E.164). A ticket number has no
 * field yet; in free text, one that cannot be told from a card is refused like one.
 * @param what the value is, where it is a text by itself
 * @throws INVALID_INPUT that names the field, and never the number
 */
export function refuseCardNumbers(value: unknown, what = ''): void {
  const path = findCardNumber(value, what);
  if (!path) return;
  const field = path.filter((name) => name !== '' && name !== 'input').join('.');
  throw new OpsdeskError('INVALID_INPUT', `${field || 'the input'} has what looks like a card number in it`, {
    hint: path.at(-1) === 'phone' ? PHONE_HINT : HINT,
    details: { field },
  });
}

/** @returns the names of the fields on the way to it */
function findCardNumber(value: unknown, name: string): string[] | undefined {
  if (typeof value === 'string') {
    if (SIGNED_BY_GATEWAY.has(name) || !hasCardNumber(value)) return undefined;
    return name === 'phone' && isInternational(value) ? undefined : [name];
  }
  if (value === null || typeof value !== 'object') return undefined;
  for (const [part, inner] of Object.entries(value)) {
    const found = findCardNumber(inner, part);
    if (found) return [name, ...found];
  }
  return undefined;
}

/**
 * What a gateway calls an event of its own, where its signature was read. Nobody types it, and PayPal's have digits
 * enough in a row to pass for a card: `WH-2WR32451HC0233532-67976317FL4543714`.
 */
const SIGNED_BY_GATEWAY: ReadonlySet<string> = new Set(['gatewayEvent', 'gateway_event']);

const HINT = 'Card numbers are never kept here. Leave it out; money is taken by --pay GATEWAY:TOKEN.';
const PHONE_HINT =
  'A telephone number that looks like one is written with + and the country in front: +44 20 7946 0000.';

function isInternational(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  return /^\+[\d\s().-]+$/.test(text.trim()) && digits.length <= 15;
}
