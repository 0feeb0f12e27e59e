import { type Instant, MINUTE_MS } from '../../src/kernel/instant.js';

/** A flight of a random world, with the units of its only cabin that are free. */
export interface BruteFlight {
  readonly id: number;
  readonly origin: string;
  readonly destination: string;
  readonly departsAt: Instant;
  readonly arrivesAt: Instant;
  readonly free: number;
}

export interface BruteGroup {
  readonly size: number;
  /** The flight that was cancelled. */
  readonly lost: BruteFlight;
  /** Minor units for an hour of one passenger, weighted. */
  readonly hourly: number;
  /** Passengers with a special service. */
  readonly assisted: number;
  readonly isDirectOnly: boolean;
  /** Paid for one passenger with a seat. */
  readonly fare: number;
}

interface BruteWay {
  readonly flights: readonly BruteFlight[];
  readonly cost: number;
}

/**
 * By the default policy, written down once more: what it costs in all to look after everybody in the best way.
 * @param flights those that operate
 */
export function leastCost(flights: readonly BruteFlight[], groups: readonly BruteGroup[], now: Instant): number {
  const ways = groups.map((group) => waysOf(flights, group, now));
  const left = new Map(flights.map(({ id, free }) => [id, free]));
  const least = groups.map((group, at) => Math.min(leftCost(group), ...(ways[at] ?? []).map(({ cost }) => cost)));
  let best = Number.POSITIVE_INFINITY;
  const choose = (at: number, cost: number): void => {
    if (cost + least.slice(at).reduce((sum, each) => sum + each, 0) >= best) return;
    const group = groups[at];
    if (!group) {
      best = cost;
      return;
    }
    for (const way of ways[at] ?? []) {
      if (way.flights.some(({ id }) => (left.get(id) ?? 0) < group.size)) continue;
      for (const { id } of way.flights) left.set(id, (left.get(id) ?? 0) - group.size);
      choose(at + 1, cost + way.cost);
      for (const { id } of way.flights) left.set(id, (left.get(id) ?? 0) + group.size);
    }
    choose(at + 1, cost + leftCost(group));
  };
  choose(0, 0);
  return best;
}

function leftCost({ size, hourly, fare }: BruteGroup): number {
  return size * (fare + 25_000) + Math.round(size * 96 * hourly);
}

function waysOf(flights: readonly BruteFlight[], group: BruteGroup, now: Instant): BruteWay[] {
  const { lost } = group;
  const earliest = Math.max(now + 60 * MINUTE_MS, lost.departsAt - 120 * MINUTE_MS);
  const found: BruteWay[] = [];
  const goOn = (way: readonly BruteFlight[]): void => {
    const last = way.at(-1);
    if (last?.destination === lost.destination) found.push({ flights: way, cost: costOf(way, group) });
    if (last?.destination === lost.destination || way.length === (group.isDirectOnly ? 1 : 3)) return;
    for (const next of flights) {
      if (next.origin !== (last?.destination ?? lost.origin)) continue;
      const wait = last ? (next.departsAt - last.arrivesAt) / MINUTE_MS : 0;
      const isInTime = last ? wait >= 45 && wait <= 720 : next.departsAt >= earliest;
      const isBack = [lost.origin, ...way.map(({ origin }) => origin)].includes(next.destination);
      if (isInTime && !isBack && next.free >= group.size) goOn([...way, next]);
    }
  };
  goOn([]);
  return found;
}

/** Within one day and a place on one spot, so that no night passes and meals come from two hours on. */
function costOf(way: readonly BruteFlight[], { size, lost, hourly, assisted }: BruteGroup): number {
  const late = Math.max(0, ((way.at(-1) as BruteFlight).arrivesAt - lost.arrivesAt) / MINUTE_MS);
  const wait = ((way[0] as BruteFlight).departsAt - lost.departsAt) / MINUTE_MS;
  const meals = wait < 120 ? 0 : Math.min(3, 1 + Math.floor((wait - 120) / 360));
  const changes = way.length - 1;
  return (
    Math.round((size * late * hourly) / 60) + size * (meals * 1_500 + changes * 4_000) + assisted * changes * 5_000
  );
}
