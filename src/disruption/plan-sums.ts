import type { Session } from '../database/dialect.js';
import { flightRefOf } from '../inventory/flight.js';
import type { Instant } from '../kernel/instant.js';
import {
  COST_KINDS,
  type CostsByKind,
  type Plan,
  type PlanCosts,
  type PlanItem,
  type PlannedLoad,
  type PlanTotals,
} from './plan.js';
import { delayOf, linesGivenUp, type Outcome } from './plan-items.js';
import { listLoads, type ScheduledFlight } from './plan-repository.js';
import type { Policy } from './policy.js';
import { hashOf } from './seal-plan.js';

export function sumCosts(items: readonly PlanItem[], currency: string): PlanCosts {
  const byKind = Object.fromEntries(
    COST_KINDS.map((kind) => [kind, items.reduce((sum, { costs }) => sum + (costs[kind] ?? 0), 0)]),
  ) as CostsByKind;
  return { currency, total: items.reduce((sum, { costMinor }) => sum + costMinor, 0), ...byKind };
}

export function sumTotals(outcomes: readonly Outcome[]): PlanTotals {
  const count = (action?: Outcome['action']) => outcomes.filter((each) => !action || each.action === action);
  const people = (some: readonly Outcome[]) => some.reduce((sum, { group }) => sum + group.party.size, 0);
  const [moved, refunded, kept] = [count('move'), count('refund'), count('keep')];
  return {
    ...{ bookings: outcomes.length, passengers: people(outcomes) },
    ...{ moved: moved.length, refunded: refunded.length, kept: kept.length },
    ...{ movedPassengers: people(moved), refundedPassengers: people(refunded), keptPassengers: people(kept) },
    ...delaysOf([...moved, ...kept]),
  };
}

/** Of every passenger the longer delay, where several journeys were hit; whoever comes earlier is on time. */
function delaysOf(outcomes: readonly Outcome[]): Pick<PlanTotals, 'meanDelayMinutes' | 'p95DelayMinutes'> {
  const delays = outcomes
    .map((outcome) => ({
      people: outcome.group.party.size,
      minutes: Math.max(0, ...outcome.group.hits.map((_, at) => delayOf(outcome, at) ?? 0)),
    }))
    .sort((a, b) => a.minutes - b.minutes);
  const people = delays.reduce((sum, each) => sum + each.people, 0);
  if (people === 0) return { meanDelayMinutes: 0, p95DelayMinutes: 0 };
  const sum = delays.reduce((total, each) => total + each.people * each.minutes, 0);
  let counted = 0;
  const p95 = delays.find((each) => {
    counted += each.people;
    return counted >= people * 0.95;
  });
  return { meanDelayMinutes: Math.round(sum / people), p95DelayMinutes: p95?.minutes ?? 0 };
}

type Seen = Pick<Plan, 'loads' | 'inventory'>;

/** What a plan takes and gives up of every flight, and the versions that it saw of them. */
export async function sumLoads(
  session: Session,
  outcomes: readonly Outcome[],
  policy: Policy,
  now: Instant,
): Promise<Seen> {
  const changes = new Map<number, { readonly flight: ScheduledFlight; readonly byCabin: Map<string, number> }>();
  const change = (flight: ScheduledFlight, cabin: string, units: number) => {
    const { byCabin } = changes.get(flight.id) ?? { byCabin: new Map<string, number>() };
    byCabin.set(cabin, (byCabin.get(cabin) ?? 0) + units);
    changes.set(flight.id, { flight, byCabin });
  };
  for (const outcome of outcomes) {
    const { size } = outcome.group.party;
    for (const { way, cabins } of outcome.ways) {
      way.legs.forEach((leg, at) => {
        const space = cabins[at];
        if (space) change(leg, space.cabin, size);
      });
    }
    for (const { flight, cabin } of linesGivenUp(outcome, policy, now)) change(flight, cabin, -size);
  }
  const { taken, authorised } = await listLoads(session, [...changes.keys()], now);
  const before = new Map(taken.map(({ flight_id, cabin, units }) => [`${flight_id} ${cabin}`, units]));
  const loads = authorised.flatMap(({ flight_id, cabin, authorised: units }): PlannedLoad[] => {
    const { flight, byCabin } = changes.get(flight_id) ?? {};
    const changed = byCabin?.get(cabin);
    if (!flight || changed === undefined) return [];
    const had = before.get(`${flight_id} ${cabin}`) ?? 0;
    return [{ flight: flightRefOf(flight), cabin, authorised: units, before: had, after: had + changed }];
  });
  const refs = [...changes.values()].map(({ flight }) => [flightRefOf(flight), flight.version] as const);
  const flights = Object.fromEntries(refs.sort(([a], [b]) => (a < b ? -1 : 1)));
  const sorted = loads.sort((a, b) => (`${a.flight} ${a.cabin}` < `${b.flight} ${b.cabin}` ? -1 : 1));
  const seen = sorted.map(({ flight, cabin, before: had }) => [flight, cabin, had]);
  return { loads: sorted, inventory: { digest: await hashOf({ flights, seen }), flights } };
}
