import { SEAT_SIGNS, type SeatView, seatBlocks } from '../../present/seat-map.js';
import type { Area, Line } from '../area.js';
import type { Key } from '../key.js';
import type { Theme } from '../theme.js';
import { windowStart } from './scroll.js';

interface MapRow {
  readonly row: number;
  readonly cabin: string;
  readonly seats: ReadonlyMap<string, SeatView>;
}

/** The cabin from above: a row a line, with a cursor on one seat. */
export class SeatMapView {
  private rows: readonly MapRow[] = [];
  private letters: readonly string[] = [];
  private cursor: string | undefined;
  private first = 0;
  private height = 10;

  constructor(private readonly theme: Theme) {}

  show(seats: readonly SeatView[]): void {
    const rows = new Map<number, SeatView[]>();
    for (const seat of seats) {
      const row = Number.parseInt(seat.seat, 10);
      rows.set(row, [...(rows.get(row) ?? []), seat]);
    }
    this.rows = [...rows]
      .toSorted(([a], [b]) => a - b)
      .map(([row, inRow]) => ({
        row,
        cabin: inRow[0]?.cabin ?? '',
        seats: new Map(inRow.map((seat) => [letterOf(seat.seat), seat])),
      }));
    this.letters = [...new Set(seats.map(({ seat }) => letterOf(seat)))].toSorted();
    if (this.cursor === undefined) this.cursor = (seats.find(({ status }) => status === 'open') ?? seats[0])?.seat;
  }

  get selected(): SeatView | undefined {
    return this.cursor === undefined ? undefined : this.find(this.cursor);
  }

  find(seat: string): SeatView | undefined {
    return this.rows.find(({ row }) => row === Number.parseInt(seat, 10))?.seats.get(letterOf(seat));
  }

  /** Puts the cursor on a seat, or as near as there is one. */
  goTo(seat: string): void {
    if (this.find(seat)) this.cursor = seat;
  }

  /** Puts the cursor into a row, where there is one. */
  goToRow(wanted: number): void {
    const row = this.rows.find((each) => each.row === wanted);
    const seat = row?.seats.get(letterOf(this.cursor ?? '')) ?? [...(row?.seats.values() ?? [])][0];
    if (seat) this.cursor = seat.seat;
  }

  /** Puts the cursor on the next open seat behind it, where there is one. */
  goToNextOpen(taken: ReadonlySet<string>): void {
    const seats = this.rows.flatMap(({ seats: inRow }) => [...inRow.values()]);
    const at = seats.findIndex(({ seat }) => seat === this.cursor);
    const next = seats.slice(at + 1).find(({ seat, status }) => status === 'open' && !taken.has(seat));
    if (next) this.cursor = next.seat;
  }

  press({ name }: Key): boolean {
    switch (name) {
      case 'up':
      case 'k':
        return this.move(-1, 0);
      case 'down':
      case 'j':
        return this.move(1, 0);
      case 'left':
      case 'h':
        return this.move(0, -1);
      case 'right':
      case 'l':
        return this.move(0, 1);
      case 'pageup':
        return this.move(1 - this.height, 0);
      case 'pagedown':
        return this.move(this.height - 1, 0);
      case 'home':
      case 'g':
        return this.move(-this.rows.length, 0);
      case 'end':
        return this.move(this.rows.length, 0);
      default:
        return false;
    }
  }

  /** @param chosen what is drawn in place of a seat's sign: the number of who is to sit there */
  draw({ height }: Area, chosen: ReadonlyMap<string, string>): Line[] {
    const { paint } = this.theme;
    this.height = Math.max(1, height - 1);
    const at = this.rows.findIndex(({ row }) => row === Number.parseInt(this.cursor ?? '', 10));
    this.first = windowStart(this.first, Math.max(0, at), this.height, this.rows.length);
    const head = paint('dim', `      ${this.withAisle(this.letters.map((letter) => ` ${letter} `))}`);
    const lines = this.rows.slice(this.first, this.first + this.height).map(({ row, cabin, seats }, index, shown) => {
      const cells = this.letters.map((letter) => this.drawSeat(seats.get(letter), chosen));
      const isNewCabin = index === 0 || shown[index - 1]?.cabin !== cabin;
      return `${String(row).padStart(4)}  ${this.withAisle(cells)}${isNewCabin ? `  ${paint('dim', cabin)}` : ''}`;
    });
    return [head, ...lines];
  }

  private drawSeat(seat: SeatView | undefined, chosen: ReadonlyMap<string, string>): string {
    if (!seat) return '   ';
    const { paint } = this.theme;
    const mark = chosen.get(seat.seat);
    const { sign, tone } = SEAT_SIGNS[seat.status];
    const shown = mark === undefined ? paint(tone, sign) : paint('bold', mark);
    // The brackets say where the cursor is where no colour does.
    return seat.seat === this.cursor ? paint('inverse', `[${mark ?? sign}]`) : ` ${shown} `;
  }

  private withAisle(cells: readonly string[]): string {
    return seatBlocks(cells)
      .map((block) => block.join(''))
      .join(' ');
  }

  /** By rows or letters, over what is no seat. */
  private move(rows: number, letters: number): boolean {
    if (this.cursor === undefined) return true;
    const at = this.rows.findIndex(({ row }) => row === Number.parseInt(this.cursor ?? '', 10));
    const letter = this.letters.indexOf(letterOf(this.cursor));
    const to = this.rows[Math.min(this.rows.length - 1, Math.max(0, at + rows))];
    for (let next = letter + letters; next >= 0 && next < this.letters.length; next += letters) {
      const seat = to?.seats.get(this.letters[next] ?? '');
      if (seat) {
        this.cursor = seat.seat;
        return true;
      }
      if (letters === 0) break;
    }
    // Another cabin has other letters: the nearest there.
    if (letters === 0 && to) this.cursor = nearest(to, letter, this.letters) ?? this.cursor;
    return true;
  }
}

function nearest({ seats }: MapRow, letter: number, letters: readonly string[]): string | undefined {
  return [...seats.values()].toSorted(
    (a, b) =>
      Math.abs(letters.indexOf(letterOf(a.seat)) - letter) - Math.abs(letters.indexOf(letterOf(b.seat)) - letter),
  )[0]?.seat;
}

function letterOf(seat: string): string {
  return seat.replace(/^\d+/, '');
}
