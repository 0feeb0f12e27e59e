import type { Session } from '../../database/dialect.js';
import type { Instant } from '../../kernel/instant.js';
import { countLegs, countUnits, type OpenUnits, type SearchFare } from './space-repository.js';

/**
 * The sellable seats of the flights that were counted so far. Counting is what a search costs most, so that
 * it is left for the flights of the offers that are about to be shown.
 */
export class SeatCounts {
  private readonly byFlight = new Map<number, OpenUnits[]>();
  /** How many flights have the number of a counted flight that day: asked in the same round trip. */
  readonly legCounts = new Map<number, number>();

  /** The seats that a fare's class may take, its own and those kept for lower ones; undefined where nobody has counted. */
  availableIn(fare: SearchFare): number | undefined {
    const units = this.byFlight.get(fare.flight_id);
    if (!units) return undefined;
    let seats = 0;
    for (const { cabin, nest_level, units: count } of units) {
      if (cabin === fare.cabin && nest_level >= fare.nest_level) seats += count;
    }
    return seats;
  }

  add(flightIds: Iterable<number>, rows: readonly OpenUnits[]): void {
    for (const id of flightIds) this.byFlight.set(id, []);
    for (const row of rows) this.byFlight.get(row.flight_id)?.push(row);
  }

  async count(session: Session, flightIds: ReadonlySet<number>, now: Instant): Promise<void> {
    const ids = [...flightIds];
    const [units, legs] = await Promise.all([countUnits(session, ids, now), countLegs(session, ids)]);
    this.add(ids, units);
    for (const { id, leg_count } of legs) this.legCounts.set(id, leg_count);
  }
}
