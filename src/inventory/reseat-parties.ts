import type { PhysicalSeat } from '../catalog/seat-layout.js';

/** Passengers who sit, or should sit, together: those of one segment of one booking. */
export interface Party {
  readonly key: string;
  /** Parties are served in this order where seats run out. */
  readonly rank: number;
  readonly members: readonly Member[];
}

export interface Member {
  /** The old place, which a slot has too: it tells what is near. */
  readonly ordinal: number;
  readonly seatNumber: string | null;
}

const SEATS_PER_ROW = 16;

/**
 * Finds seats in a cabin that was laid out anew. Everybody keeps their seat number where it still
 * exists; of the others each party is put near those of it who stayed, or else near where it sat, in as
 * few rows as there are.
 * @param free the seats that may be given out
 * @returns the new seat of each member, in the order of the party; undefined for who found none
 */
export function reseatParties(
  parties: readonly Party[],
  free: readonly PhysicalSeat[],
): Map<string, (PhysicalSeat | undefined)[]> {
  const left = new Map(free.map((seat) => [seat.seatNumber, seat]));
  const seats = new Map<string, (PhysicalSeat | undefined)[]>();
  for (const { key, members } of parties) {
    seats.set(
      key,
      members.map(({ seatNumber }) => take(left, seatNumber ?? '')),
    );
  }
  const served = parties.toSorted((a, b) => a.rank - b.rank);
  for (const party of served) {
    const given = seats.get(party.key) ?? [];
    const places = findPlaces(party, given, [...left.values()]);
    given.forEach((seat, index) => {
      const place = seat ? undefined : places.shift();
      if (place) given[index] = take(left, place.seatNumber);
    });
  }
  return seats;
}

function take(left: Map<string, PhysicalSeat>, seatNumber: string): PhysicalSeat | undefined {
  const seat = left.get(seatNumber);
  left.delete(seatNumber);
  return seat;
}

/** Seats for those of a party who have none: as many as there are. */
function findPlaces(
  party: Party,
  given: readonly (PhysicalSeat | undefined)[],
  free: readonly PhysicalSeat[],
): PhysicalSeat[] {
  const missing = party.members.filter((_, index) => !given[index]);
  if (missing.length === 0) return [];
  const stayed = given.filter((seat) => seat !== undefined).map((seat) => seat.ordinal);
  const from = placeOf(stayed.length > 0 ? stayed : missing.map((member) => member.ordinal));
  return nearestRun(free, Math.min(missing.length, free.length), from);
}

/** Neighbours in the order of the seats: in the fewest rows, and of those the nearest. */
function nearestRun(free: readonly PhysicalSeat[], count: number, from: Place): PhysicalSeat[] {
  const inOrder = free.toSorted((a, b) => a.ordinal - b.ordinal);
  let best: { readonly seats: PhysicalSeat[]; readonly rows: number; readonly distance: number } | undefined;
  for (let start = 0; start + count <= inOrder.length; start += 1) {
    const seats = inOrder.slice(start, start + count);
    const rows = rowOf(seats.at(-1)) - rowOf(seats[0]);
    const distance = distanceOf(from, placeOf(seats.map((seat) => seat.ordinal)));
    if (!best || rows < best.rows || (rows === best.rows && distance < best.distance)) best = { seats, rows, distance };
  }
  return best?.seats ?? [];
}

function rowOf(seat: PhysicalSeat | undefined): number {
  return Math.floor((seat?.ordinal ?? 0) / SEATS_PER_ROW);
}

/** The middle of some seats. */
interface Place {
  readonly row: number;
  readonly letter: number;
}

function placeOf(ordinals: readonly number[]): Place {
  const mean = (partOf: (ordinal: number) => number) =>
    ordinals.reduce((sum, ordinal) => sum + partOf(ordinal), 0) / Math.max(1, ordinals.length);
  return {
    row: mean((ordinal) => Math.floor(ordinal / SEATS_PER_ROW)),
    letter: mean((ordinal) => ordinal % SEATS_PER_ROW),
  };
}

/** The same place of the next row is nearer than the other side of it. */
function distanceOf(a: Place, b: Place): number {
  return Math.abs(a.row - b.row) * SEATS_PER_ROW + Math.abs(a.letter - b.letter);
}
