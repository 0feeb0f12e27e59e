import type { Money } from '../kernel/money.js';
import { money } from '../kernel/money.js';
import type { Plan, PlanItem } from './plan.js';
import { type PlanRow, rowOf } from './show-plan.js';

/** What two plans say differently. */
export interface PlanDifference {
  readonly a: PlanEnd;
  readonly b: PlanEnd;
  readonly same: number;
  readonly changed: readonly ChangedItem[];
}

export interface PlanEnd {
  readonly planId: string;
  readonly bookings: number;
  readonly moved: number;
  readonly refunded: number;
  readonly kept: number;
  readonly meanDelayMinutes: number;
  readonly total: Money;
}

/** A booking that they treat differently; an end is null where that plan does not have it. */
export interface ChangedItem {
  readonly recordLocator: string;
  readonly passengers: number;
  readonly a: string | null;
  readonly b: string | null;
  /** Of `b` less that of `a`; null where one of them has none. */
  readonly delayDifferenceMinutes: number | null;
  readonly costDifference: Money;
}

/** Compares two plans booking by booking, those first whose cost differs the most. */
export function diffPlans(a: Plan, b: Plan): PlanDifference {
  const [inA, inB] = [byLocator(a), byLocator(b)];
  const changed: ChangedItem[] = [];
  let same = 0;
  for (const locator of new Set([...inA.keys(), ...inB.keys()])) {
    const [one, other] = [inA.get(locator), inB.get(locator)];
    if (one && other && outcomeOf(one, a) === outcomeOf(other, b)) same += 1;
    else changed.push(changeOf(locator, one && rowOf(one, a.costs.currency), other && rowOf(other, b.costs.currency)));
  }
  const size = ({ costDifference }: ChangedItem) => Math.abs(costDifference.amountMinor);
  changed.sort((x, y) => size(y) - size(x) || (x.recordLocator < y.recordLocator ? -1 : 1));
  return { a: endOf(a), b: endOf(b), same, changed };
}

function byLocator({ items }: Plan): Map<string, PlanItem> {
  return new Map(items.map((item) => [item.recordLocator, item]));
}

function outcomeOf(item: PlanItem, { costs }: Plan): string {
  return inWords(rowOf(item, costs.currency));
}

function inWords({ action, to }: PlanRow): string {
  return action === 'move' || action === 'restore' ? `${action} to ${to}` : action;
}

function changeOf(recordLocator: string, a: PlanRow | undefined, b: PlanRow | undefined): ChangedItem {
  const [was, is] = [a?.delayMinutes ?? null, b?.delayMinutes ?? null];
  const currency = (b ?? a)?.cost.currency ?? '';
  return {
    recordLocator,
    passengers: (b ?? a)?.passengers ?? 0,
    a: a ? inWords(a) : null,
    b: b ? inWords(b) : null,
    delayDifferenceMinutes: was === null || is === null ? null : is - was,
    costDifference: money((b?.cost.amountMinor ?? 0) - (a?.cost.amountMinor ?? 0), currency),
  };
}

function endOf({ planId, totals, costs }: Plan): PlanEnd {
  const { bookings, moved, refunded, kept, meanDelayMinutes } = totals;
  return { planId, bookings, moved, refunded, kept, meanDelayMinutes, total: money(costs.total, costs.currency) };
}
