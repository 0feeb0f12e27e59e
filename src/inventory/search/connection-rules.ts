import type { ConnectionTimeRow } from '../../database/schema.js';
import { MINUTE_MS } from '../../kernel/instant.js';
import type { TimetableFlight } from './itinerary.js';

export type ConnectionKind = ConnectionTimeRow['kind'];

/**
 * Minutes that a change of flights needs where the airport has no entry of its own in `connection_time`.
 * D is a domestic flight and I an international one, the arriving before the departing: who comes in from
 * abroad and flies on within the country passes the border and claims the bags in between.
 */
export const MINIMUM_CONNECTION_MINUTES: Readonly<Record<ConnectionKind, number>> = { DD: 45, DI: 60, ID: 75, II: 60 };

/** Whoever waits longer has broken the journey: a night at the airport is in it, a day is not. */
export const MAXIMUM_CONNECTION_MINUTES = 720;

/** Who may change from which flight to which. */
export class ConnectionRules {
  private readonly minutes: ReadonlyMap<string, number>;

  /** @param countries by airport: an airport that is missing is abroad to every other */
  constructor(
    private readonly countries: ReadonlyMap<string, string>,
    times: readonly ConnectionTimeRow[] = [],
  ) {
    this.minutes = new Map(times.map(({ airport, kind, minutes }) => [`${airport} ${kind}`, minutes]));
  }

  minimumMinutes(arriving: TimetableFlight, departing: TimetableFlight): number {
    const kind: ConnectionKind = `${this.reachOf(arriving)}${this.reachOf(departing)}`;
    return this.minutes.get(`${departing.origin} ${kind}`) ?? MINIMUM_CONNECTION_MINUTES[kind];
  }

  isConnection(arriving: TimetableFlight, departing: TimetableFlight): boolean {
    const waitMinutes = (departing.departs_at - arriving.arrives_at) / MINUTE_MS;
    return waitMinutes <= MAXIMUM_CONNECTION_MINUTES && this.isInTime(arriving, departing);
  }

  /** The same however long the wait: between the journeys of a trip lies a stay. */
  isInTime(arriving: TimetableFlight, departing: TimetableFlight): boolean {
    const waitMinutes = (departing.departs_at - arriving.arrives_at) / MINUTE_MS;
    return waitMinutes >= this.minimumMinutes(arriving, departing);
  }

  private reachOf({ origin, destination }: TimetableFlight): 'D' | 'I' {
    const country = this.countries.get(origin);
    return country !== undefined && country === this.countries.get(destination) ? 'D' : 'I';
  }
}
