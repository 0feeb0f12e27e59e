import { minorDigits } from '../catalog/currencies.js';
import { type Money, toDecimal } from '../kernel/money.js';
import type { Paint, Tone } from './colour.js';
import { escapeText } from './escape-text.js';
import { padText, textWidth, truncateText } from './text-width.js';

/** What a grid shows of a night. */
export interface GridNight {
  readonly night: string;
  readonly roomsLeft: number;
  /** Null where the night is not on sale. */
  readonly price: Money | null;
  readonly isStopSell: boolean;
  readonly isClosedToArrival: boolean;
  readonly isClosedToDeparture: boolean;
  readonly minStay: number;
}

export interface GridRow {
  readonly roomType: string;
  readonly nights: readonly GridNight[];
}

const DAYS_A_WEEK = 7;
const LABEL = 9;
const CELL = 9;
const GAP = ' ';

/**
 * Rooms left and prices, a week below the other: 79 columns. What stands against a night is said by signs;
 * colour only repeats it.
 */
export function formatRoomGrid(rows: readonly GridRow[], currency: string, paint: Paint): string {
  const days = rows[0]?.nights.length ?? 0;
  const weeks = Array.from({ length: Math.ceil(days / DAYS_A_WEEK) }, (_, week) => {
    const inWeek = rows.map(({ roomType, nights }) => ({
      roomType,
      nights: nights.slice(week * DAYS_A_WEEK, (week + 1) * DAYS_A_WEEK),
    }));
    return formatWeek(inWeek, paint);
  });
  return [...weeks, formatLegend(rows, currency, paint)].join('\n\n');
}

function formatWeek(rows: readonly GridRow[], paint: Paint): string {
  const dates = rows[0]?.nights.map(({ night }) => dayInWords(night)) ?? [];
  const header = line(
    '',
    dates.map((date) => cell(date, 'dim', paint)),
  );
  return [header, ...rows.flatMap((row) => formatRoomType(row, paint))].join('\n');
}

function formatRoomType({ roomType, nights }: GridRow, paint: Paint): string[] {
  const label = padText(truncateText(escapeText(roomType), LABEL), LABEL);
  const signs = nights.map(signsOf);
  return [
    line(
      paint('bold', label),
      nights.map((night) => roomsCell(night, paint)),
    ),
    line(
      '',
      nights.map(({ price }) => cell(price ? shortAmount(price) : '', 'dim', paint)),
    ),
    // Most weeks have none.
    ...(signs.some((sign) => sign !== '')
      ? [
          line(
            '',
            signs.map((sign) => cell(sign, 'yellow', paint)),
          ),
        ]
      : []),
  ];
}

function roomsCell({ price, roomsLeft, isStopSell }: GridNight, paint: Paint): string {
  if (price === null) return cell('–', 'dim', paint);
  return cell(String(roomsLeft), isStopSell || roomsLeft === 0 ? 'red' : 'green', paint);
}

/** `x ad 3n`, from the strongest to the weakest. */
function signsOf(night: GridNight): string {
  const closed = `${night.isClosedToArrival ? 'a' : ''}${night.isClosedToDeparture ? 'd' : ''}`;
  const parts = [night.isStopSell ? 'x' : '', closed, night.minStay > 1 ? `${night.minStay}n` : ''];
  return parts.filter((part) => part !== '').join(' ');
}

function formatLegend(rows: readonly GridRow[], currency: string, paint: Paint): string {
  const nights = rows.flatMap((row) => row.nights);
  const signs = [
    ...(nights.some(({ isStopSell }) => isStopSell) ? ['x stop-sell'] : []),
    ...(nights.some(({ isClosedToArrival }) => isClosedToArrival) ? ['a closed to arrival'] : []),
    ...(nights.some(({ isClosedToDeparture }) => isClosedToDeparture) ? ['d closed to departure'] : []),
    ...(nights.some(({ minStay }) => minStay > 1) ? ['3n at least 3 nights'] : []),
  ];
  const notOnSale = nights.some(({ price }) => price === null) ? ' – is not on sale.' : '';
  const legend = [`Rooms left, and ${escapeText(currency)} for a room and night before the plan.${notOnSale}`];
  if (signs.length > 0) legend.push(signs.join('  '));
  return legend.map((text) => paint('dim', text)).join('\n');
}

/** An amount that fits: without its decimals where it is long. */
function shortAmount({ amountMinor, currency }: Money): string {
  const digits = minorDigits(currency);
  const whole = toDecimal(amountMinor, digits);
  return whole.length <= CELL ? whole : truncateText(String(Math.round(amountMinor / 10 ** digits)), CELL);
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `Tue 12-01`. */
function dayInWords(night: string): string {
  return `${WEEKDAYS[new Date(`${night}T00:00:00Z`).getUTCDay()]} ${night.slice(5)}`;
}

function cell(text: string, tone: Tone, paint: Paint): string {
  return ' '.repeat(Math.max(0, CELL - textWidth(text))) + (text === '' ? '' : paint(tone, text));
}

function line(label: string, cells: readonly string[]): string {
  return [label === '' ? ' '.repeat(LABEL) : label, ...cells].join(GAP).trimEnd();
}
