import type { CancelledView } from '../../booking/cancel-booking.js';
import type { ModifiedView } from '../../booking/modify-booking.js';
import type { PricedChange } from '../../booking/priced-change.js';
import type { View } from '../../cli/output.js';
import type { Paint } from '../colour.js';
import { formatPairs } from '../detail.js';
import { escapeText } from '../escape-text.js';
import { formatMoney } from '../money.js';
import { bookingView, formatBooking } from './booking-view.js';

/** A booking after a change, and what the change cost. */
export const modifiedBookingView: View<ModifiedView> = {
  columns: [
    ...bookingView.columns,
    { key: 'fareDifference', header: 'Fare difference', kind: 'money', value: ({ change }) => change.fareDifference },
    { key: 'penalty', header: 'Fees', kind: 'money', value: ({ change }) => change.penalty },
  ],
  text: (booking, paint) => `${formatBooking(booking, paint)}\n\n${formatChange(booking.change, paint)}`,
};

/** A booking that was given up, and its refund. */
export const cancelledBookingView: View<CancelledView> = {
  columns: [
    ...bookingView.columns,
    { key: 'refundId', header: 'Refund', kind: 'text', value: ({ refund }) => refund?.refundId },
    { key: 'refundStatus', header: 'Refund status', kind: 'text', value: ({ refund }) => refund?.status },
    { key: 'refundAmount', header: 'Refund amount', kind: 'money', value: ({ refund }) => refund?.amount },
  ],
  text: (booking, paint) => {
    const { refund } = booking;
    const outcome = refund ? `${formatMoney(refund.amount)}  ${refund.status}  ${refund.refundId}` : 'none';
    return `${formatBooking(booking, paint)}\n\n${formatPairs([['Refund', outcome]], paint)}`;
  },
};

/** A change as it is shown before it is agreed to, and after. */
export function formatChange(change: PricedChange, paint: Paint): string {
  const lines = (label: string, items: readonly string[]) => items.map((item) => [label, escapeText(item)] as const);
  const { fareDifference, tax, balance } = change;
  const isOwedBack = balance.amountMinor < 0;
  return formatPairs(
    [
      ...lines('Gives up', change.released),
      ...lines('Takes', change.taken),
      ['Fare difference', formatMoney(fareDifference)],
      ...(tax.amountMinor === 0 ? [] : [['of it taxes', formatMoney(tax)] as const]),
      ['Fees', formatMoney(change.penalty)],
      isOwedBack ? ['To give back', formatMoney(change.givenBack)] : ['Then due', formatMoney(change.owed)],
      ...lines('Why', change.why),
    ],
    paint,
  );
}
