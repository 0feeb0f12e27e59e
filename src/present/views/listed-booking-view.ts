import type { ListedBooking } from '../../booking/list-bookings.js';
import type { View } from '../../cli/output.js';
import { field } from '../column.js';

export const listedBookingView: View<ListedBooking> = {
  columns: [
    field('recordLocator', 'Booking', 'ref'),
    field('status', 'Status'),
    field('leadPassenger', 'Passenger', 'free-text'),
    field('passengerCount', 'Party', 'number'),
    field('total', 'Total', 'money'),
    field('holdExpiresAt', 'Held until', 'instant'),
    field('version', 'Version', 'number', { isWide: true }),
    field('createdAt', 'Made', 'instant', { isWide: true }),
  ],
  emptyText: 'No such bookings.',
};
