import { CABINS, type Cabin } from '../catalog/aircraft.js';
import { type CabinSeats, layOutCabins, layOutSeats, type SeatLayout } from '../catalog/seat-layout.js';
import type { SsimLeg } from './ssim-leg.js';

/** The cabins of the usual booking classes; all others are economy. */
const CABIN_OF_CLASS: Readonly<Record<string, Cabin>> = {
  ...{ F: 'F', A: 'F', P: 'F', R: 'F' },
  ...{ C: 'C', J: 'C', D: 'C', I: 'C', Z: 'C' },
  ...{ W: 'W', S: 'W', E: 'W', T: 'W' },
};
const MAX_SEATS = 999;

/** What a leg flies with: the seats, and the cabins of them that are sold. */
export interface LegCabins {
  readonly layout: SeatLayout;
  readonly sold: readonly Cabin[];
}

/**
 * Cabins by the aircraft configuration (`J14W34Y316`), or those of the equipment where it cannot be
 * read. The booking classes say which of them are sold; where they say nothing of use, all.
 * @returns undefined when neither the configuration nor the equipment is known
 */
export function cabinsOfLeg(leg: SsimLeg): LegCabins | undefined {
  const sizes = readConfiguration(leg.configuration);
  const layout = sizes ? layOutCabins(leg.equipment, sizes) : layOutSeats(leg.equipment);
  if (!layout) return undefined;
  const cabins = layout.cabins.map(({ cabin }) => cabin);
  const named = new Set([...leg.bookingClasses.replace(/[^A-Z]/g, '')].map(cabinOf));
  const sold = cabins.filter((cabin) => named.has(cabin));
  return { layout, sold: sold.length > 0 ? sold : cabins };
}

function cabinOf(bookingClass: string): Cabin {
  return CABIN_OF_CLASS[bookingClass] ?? 'Y';
}

/** Classes with their numbers of seats; what follows `VV` names the version. @returns undefined for anything else */
export function readConfiguration(text: string): readonly CabinSeats[] | undefined {
  const match = /^((?:[A-Z]\d{1,3})+)(?:VV.*)?$/.exec(text);
  const seats = new Map<Cabin, number>();
  for (const [, bookingClass = '', count = ''] of (match?.[1] ?? '').matchAll(/([A-Z])(\d{1,3})/g)) {
    const cabin = cabinOf(bookingClass);
    seats.set(cabin, (seats.get(cabin) ?? 0) + Number(count));
  }
  const sizes = CABINS.flatMap((cabin) =>
    (seats.get(cabin) ?? 0) > 0 ? [{ cabin, seats: seats.get(cabin) ?? 0 }] : [],
  );
  const total = sizes.reduce((sum, size) => sum + size.seats, 0);
  return total > 0 && total <= MAX_SEATS ? sizes : undefined;
}
