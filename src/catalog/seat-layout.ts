import { seatOrdinal } from '../kernel/seat-number.js';
import { type AircraftType, type Cabin, type CabinPlan, findAircraft } from './aircraft.js';

export interface PhysicalSeat {
  /** Row × 16 + the place of the letter: seats of a row are neighbours. */
  readonly ordinal: number;
  readonly cabin: Cabin;
  /** `12A`. */
  readonly seatNumber: string;
}

export interface SeatLayout {
  readonly cabins: readonly { readonly cabin: Cabin; readonly capacity: number }[];
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
  return {
    cabins: plans.map(({ cabin, seats }) => ({ cabin, capacity: seats })),
    seats: plans.flatMap(({ cabin, firstRow, letters, seats }) =>
      Array.from({ length: seats }, (_, index) => {
        const row = firstRow + Math.floor(index / letters.length);
        const letter = letters.charAt(index % letters.length);
        const ordinal = seatOrdinal(row, letter);
        return { ordinal, cabin, seatNumber: `${row}${letter}` };
      }),
    ),
  };
}
