import { OpsdeskError } from '../kernel/errors.js';
import { type Money, money } from '../kernel/money.js';
import { parseLocator } from '../kernel/record-locator.js';
import { COST_KINDS, type CostKind, type Plan, type PlanAction, type PlanItem, type PlannedLoad } from './plan.js';

/** A plan without its bookings, for whoever has to decide on it. */
export interface PlanSummary extends Omit<Plan, 'items' | 'costs' | 'policy' | 'inventory' | 'format'> {
  readonly costs: readonly { readonly kind: CostKind | 'total'; readonly amount: Money }[];
  readonly delays: readonly DelayBucket[];
  /** The hundred who cost the most each, the worst first. */
  readonly worst: readonly PlanRow[];
}

export interface DelayBucket {
  readonly what: string;
  readonly passengers: number;
  readonly bookings: number;
  /** Of all passengers of the plan. */
  readonly share: number;
}

/** A booking of a plan in a line. */
export interface PlanRow {
  readonly recordLocator: string;
  readonly action: PlanAction;
  readonly passengers: number;
  readonly tier: string;
  readonly protected: string;
  readonly from: string;
  readonly to: string;
  /** Of the journey that comes latest; null where it does not arrive. */
  readonly delayMinutes: number | null;
  readonly cost: Money;
  readonly costEach: Money;
  readonly stays: string;
  readonly reason: string;
}

const WORST = 100;

/** Minutes late, up to and not with; a name for each. */
const BUCKETS: readonly (readonly [untilMinutes: number, what: string])[] = [
  [15, 'on time'],
  [60, 'under 1 h late'],
  [120, '1 to 2 h'],
  [240, '2 to 4 h'],
  [480, '4 to 8 h'],
  [720, '8 to 12 h'],
  [1_440, '12 to 24 h'],
  [2_880, '1 to 2 days'],
  [Number.POSITIVE_INFINITY, '2 days and more'],
];
const NOT_TRAVELLING = 'money back';

export function summarisePlan(plan: Plan): PlanSummary {
  const { items, costs, policy: _, inventory: __, format: ___, ...head } = plan;
  const { currency } = costs;
  const kinds = COST_KINDS.filter((kind) => costs[kind] !== 0);
  return {
    ...head,
    costs: [
      ...kinds.map((kind) => ({ kind, amount: money(costs[kind], currency) })),
      { kind: 'total', amount: money(costs.total, currency) },
    ],
    delays: spreadOf(items),
    worst: items
      .toSorted((a, b) => costEach(b) - costEach(a) || (a.recordLocator < b.recordLocator ? -1 : 1))
      .slice(0, WORST)
      .map((item) => rowOf(item, currency)),
  };
}

/** Every booking of a plan in a line, for a spreadsheet. */
export function listPlanRows({ items, costs }: Plan): PlanRow[] {
  return items.map((item) => rowOf(item, costs.currency));
}

/** The flights that gain or lose passengers, those first that become the fullest. */
export function listPlannedLoads({ loads }: Plan): PlannedLoad[] {
  const share = ({ after, authorised }: PlannedLoad) => after / Math.max(1, authorised);
  return loads.toSorted((a, b) => share(b) - share(a) || (a.flight < b.flight ? -1 : 1));
}

/** What a plan says of one booking. @throws INVALID_INPUT, BOOKING_NOT_FOUND where the plan does not have it */
export function findPlanItem(plan: Plan, locator: string): PlanItem {
  const wanted = parseLocator(locator);
  const item = plan.items.find(({ recordLocator }) => recordLocator === wanted);
  if (item) return item;
  throw new OpsdeskError('BOOKING_NOT_FOUND', `the plan says nothing of ${wanted}`, {
    hint: 'Its flights were not hit when the plan was made, or it was out of its scope.',
    details: { recordLocator: wanted, planId: plan.planId },
  });
}

export function rowOf(item: PlanItem, currency: string): PlanRow {
  const legs = (which: 'from' | 'to') =>
    item.journeys.map((journey) => journey[which].map(({ flight }) => flight).join(' ')).join(', ');
  return {
    ...{ recordLocator: item.recordLocator, action: item.action, passengers: item.passengers, tier: item.tier },
    ...{ protected: item.protected.join(' '), from: legs('from'), to: legs('to'), delayMinutes: delayOf(item) },
    ...{ cost: money(item.costMinor, currency), costEach: money(Math.round(costEach(item)), currency) },
    stays: item.stays.map(({ stay, action }) => `${stay} ${action}`).join(' '),
    reason: item.reason,
  };
}

function delayOf({ journeys }: PlanItem): number | null {
  const delays = journeys.map(({ delayMinutes }) => delayMinutes);
  return delays.length === 0 || delays.includes(null) ? null : Math.max(...(delays as number[]));
}

function costEach({ costMinor, passengers }: PlanItem): number {
  return costMinor / Math.max(1, passengers);
}

function spreadOf(items: readonly PlanItem[]): DelayBucket[] {
  const names = [...BUCKETS.map(([, what]) => what), NOT_TRAVELLING];
  const counted = new Map(names.map((what) => [what, { passengers: 0, bookings: 0 }]));
  let all = 0;
  for (const item of items) {
    const delay = delayOf(item);
    const what = delay === null ? NOT_TRAVELLING : BUCKETS.find(([until]) => delay < until)?.[1];
    const bucket = counted.get(what ?? NOT_TRAVELLING);
    if (!bucket) continue;
    bucket.passengers += item.passengers;
    bucket.bookings += 1;
    all += item.passengers;
  }
  return [...counted.entries()].map(([what, counts]) => ({
    what,
    ...counts,
    share: counts.passengers / Math.max(1, all),
  }));
}
