import type { ConnectionRules } from '../inventory/search/connection-rules.js';
import { HOUR_MS } from '../kernel/instant.js';
import type { Random } from './random.js';
import { SoldGroups } from './sold-groups.js';
import { MOST_CONNECTING, ROUND_TRIP_SHARE } from './storm-banks.js';
import type { StormCabin, StormFlight } from './storm-flight.js';
import { drawParty, drawSize } from './storm-parties.js';

export interface StormFlights {
  /** Those of the schedule. */
  readonly departures: readonly StormFlight[];
  readonly returns: readonly StormFlight[];
  readonly onward: readonly StormFlight[];
}

/** Nobody of the groups waits longer between two flights, though the rules would let them. */
const LONGEST_WAIT_MS = 7 * HOUR_MS;
/** At the far end, between the way out and the way back. */
const SHORTEST_STAY_MS = 14 * HOUR_MS;

/**
 * Fills every flight up to the room it has: onward flights with groups that come in on the schedule, the flights back
 * with those who flew out or will, and what is left with groups of one flight.
 */
export function sellStorm(
  { departures, returns, onward }: StormFlights,
  rules: ConnectionRules,
  random: Random,
): SoldGroups {
  const sales = new StormSales(departures, rules, random);
  for (const flight of onward) sales.sellConnections(flight);
  for (const flight of returns) sales.sellRoundTrips(flight);
  for (const flight of [...departures, ...returns, ...onward]) sales.sellRest(flight);
  return sales.groups;
}

class StormSales {
  readonly groups = new SoldGroups();
  private readonly byDestination = new Map<string, StormFlight[]>();
  /** Seats of a flight that may still go to connecting passengers. */
  private readonly connectable = new Map<StormFlight, number>();

  constructor(
    departures: readonly StormFlight[],
    private readonly rules: ConnectionRules,
    private readonly random: Random,
  ) {
    for (const flight of departures) {
      const { destination } = flight.row;
      this.byDestination.set(destination, [...(this.byDestination.get(destination) ?? []), flight]);
      this.connectable.set(flight, Math.floor(flight.room * MOST_CONNECTING));
    }
  }

  sellConnections(onward: StormFlight): void {
    const feeders = (this.byDestination.get(onward.row.origin) ?? []).filter(
      ({ row }) =>
        onward.row.departs_at - row.arrives_at <= LONGEST_WAIT_MS && this.rules.isConnection(row, onward.row),
    );
    this.fillWith(onward, 1, (cabin, size) => {
      const feeder = this.pickFlight(feeders, (flight) => {
        return (this.connectable.get(flight) ?? 0) >= size && flight.findCabin(cabin.cabin, size) !== undefined;
      });
      if (!feeder) return false;
      this.connectable.set(feeder, (this.connectable.get(feeder) ?? 0) - size);
      this.sell(size, [
        { flight: feeder, cabin: feeder.findCabin(cabin.cabin, size), journey: 1 },
        { flight: onward, cabin, journey: 1 },
      ]);
      return true;
    });
  }

  sellRoundTrips(back: StormFlight): void {
    const { row } = back;
    const partners = (this.byDestination.get(row.origin) ?? []).filter(
      ({ row: out }) =>
        row.departs_at - out.arrives_at >= SHORTEST_STAY_MS || out.departs_at - row.arrives_at >= SHORTEST_STAY_MS,
    );
    this.fillWith(back, ROUND_TRIP_SHARE, (cabin, size) => {
      const out = this.pickFlight(partners, (flight) => flight.findCabin(cabin.cabin, size) !== undefined);
      if (!out) return false;
      const legs = [
        { flight: out, cabin: out.findCabin(cabin.cabin, size) },
        { flight: back, cabin },
      ];
      const inOrder = out.row.departs_at < row.departs_at ? legs : legs.toReversed();
      this.sell(
        size,
        inOrder.map((leg, index) => ({ ...leg, journey: index + 1 })),
      );
      return true;
    });
  }

  sellRest(flight: StormFlight): void {
    this.fillWith(flight, 1, (cabin, size) => {
      this.sell(size, [{ flight, cabin, journey: 1 }]);
      return true;
    });
  }

  /** Sells a share of each cabin's room to group after group; one that finds no partner is tried smaller. */
  private fillWith(flight: StormFlight, share: number, sell: (cabin: StormCabin, size: number) => boolean): void {
    flight.cabins.forEach((cabin, index) => {
      const isInFront = index < flight.cabins.length - 1;
      const least = cabin.room - Math.round(cabin.room * share);
      while (cabin.room > least) {
        let size = Math.min(drawSize(this.random, isInFront), cabin.room - least);
        while (size > 0 && !sell(cabin, size)) size -= 1;
        if (size === 0) return;
      }
    });
  }

  /** The first that fits from a place drawn by chance. */
  private pickFlight(flights: readonly StormFlight[], fits: (flight: StormFlight) => boolean): StormFlight | undefined {
    const start = this.random.below(Math.max(1, flights.length));
    for (let step = 0; step < flights.length; step += 1) {
      const flight = flights[(start + step) % flights.length] as StormFlight;
      if (fits(flight)) return flight;
    }
    return undefined;
  }

  private sell(
    size: number,
    places: readonly { flight: StormFlight; cabin: StormCabin | undefined; journey: number }[],
  ): void {
    const isConnecting = new Set(places.map(({ journey }) => journey)).size < places.length;
    const party = drawParty(this.random, size, !isConnecting);
    const booking = this.groups.length;
    const legs = places.map(({ flight, cabin, journey }, index) => {
      if (!cabin) throw new Error('a flight was chosen without a cabin');
      const seating = cabin.take(size, this.random);
      for (const [place, unit] of seating.units.entries()) flight.assign(unit, booking, index + 1, place + 1);
      return { ...seating, flight, journey };
    });
    this.groups.add({ party, legs });
  }
}
