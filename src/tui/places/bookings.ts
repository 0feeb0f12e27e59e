import { listedBookingView } from '../../present/views/listed-booking-view.js';
import { flag } from '../command-line.js';
import { ListPlace } from '../parts/list-place.js';
import type { Place } from '../place.js';
import type { Stage } from '../stage.js';
import { openBooking } from './booking.js';
import { openSearch } from './search.js';

const STATUSES = ['held', 'waitlisted', 'confirmed', 'cancelled', 'expired'] as const;

/** Whoever types a whole status means it; anything else is the beginning of a surname. */
function statusOf(filter: string): (typeof STATUSES)[number] | undefined {
  return STATUSES.find((status) => status === filter.toLowerCase());
}

function criterionOf(filter: string) {
  const status = statusOf(filter);
  if (status) return { status };
  return filter === '' ? {} : { name: filter };
}

/** All bookings, the newest first: where the console begins. */
export function openBookings(stage: Stage): Place {
  return new ListPlace(stage, {
    title: 'Bookings',
    command: (filter) => ['booking', 'list', ...flag(statusOf(filter) ? 'status' : 'name', filter.toLowerCase())],
    columns: () => listedBookingView.columns,
    idOf: ({ recordLocator }) => recordLocator,
    emptyText: 'No such bookings. Press s to search flights and make one.',
    filteredBy: 'surname or status',
    fetch: ({ limit, cursor, filter }) => stage.app.bookings.list({ limit, cursor, ...criterionOf(filter) }),
    open: ({ recordLocator }) => stage.open(openBooking(stage, recordLocator)),
    bindings: () => [{ keys: ['s'], label: 'search and book', run: () => stage.open(openSearch(stage)) }],
  });
}
