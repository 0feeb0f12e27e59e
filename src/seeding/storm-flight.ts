import type { FareRow, FlightRow } from '../database/schema.js';
import type { LegCount } from '../inventory/flight.js';
import { shareOut } from '../kernel/largest-remainder.js';
import type { Random } from './random.js';

/** The units of a flight as they were before it was sold, by their place; flights of one layout share them. */
export interface SoldUnits {
  readonly ordinals: readonly number[];
  readonly cabins: readonly string[];
  readonly seatNumbers: readonly (string | null)[];
  readonly levels: readonly number[];
  readonly statuses: readonly string[];
}

/** What a group got on a flight: units by their place among those of the flight, one for each seated passenger. */
export interface Seating {
  readonly fare: FareRow;
  readonly units: readonly number[];
}

/** Of a hundred groups so many pay the cheapest fare that is left; of the others so many the next, and so on. */
const CHEAPEST_PERCENT = 65;
const NOBODY = -1;

/** A flight that is being filled. */
export class StormFlight {
  readonly cabins: readonly StormCabin[];
  /** Of each unit: the booking that has it, by its place among all, and whose seat of which segment it is. */
  readonly bookings: Int32Array;
  readonly segments: Uint8Array;
  readonly passengers: Uint8Array;

  /** @param fares the cheapest first */
  constructor(
    readonly row: FlightRow & LegCount,
    readonly fares: readonly FareRow[],
    readonly units: SoldUnits,
  ) {
    this.bookings = new Int32Array(units.ordinals.length).fill(NOBODY);
    this.segments = new Uint8Array(units.ordinals.length);
    this.passengers = new Uint8Array(units.ordinals.length);
    this.cabins = [...new Set(units.cabins)].map((cabin) => new StormCabin(cabin, fares, units));
  }

  /** Units that may be sold. */
  get authorised(): number {
    return this.units.ordinals.length;
  }

  get sold(): number {
    return this.cabins.reduce((sum, cabin) => sum + cabin.sold, 0);
  }

  get room(): number {
    return this.cabins.reduce((sum, cabin) => sum + cabin.room, 0);
  }

  /** Sets how many units are to be sold: a share of all of them, spread over the cabins. Nothing of a flight that does not operate. */
  aimFor(load: number): void {
    const { status } = this.row;
    const wanted = status === 'scheduled' || status === 'delayed' ? Math.round(load * this.authorised) : 0;
    const shares = shareOut(
      wanted,
      this.cabins.map(({ authorised }) => authorised),
    );
    for (const [index, cabin] of this.cabins.entries()) cabin.aimFor(shares[index] ?? 0);
  }

  /** A cabin with room for so many: this one, or else the last that has any. */
  findCabin(cabin: string, count: number): StormCabin | undefined {
    const same = this.cabins.find((each) => each.cabin === cabin);
    return same && same.room >= count ? same : this.cabins.findLast((each) => each.room >= count);
  }

  /** Notes whose a unit is. */
  assign(unit: number, booking: number, segment: number, passenger: number): void {
    this.bookings[unit] = booking;
    this.segments[unit] = segment;
    this.passengers[unit] = passenger;
  }
}

export class StormCabin {
  readonly authorised: number;
  /** How many units are still to be sold. */
  room = 0;
  sold = 0;
  /** Those that may be bought on any day and for any stay, the cheapest first. */
  private readonly fares: readonly FareRow[];
  /** Open units by their level, those in front first. */
  private readonly open: number[][] = [];

  constructor(
    readonly cabin: string,
    fares: readonly FareRow[],
    units: SoldUnits,
  ) {
    this.fares = fares.filter(
      (fare) =>
        fare.cabin === cabin &&
        fare.advance_purchase_days === 0 &&
        fare.min_stay_days === 0 &&
        fare.max_stay_days === 0,
    );
    let authorised = 0;
    for (let unit = units.ordinals.length - 1; unit >= 0; unit -= 1) {
      if (units.cabins[unit] !== cabin) continue;
      authorised += 1;
      const level = units.levels[unit] ?? 1;
      if (units.statuses[unit] !== 'open') continue;
      while (this.open.length <= level) this.open.push([]);
      this.open[level]?.push(unit);
    }
    this.authorised = authorised;
  }

  aimFor(wanted: number): void {
    const highest = Math.min(...this.fares.map(({ nest_level: level }) => level));
    this.room = Math.min(wanted, this.openFrom(highest));
  }

  /** Sells units of one fare: of the class's own level first. The caller has looked at `room`. */
  take(count: number, random: Random): Seating {
    const first = this.drawFare(random);
    const order = [...this.fares.slice(first), ...this.fares.slice(0, first).reverse()];
    const fare = order.find(({ nest_level: level }) => this.openFrom(level) >= count);
    if (!fare) throw new Error(`no class of cabin ${this.cabin} may take ${count} more units`);
    let units: readonly number[] = [];
    for (let level = fare.nest_level; units.length < count; level += 1) {
      const open = this.open[level] ?? [];
      const taken = open.splice(Math.max(0, open.length - count + units.length)).reverse();
      units = units.length === 0 ? taken : [...units, ...taken];
    }
    this.room -= count;
    this.sold += count;
    return { fare, units };
  }

  private drawFare(random: Random): number {
    let at = 0;
    while (at < this.fares.length - 1 && random.below(100) >= CHEAPEST_PERCENT) at += 1;
    return at;
  }

  private openFrom(level: number): number {
    let count = 0;
    for (let each = level; each < this.open.length; each += 1) count += this.open[each]?.length ?? 0;
    return count;
  }
}
