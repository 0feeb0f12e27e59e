import type { SeatMapView as Seats } from '../../inventory/show-flight.js';
import { parseFlightRef } from '../../kernel/flight-ref.js';
import { escapeText } from '../../present/escape-text.js';
import { SEAT_SIGNS, type SeatStatus, type SeatView } from '../../present/seat-map.js';
import { cabinName } from '../../present/views/cabin-name.js';
import type { Area, Line } from '../area.js';
import type { Key } from '../key.js';
import { beside } from '../parts/fit.js';
import { SeatMapView } from '../parts/seat-map-view.js';
import type { Binding, CommandWords, Place } from '../place.js';
import type { Stage } from '../stage.js';

export interface SeatWish {
  readonly flight: string;
  /** Of the fare, where it is known: the map opens there. */
  readonly cabin?: string | undefined;
  /** Who sits there, in the order in which the seats are given. */
  readonly passengers: readonly string[];
  /** What they have or had chosen. */
  readonly seats: readonly string[];
  done(seats: readonly string[]): void;
}

const MAP_WIDTH = 50;

/** Numbered seats, for the map: slots without a number have no place on it. */
export function numberedSeats({ seats }: Seats): SeatView[] {
  return seats.flatMap(({ seat, cabin, status }) =>
    seat === null ? [] : [{ seat, cabin: `${cabin} ${cabinName(cabin)}`, status }],
  );
}

/** How many seats are open, held, sold and blocked. */
export function seatLegend(seats: readonly SeatView[], { theme: { paint } }: Stage): Line {
  return (Object.keys(SEAT_SIGNS) as SeatStatus[])
    .map((status) => {
      const { sign, tone } = SEAT_SIGNS[status];
      return `${paint(tone, sign)} ${status} ${seats.filter((seat) => seat.status === status).length}`;
    })
    .join('   ');
}

/** Chooses a seat for each passenger of a flight, on a map that shows what others take meanwhile. */
export class SeatMapPlace implements Place {
  readonly title = 'Seats';
  readonly typed = [['31C', 'to a seat']] as const;
  private readonly map: SeatMapView;
  private readonly chosen: string[];
  private at = 0;
  private seats: readonly SeatView[] = [];
  /** The digits of a seat that is being typed. */
  private row = '';

  constructor(
    private readonly stage: Stage,
    private readonly wish: SeatWish,
  ) {
    this.map = new SeatMapView(stage.theme);
    this.chosen = wish.passengers.map((_name, at) => wish.seats[at] ?? '');
    this.at = Math.max(0, this.chosen.indexOf(''));
  }

  get isFilled(): boolean {
    return this.chosen.some((seat, at) => seat !== (this.wish.seats[at] ?? ''));
  }

  command(): CommandWords {
    return ['flight', 'seats', this.wish.flight];
  }

  bindings(): readonly Binding[] {
    const isWhole = this.chosen.every((seat) => seat !== '');
    const finish = { keys: ['d', 'ctrl-s'], label: isWhole ? 'done' : 'any seats', run: () => this.finish() };
    const isNone = this.chosen.every((seat) => seat === '');
    const bindings: readonly Binding[] = [
      ...(isWhole ? [finish] : []),
      { keys: ['enter', ' '], label: 'take this seat', run: () => this.take() },
      { keys: ['tab'], label: 'next passenger', run: () => this.turn(1) },
      { keys: ['backspace', 'x'], label: 'give it back', run: () => this.give() },
      ...(isWhole ? [] : [{ ...finish, isSilent: !isNone }]),
    ];
    // Behind a row's number a letter is a seat's, and Backspace takes back what was typed.
    const means = (key: string): boolean => this.row === '' || !/^([a-z]|backspace)$/.test(key);
    return bindings.flatMap((binding) => {
      const keys = binding.keys.filter(means);
      return keys.length === 0 ? [] : [{ ...binding, keys }];
    });
  }

  async load(): Promise<void> {
    const isFirst = this.seats.length === 0;
    this.seats = numberedSeats(await this.stage.app.flights.seats(parseFlightRef(this.wish.flight)));
    this.map.show(this.seats);
    if (isFirst) this.map.goTo(this.wish.seats[0] ?? this.firstOpen() ?? '');
  }

