import { type Paint, plainPaint, type Tone } from './colour.js';
import { escapeText } from './escape-text.js';

export type SeatStatus = 'open' | 'held' | 'sold' | 'blocked';

export interface SeatView {
  /** Row and letter: `12C`. */
  readonly seat: string;
  readonly cabin: string;
  readonly status: SeatStatus;
}

export const SEAT_SIGNS: Record<SeatStatus, { sign: string; tone: Tone }> = {
  open: { sign: '·', tone: 'green' },
  held: { sign: 'h', tone: 'yellow' },
  sold: { sign: 'x', tone: 'red' },
  blocked: { sign: '#', tone: 'dim' },
};

/** A seat map cabin by cabin, row by row. Status shows by its sign; colour only repeats it. */
export function formatSeatMap(seats: readonly SeatView[], paint: Paint = plainPaint): string {
  const cabins = groupByCabin(seats);
  const maps = [...cabins].map(([cabin, inCabin]) => formatCabin(cabin, inCabin, paint));
  return [...maps, formatLegend(seats, paint)].join('\n\n');
}

function formatCabin(cabin: string, seats: readonly SeatView[], paint: Paint): string {
  const letters = [...new Set(seats.map((seat) => letterOf(seat.seat)))].sort();
  const rows = [...new Set(seats.map((seat) => rowOf(seat.seat)))].sort((a, b) => a - b);
  const byName = new Map(seats.map((seat) => [seat.seat, seat]));
  const open = seats.filter((seat) => seat.status === 'open').length;
  const header = `${paint('bold', escapeText(cabin))} ${paint('dim', `${open} of ${seats.length} open`)}`;
  const lines = rows.map((row) => {
    const signs = letters.map((letter) => {
      const seat = byName.get(`${row}${letter}`);
      return seat ? paint(SEAT_SIGNS[seat.status].tone, SEAT_SIGNS[seat.status].sign) : ' ';
    });
    return `${String(row).padStart(4)}  ${withAisle(signs)}`;
  });
  return [header, paint('dim', `      ${withAisle(letters.map(escapeText))}`), ...lines].join('\n');
}

function formatLegend(seats: readonly SeatView[], paint: Paint): string {
  const parts = (Object.keys(SEAT_SIGNS) as SeatStatus[]).map((status) => {
    const count = seats.filter((seat) => seat.status === status).length;
    return `${paint(SEAT_SIGNS[status].tone, SEAT_SIGNS[status].sign)} ${status} ${count}`;
  });
  return parts.join('   ');
}

/** One aisle in the middle; from seven letters on the cabin is wide and has two. Which letters there are does not tell. */
const BLOCKS: Readonly<Record<number, readonly number[]>> = { 7: [2, 3, 2], 8: [2, 4, 2], 9: [3, 3, 3], 10: [3, 4, 3] };

/** The seats of a row from one side to the other, in the blocks that aisles stand between. */
export function seatBlocks<T>(row: readonly T[]): T[][] {
  const sizes = BLOCKS[row.length] ?? (row.length > 3 ? [Math.ceil(row.length / 2), row.length] : [row.length]);
  let from = 0;
  return sizes.map((size) => {
    const block = row.slice(from, from + size);
    from += size;
    return block;
  });
}

function withAisle(signs: readonly string[]): string {
  return seatBlocks(signs)
    .map((block) => block.join(' '))
    .join('   ');
}

function groupByCabin(seats: readonly SeatView[]): Map<string, SeatView[]> {
  const cabins = new Map<string, SeatView[]>();
  for (const seat of seats) {
    const known = cabins.get(seat.cabin);
    if (known) known.push(seat);
    else cabins.set(seat.cabin, [seat]);
  }
  return cabins;
}

function rowOf(seat: string): number {
  return Number.parseInt(seat, 10);
}

function letterOf(seat: string): string {
  return seat.replace(/^\d+/, '');
}
