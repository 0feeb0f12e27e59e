/**
 * What counts as the number of a payment card: 13 to 19 digits that pass Luhn's check and begin as an issuer's do,
 * with blanks, dashes, points or what nobody can see between them. A card stands alone: digits right beside it that
 * nothing divides from it make another number.
 */
const DIGIT = '0-9\uFF10-\uFF19';
const RUN = new RegExp(`[${DIGIT}](?:[\\s\\p{Pd}\\p{Cf}.]*[${DIGIT}]){12,}`, 'gu');
const GROUP = new RegExp(`[${DIGIT}]+`, 'g');

/** Visa, Mastercard, American Express, Diners, Discover, JCB, UnionPay, Maestro, Mir, RuPay, Troy. */
const ISSUER = /^(?:4|5[0-8]|6|3[04-9]|220[0-4]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|8[12]|9792)/;
/** UATP, with which airlines pay each other; as a date in milliseconds begins, which is shorter. */
const AIR_TRAVEL = /^1\d{14}$/;

const SHORTEST = 13;
const LONGEST = 19;

/** What a machine made and nobody typed: an id, a hash in hex. */
const MACHINE_MADE = /^(?:[a-z]{2,4}_[0-9A-Z]{26}|[0-9a-f]{32,})$/;

/**
 * A UUID with a letter in it (RFC 9562, section 4). One in five hundred has digits enough in a row to pass for a card,
 * and every other script makes its idempotency keys of them.
 */
const UUID = /(?<![0-9a-f])(?=[0-9-]*[a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])/gi;

export function hasCardNumber(text: string): boolean {
  return text.length >= SHORTEST && !places(text).next().done;
}

/** The text with each card number in it replaced, for what is printed or kept of a text that was refused. */
export function maskCardNumbers(text: string): string {
  let masked = '';
  let at = 0;
  for (const { start, end } of places(text)) {
    masked += `${text.slice(at, start)}[card number]`;
    at = end;
  }
  return at === 0 ? text : masked + text.slice(at);
}

/** From left to right, none within another. */
function* places(text: string): Generator<{ readonly start: number; readonly end: number }> {
  const typed = text.replace(UUID, (uuid) => '_'.repeat(uuid.length));
  for (const run of typed.matchAll(RUN)) {
    const groups = [...run[0].matchAll(GROUP)];
    for (let first = 0; first < groups.length; first += 1) {
      const last = lastOfCard(groups, first);
      if (last === undefined) continue;
      const start = run.index + (groups[first] as RegExpExecArray).index;
      const end = run.index + endOf(groups[last] as RegExpExecArray);
      if (!isInMachineMade(text, start, end)) yield { start, end };
      first = last;
    }
  }
}

/** @returns the group with which the longest card that begins with the first one ends */
function lastOfCard(groups: readonly RegExpExecArray[], first: number): number | undefined {
  let digits = '';
  let found: number | undefined;
  for (let last = first; last < groups.length; last += 1) {
    digits += plainDigits((groups[last] as RegExpExecArray)[0]);
    if (digits.length > LONGEST) break;
    if (digits.length >= SHORTEST && isCard(digits)) found = last;
  }
  return found;
}

const endOf = (group: RegExpExecArray) => group.index + group[0].length;

/** Those of East Asian keyboards are twice as wide. */
function plainDigits(text: string): string {
  return text.replace(/[\uFF10-\uFF19]/g, (digit) => String(digit.charCodeAt(0) - 0xff10));
}

function isCard(digits: string): boolean {
  return (ISSUER.test(digits) || AIR_TRAVEL.test(digits)) && passesLuhn(digits);
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let fromRight = 1; fromRight <= digits.length; fromRight += 1) {
    const digit = digits.charCodeAt(digits.length - fromRight) - 48;
    const weighed = fromRight % 2 === 0 ? digit * 2 : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}

function isInMachineMade(text: string, start: number, end: number): boolean {
  const before = /\w*$/.exec(text.slice(Math.max(0, start - 128), start))?.[0] ?? '';
  const behind = /^\w*/.exec(text.slice(end, end + 128))?.[0] ?? '';
  return before + behind !== '' && MACHINE_MADE.test(before + text.slice(start, end) + behind);
}