  /** `31C` goes there. */
  press(key: Key): boolean {
    const row = this.row;
    this.row = '';
    if (row !== '' && key.name === 'backspace') {
      this.row = row.slice(0, -1);
      return true;
    }
    if (/^\d$/.test(key.text)) {
      this.row = `${row}${key.text}`.slice(-2);
      this.map.goToRow(Number(this.row));
      return true;
    }
    if (row !== '' && /^[a-z]$/i.test(key.text)) {
      const seat = `${row}${key.text.toUpperCase()}`;
      if (this.map.find(seat)) this.map.goTo(seat);
      else this.stage.say(`There is no seat ${seat}.`, 'yellow');
      return true;
    }
    return this.map.press(key);
  }

  draw({ height }: Area): readonly Line[] {
    const { paint, pointer } = this.stage.theme;
    const { selected } = this.map;
    const marks = new Map(this.chosen.map((seat, at) => [seat, String(at + 1)]));
    const map = this.map.draw({ width: MAP_WIDTH, height: height - 2 }, marks);
    const people = this.wish.passengers.map((name, at) => {
      const seat = this.chosen[at] || 'any seat';
      const isGone = this.isGone(this.chosen[at] ?? '') ? paint('red', '  taken meanwhile') : '';
      const text = `${at + 1} ${escapeText(name)}  ${paint('bold', seat)}${isGone}`;
      return at === this.at ? `${pointer} ${text}` : `  ${text}`;
    });
    const here = selected
      ? [`Seat ${paint('bold', selected.seat)}, ${selected.cabin}: ${selected.status}`]
      : [paint('dim', 'No numbered seats.')];
    const side = [paint('bold', escapeText(this.wish.flight)), '', ...people, '', ...here];
    return [...beside(map, MAP_WIDTH, side), '', seatLegend(this.seats, this.stage)];
  }

  spoken(): string {
    const { selected } = this.map;
    const who = `for ${escapeText(this.wish.passengers[this.at] ?? '')}`;
    return selected ? `Seat ${selected.seat}, ${selected.cabin}, ${selected.status}, ${who}` : 'No numbered seats';
  }

  private firstOpen(): string | undefined {
    const { cabin } = this.wish;
    return this.seats.find((seat) => seat.status === 'open' && (cabin === undefined || seat.cabin.startsWith(cabin)))
      ?.seat;
  }

  /** Taken by somebody else since it was chosen; what the passengers had before is theirs. */
  private isGone(seat: string): boolean {
    if (seat === '' || this.wish.seats.includes(seat)) return false;
    const found = this.map.find(seat);
    return found !== undefined && found.status !== 'open';
  }

  private take(): void {
    this.row = '';
    const { selected } = this.map;
    if (!selected) return;
    const isOurs = this.wish.seats.includes(selected.seat);
    if (selected.status !== 'open' && !isOurs) {
      this.stage.say(`Seat ${selected.seat} is ${selected.status}.`, 'yellow');
      return;
    }
    const cabin = this.cabinOfParty();
    if (cabin !== undefined && !selected.cabin.startsWith(cabin)) {
      this.stage.say(
        `Seat ${selected.seat} is in ${selected.cabin}; these passengers fly ${cabin} ${cabinName(cabin)}.`,
        'yellow',
      );
      return;
    }
    const holder = this.chosen.indexOf(selected.seat);
    // Whoever had it gives it up: two may change places.
    if (holder >= 0) this.chosen[holder] = this.chosen[this.at] ?? '';
    this.chosen[this.at] = selected.seat;
    const next = this.chosen.indexOf('');
    if (next >= 0) {
      this.at = next;
      this.map.goToNextOpen(new Set(this.chosen));
    } else this.stage.say('Every passenger has a seat: d when it is right.');
    this.stage.changed();
  }

  /** One fare is one cabin: of what was picked, else of the seat that another of the party has. */
  private cabinOfParty(): string | undefined {
    const others = this.chosen.filter((seat, at) => at !== this.at && seat !== '');
    return this.wish.cabin ?? this.map.find(others[0] ?? '')?.cabin.slice(0, 1);
  }

  private give(): void {
    this.chosen[this.at] = '';
    this.stage.changed();
  }

  private turn(step: number): void {
    this.row = '';
    const count = this.wish.passengers.length;
    this.at = (this.at + step + count) % count;
    const seat = this.chosen[this.at];
    if (seat) this.map.goTo(seat);
    this.stage.changed();
  }

  private finish(): void {
    const missing = this.chosen.indexOf('');
    if (missing >= 0 && this.chosen.some((seat) => seat !== '')) {
      const name = escapeText(this.wish.passengers[missing] ?? '');
      this.stage.say(`${name} has no seat yet: choose one, or give all of them back with x.`, 'yellow');
      return;
    }
    this.stage.back();
    this.wish.done(this.chosen.filter((seat) => seat !== ''));
  }
}
