import type { Seating, StormFlight } from './storm-flight.js';
import type { Party } from './storm-parties.js';

export interface SoldLeg extends Seating {
  readonly flight: StormFlight;
  /** 1 is the way out, 2 the way back. */
  readonly journey: number;
}

/** A group that travels on one booking. */
export interface SoldGroup {
  readonly party: Party;
  /** In the order of travel. */
  readonly legs: readonly SoldLeg[];
}

/** Whether it changes flights on a journey. */
export function isConnecting({ legs }: SoldGroup): boolean {
  return new Set(legs.map(({ journey }) => journey)).size < legs.length;
}

/**
 * Groups by their place, kept as numbers: a quarter of a million of them as objects would be 100 MB, and garbage
 * grows to four times what lives before it is collected.
 */
export class SoldGroups {
  private readonly parties: Party[] = [];
  private readonly placeOfParty = new Map<Party, number>();
  private readonly flights: StormFlight[] = [];
  private readonly placeOfFlight = new Map<StormFlight, number>();
  /** Of each group: its party, and where its legs begin. */
  private readonly partyOf: number[] = [];
  private readonly firstLeg: number[] = [];
  /** Of each leg: its flight, the fare among those of the flight, its journey, and where its units begin. */
  private readonly flightOf: number[] = [];
  private readonly fareOf: number[] = [];
  private readonly journeyOf: number[] = [];
  private readonly firstUnit: number[] = [];
  private readonly units: number[] = [];

  get length(): number {
    return this.partyOf.length;
  }

  add({ party, legs }: SoldGroup): void {
    this.partyOf.push(placeIn(this.parties, this.placeOfParty, party));
    this.firstLeg.push(this.flightOf.length);
    for (const { flight, fare, journey, units } of legs) {
      this.flightOf.push(placeIn(this.flights, this.placeOfFlight, flight));
      this.fareOf.push(flight.fares.indexOf(fare));
      this.journeyOf.push(journey);
      this.firstUnit.push(this.units.length);
      for (const unit of units) this.units.push(unit);
    }
  }

  at(place: number): SoldGroup {
    const from = this.firstLeg[place] ?? 0;
    const to = this.firstLeg[place + 1] ?? this.flightOf.length;
    const legs = Array.from({ length: to - from }, (_, index) => this.leg(from + index));
    return { party: this.parties[this.partyOf[place] ?? 0] ?? '', legs };
  }

  *[Symbol.iterator](): Generator<SoldGroup> {
    for (let place = 0; place < this.length; place += 1) yield this.at(place);
  }

  private leg(at: number): SoldLeg {
    const flight = this.flights[this.flightOf[at] ?? 0] as StormFlight;
    return {
      flight,
      fare: flight.fares[this.fareOf[at] ?? 0] as SoldLeg['fare'],
      journey: this.journeyOf[at] ?? 1,
      units: this.units.slice(this.firstUnit[at], this.firstUnit[at + 1] ?? this.units.length),
    };
  }
}

function placeIn<T>(items: T[], places: Map<T, number>, item: T): number {
  const known = places.get(item);
  if (known !== undefined) return known;
  places.set(item, items.length);
  items.push(item);
  return items.length - 1;
}
