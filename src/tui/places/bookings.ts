import { listedBookingView } from '../../present/views/listed-booking-view.js';
import { flag } from '../command-line.js';
import { ListPlace } from '../parts/list-place.js';
import type { Place } from '../place.js';
import type { Stage } from '../stage.js';
import { openBooking } from './booking.js';
import { openSearch } from './search.js';

/** All bookings, the newest first: where the console begins. */
export function openBookings(stage: Stage): Place {
  return new ListPlace(stage, {
    title: 'Bookings',
    command: (filter) => ['booking', 'list', ...flag('name', filter)],
    columns: () => listedBookingView.columns,
    idOf: ({ recordLocator }) => recordLocator,
    emptyText: 'No such bookings. Press s to search flights and make one.',
    filteredBy: 'surname',
    fetch: ({ limit, cursor, filter }) =>
      stage.app.bookings.list({ limit, cursor, ...(filter === '' ? {} : { name: filter }) }),
    open: ({ recordLocator }) => stage.open(openBooking(stage, recordLocator)),
    bindings: () => [{ keys: ['s'], label: 'search and book', run: () => stage.open(openSearch(stage)) }],
  });
}
