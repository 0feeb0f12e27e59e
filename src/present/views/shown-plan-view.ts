import type { View } from '../../cli/output.js';
import type { ChangedItem, PlanDifference } from '../../disruption/diff-plans.js';
import type { PlanItem, PlannedLoad } from '../../disruption/plan.js';
import type { PlanRow, PlanSummary } from '../../disruption/show-plan.js';
import { field } from '../column.js';
import { formatAmount } from '../money.js';
import { planInWords, planItemInWords } from '../plan-in-words.js';

export const planSummaryView: View<PlanSummary> = {
  columns: [
    field('planId', 'Plan', 'ref'),
    field('kind', 'Kind'),
    field('asOf', 'Made for', 'instant'),
    { key: 'totals', header: 'Bookings', kind: 'number', value: ({ totals }) => totals.bookings },
    { key: 'solver', header: 'Gap', kind: 'number', value: ({ solver }) => solver.gap },
    { key: 'costs', header: 'Cost', kind: 'money', value: ({ costs }) => costs.at(-1)?.amount },
  ],
  text: planInWords,
};

export const planItemView: View<PlanItem> = {
  columns: [
    field('recordLocator', 'Booking', 'ref'),
    field('action', 'Action'),
    field('passengers', 'Passengers', 'number'),
    field('reason', 'Why', 'free-text'),
  ],
  text: planItemInWords,
};

export const planRowView: View<PlanRow> = {
  columns: [
    field('recordLocator', 'Booking', 'ref'),
    field('action', 'Action'),
    field('passengers', 'Seats', 'number'),
    field('delayMinutes', 'Delay', 'number'),
    field('costEach', 'Cost each', 'money'),
    field('from', 'From', 'text', { isWide: true }),
    field('to', 'To', 'free-text'),
    field('tier', 'Tier', 'text', { isWide: true }),
    field('protected', 'Protected', 'text', { isWide: true }),
    field('cost', 'Cost', 'money', { isWide: true }),
    field('stays', 'Hotels', 'text', { isWide: true }),
    field('reason', 'Why', 'free-text'),
  ],
  emptyText: 'The plan has no bookings.',
};

export const plannedLoadView: View<PlannedLoad> = {
  columns: [
    field('flight', 'Flight', 'ref'),
    field('cabin', 'Cabin'),
    field('authorised', 'Authorised', 'number'),
    field('before', 'Before', 'number'),
    field('after', 'After', 'number'),
  ],
  emptyText: 'The plan changes no loads.',
};

export const changedItemView: View<ChangedItem> = {
  columns: [
    field('recordLocator', 'Booking', 'ref'),
    field('passengers', 'Seats', 'number'),
    field('delayDifferenceMinutes', 'Delay', 'number'),
    field('costDifference', 'Cost', 'money'),
    field('a', 'First', 'free-text'),
    field('b', 'Second', 'free-text'),
  ],
  emptyText: 'Both plans treat every booking alike.',
};

/** The two plans in a sentence each, above the bookings that they treat differently. */
export function differenceInWords({ a, b, same, changed }: PlanDifference): string {
  const end = ({ planId, moved, refunded, kept, meanDelayMinutes, total }: PlanDifference['a']) =>
    `${planId}: ${moved} moved, ${refunded} refunded, ${kept} kept, ${Math.round(meanDelayMinutes)} min late on average, ${formatAmount(total)}`;
  return [end(a), end(b), `${same} bookings alike, ${changed.length} not.`].join('\n');
}
