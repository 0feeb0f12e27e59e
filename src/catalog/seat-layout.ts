import { seatOrdinal } from '../kernel/seat-number.js';
import { type AircraftType, type Cabin, type CabinPlan, findAircraft } from './aircraft.js';

export interface PhysicalSeat {
  /** Row × 16 + the place of the letter: seats of a row are neighbours. */
  readonly ordinal: number;
  readonly cabin: Cabin;
  /** `12A`. */
  readonly seatNumber: string;
}

export interface CabinLayout {
  readonly cabin: Cabin;
  readonly capacity: number;
  readonly firstOrdinal: number;
  readonly lastOrdinal: number;
}

export interface SeatLayout {
  readonly cabins: readonly CabinLayout[];
  /** By ordinal. */
  readonly seats: readonly PhysicalSeat[];
}

const layouts = new Map<string, SeatLayout | undefined>();

/**
 * The physical seats of a flight. A given number of seats wins over the type's own: the cabins in front
 * stay as they are, as long as economy keeps half of the seats, and economy takes the rest. Without a
 * known type it is one economy cabin, rows from 1, 3-3, the last row filled as far as it goes.
 * @param seats 1 to 999
 * @returns undefined when neither the type nor the number of seats is known
 */
export function layOutSeats(equipment: string, seats?: number): SeatLayout | undefined {
  const key = `${equipment}|${seats ?? ''}`;
  if (!layouts.has(key)) {
    const plans = planCabins(findAircraft(equipment), seats);
    layouts.set(key, plans && layOut(plans));
  }
  return layouts.get(key);
}

export interface CabinSeats {
  readonly cabin: Cabin;
  readonly seats: number;
}

/** How many are abreast where no known aircraft says it. */
const USUAL_LETTERS: Readonly<Record<Cabin, string>> = { F: 'ACDF', C: 'ACDF', W: 'ABCDEF', Y: 'ABCDEF' };

/**
 * The physical seats of an aircraft with cabins of these sizes, one behind the other from row 1, as many
 * abreast as the equipment has in that cabin.
 */
export function layOutCabins(equipment: string, sizes: readonly CabinSeats[]): SeatLayout | undefined {
  const key = `${equipment}|${sizes.map(({ cabin, seats }) => `${cabin}${seats}`).join('')}`;
  if (!layouts.has(key)) {
    const type = findAircraft(equipment);
    const plans: CabinPlan[] = [];
    let firstRow = 1;
    for (const { cabin, seats } of sizes) {
      const letters = type?.cabins.find((each) => each.cabin === cabin)?.letters ?? USUAL_LETTERS[cabin];
      plans.push({ cabin, firstRow, letters, seats });
      firstRow += Math.ceil(seats / letters.length);
    }
    layouts.set(key, plans.length > 0 ? layOut(plans) : undefined);
  }
  return layouts.get(key);
}

function planCabins(type: AircraftType | undefined, seats: number | undefined): readonly CabinPlan[] | undefined {
  if (!type) return seats === undefined ? undefined : [{ cabin: 'Y', firstRow: 1, letters: 'ABCDEF', seats }];
  if (seats === undefined) return type.cabins;
  const economy = type.cabins.at(-1) ?? type.cabins[0];
  const inFront = type.cabins.slice(0, -1);
  const economySeats = seats - inFront.reduce((sum, cabin) => sum + cabin.seats, 0);
  if (economySeats * 2 < seats) return [{ ...economy, firstRow: 1, seats }];
  return [...inFront, { ...economy, seats: economySeats }];
}

function layOut(plans: readonly CabinPlan[]): SeatLayout {
  const byCabin = plans.map(({ cabin, firstRow, letters, seats }) => ({
    cabin,
    seats: Array.from({ length: seats }, (_, index): PhysicalSeat => {
      const row = firstRow + Math.floor(index / letters.length);
      const letter = letters.charAt(index % letters.length);
      return { ordinal: seatOrdinal(row, letter), cabin, seatNumber: `${row}${letter}` };
    }),
  }));
  return {
    cabins: byCabin.map(({ cabin, seats }) => ({
      cabin,
      capacity: seats.length,
      firstOrdinal: seats[0]?.ordinal ?? 0,
      lastOrdinal: seats.at(-1)?.ordinal ?? 0,
    })),
    seats: byCabin.flatMap(({ seats }) => seats),
  };
}
