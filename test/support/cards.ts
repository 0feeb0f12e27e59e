import fc from 'fast-check';

const ISSUERS = [
  '4',
  '51',
  '55',
  '2221',
  '2500',
  '2720',
  '34',
  '37',
  '36',
  '300',
  '6011',
  '65',
  '62',
  '3530',
  '50',
  '58',
];
const BETWEEN = ['', '', '', ' ', '-', '  ', ' - ', '\u00a0', '\t', '–', '.', '\u200b'];

/** Any that passes Luhn's check and begins as an issuer's do. */
export const cardNumber: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...ISSUERS), fc.integer({ min: 13, max: 19 }), fc.infiniteStream(fc.nat({ max: 9 })))
  .map(([prefix, length, digits]) => {
    let text = prefix;
    while (text.length < length - 1) text += String(digits.next().value);
    return text + checkDigit(text);
  });

/** With blanks, dashes and what nobody sees between any of its digits. */
export function spaced(card: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(card, fc.infiniteStream(fc.constantFrom(...BETWEEN)))
    .map(([digits, between]) => [...digits].reduce((text, digit) => text + between.next().value + digit));
}

/** The digits alone, as whoever looks for it would compare it. */
export const bareDigits = (text: string) => text.replace(/\D/g, '');

function checkDigit(digits: string): string {
  let sum = 0;
  for (const [at, digit] of [...digits].reverse().entries()) {
    const weighed = at % 2 === 0 ? Number(digit) * 2 : Number(digit);
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return String((10 - (sum % 10)) % 10);
}
