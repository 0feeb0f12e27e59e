import type { BookingAsOf } from '../../booking/show-booking-as-of.js';
import type { View } from '../../cli/output.js';
import { escapeText } from '../escape-text.js';
import { formatWallTime } from '../instant.js';
import { bookingView, formatBooking } from './booking-view.js';

/** A booking as it stood at a moment, with a note of the moment. */
export const bookingAsOfView: View<BookingAsOf> = {
  columns: [
    ...bookingView.columns,
    { key: 'asOf', header: 'As of', kind: 'instant', value: ({ asOf }) => asOf.at },
    { key: 'lastChange', header: 'Last change', kind: 'text', value: ({ asOf }) => asOf.lastChange.action },
  ],
  text: (booking, paint) => {
    const { at, lastChange, isErased } = booking.asOf;
    const by = `${lastChange.action} at ${formatWallTime(lastChange.at)} by ${escapeText(lastChange.actor)}`;
    return [
      formatBooking(booking, paint),
      `${paint('yellow', `As it stood at ${formatWallTime(at)}`)}, after ${by}`,
      ...(isErased ? ['Its customer was erased since: who they were is known to nobody.'] : []),
    ].join('\n\n');
  },
};
