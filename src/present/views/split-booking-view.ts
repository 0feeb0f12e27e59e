import type { SplitView } from '../../booking/split-booking.js';
import type { View } from '../../cli/output.js';
import { field } from '../column.js';
import { bookingView, formatBooking } from './booking-view.js';

/** The booking of those who left, and behind it the one that they left. */
export const splitBookingView: View<SplitView> = {
  columns: [...bookingView.columns, field('splitFrom', 'Split from')],
  text: (booking, paint) =>
    [
      formatBooking(booking, paint),
      paint('dim', `split from ${booking.from.recordLocator}, which now reads:`),
      formatBooking(booking.from, paint),
    ].join('\n\n'),
};
