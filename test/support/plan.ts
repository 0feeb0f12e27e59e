import type { Desk } from '../../src/desk.js';
import {
  COST_KINDS,
  type CostsByKind,
  PLAN_FORMAT,
  type Plan,
  type PlanItem,
  type PlannedJourney,
} from '../../src/disruption/plan.js';
import { DEFAULT_POLICY } from '../../src/disruption/policy.js';
import { hashOf, sealPlan } from '../../src/disruption/seal-plan.js';

/** A journey as a plan has it, with what the carrying out reads: which segments go, and which flights come. */
export function rerouted(
  journey: number,
  gives: readonly string[],
  takes: readonly string[],
  cabin = 'Y',
): PlannedJourney {
  const leg = (flight: string) => ({
    ...{ flight, origin: 'LHR', destination: 'JFK', cabin },
    ...{ departsAt: '2026-12-01T10:00:00Z', arrivesAt: '2026-12-01T13:00:00-05:00' },
  });
  return {
    ...{ journey, origin: 'LHR', destination: 'JFK' },
    from: gives.map((segment) => ({ segment, ...leg('XX0/2026-12-01') })),
    to: takes.map(leg),
    arrivedAt: '2026-12-01T13:00:00-05:00',
    delayMinutes: takes.length === 0 ? null : 0,
  };
}

export type TestItem = Pick<PlanItem, 'recordLocator' | 'version' | 'action'> &
  Partial<Pick<PlanItem, 'journeys' | 'stays'>>;

/** A plan that was made by hand, sealed as a real one is. */
export async function planOf(desk: Desk, items: readonly TestItem[], policy = DEFAULT_POLICY): Promise<Plan> {
  const count = (action: string) => items.filter((item) => item.action === action).length;
  const costs = Object.fromEntries(COST_KINDS.map((kind) => [kind, 0])) as unknown as CostsByKind;
  return sealPlan({
    ...{ format: PLAN_FORMAT, planId: desk.ids.next('pln'), kind: 'rebook', ofJob: null },
    ...{ createdAt: '2026-11-01T12:00:00Z', asOf: '2026-11-01T12:00:00Z', scope: { flights: [], since: null } },
    ...{ policy, policyHash: await hashOf(policy), inventory: { digest: '', flights: {} } },
    solver: {
      ...{ name: 'hand', status: 'none', objectiveMinor: 0, boundMinor: 0, gap: 0 },
      ...{ candidates: 0, groups: items.length, seconds: 0 },
    },
    costs: { currency: 'USD', total: 0, ...costs },
    totals: {
      ...{ bookings: items.length, passengers: items.length, moved: count('move'), refunded: count('refund') },
      ...{ kept: count('keep'), movedPassengers: 0, refundedPassengers: 0, keptPassengers: 0 },
      ...{ meanDelayMinutes: 0, p95DelayMinutes: 0 },
    },
    loads: [],
    items: items.map((item) => ({
      ...{ passengers: 1, infants: 0, tier: 'none', protected: [], journeys: [], stays: [] },
      ...{ costMinor: 0, costs: {}, reason: 'by hand', alternatives: [] },
      ...item,
    })),
  });
}
