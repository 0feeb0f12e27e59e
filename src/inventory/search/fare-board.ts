import { type Party, priceOf } from './party.js';
import type { SearchFare } from './space-repository.js';

/** A fare with what the whole party pays for it, in minor units. */
export interface PartyFare {
  readonly fare: SearchFare;
  readonly priceMinor: number;
}

/** The fares of flights by pool: a cabin in one currency, `Y USD`, for a trip is sold in one of each. */
export class FareBoard {
  private readonly byFlight = new Map<number, Map<string, PartyFare[]>>();
  private readonly known = new Set<string>();

  constructor(fares: readonly SearchFare[], party: Party) {
    for (const fare of fares) {
      const pool = `${fare.cabin} ${fare.currency}`;
      this.known.add(pool);
      const ofFlight = this.byFlight.get(fare.flight_id) ?? new Map<string, PartyFare[]>();
      this.byFlight.set(fare.flight_id, ofFlight);
      const ofPool = ofFlight.get(pool);
      const priced = { fare, priceMinor: priceOf(fare, party) };
      if (ofPool) ofPool.push(priced);
      else ofFlight.set(pool, [priced]);
    }
    for (const ofFlight of this.byFlight.values()) {
      for (const ofPool of ofFlight.values()) ofPool.sort(cheapestFirst);
    }
  }

  get pools(): string[] {
    return [...this.known].sort();
  }

  /** Cheapest first. */
  faresOf(flightId: number, pool: string): readonly PartyFare[] {
    return this.byFlight.get(flightId)?.get(pool) ?? [];
  }
}

function cheapestFirst(a: PartyFare, b: PartyFare): number {
  return a.priceMinor - b.priceMinor || (a.fare.fare_class < b.fare.fare_class ? -1 : 1);
}
