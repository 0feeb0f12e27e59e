import { formatFlightRef, parseFlightRef } from '../../kernel/flight-ref.js';
import { escapeText } from '../../present/escape-text.js';
import { listedBookingView } from '../../present/views/listed-booking-view.js';
import { flag } from '../command-line.js';
import { ListPlace } from '../parts/list-place.js';
import type { Place } from '../place.js';
import { referenceOf } from '../references.js';
import type { Stage } from '../stage.js';
import { openBooking } from './booking.js';
import { openSearch } from './search.js';

const STATUSES = ['held', 'waitlisted', 'confirmed', 'cancelled', 'expired'] as const;

/** Whoever types a whole status or flight means it; anything else is the beginning of a name. */
function criterionOf(filter: string) {
  const status = STATUSES.find((each) => each === filter.toLowerCase());
  if (status) return { status };
  const reference = referenceOf(filter);
  if (reference?.kind === 'flight') return { flight: parseFlightRef(reference.flight) };
  return filter === '' ? {} : { name: filter };
}

function emptyTextOf(filter: string): string {
  if (filter === '') return 'No bookings yet. Press s to search flights and make one.';
  return `No passenger's name begins with ${escapeText(filter)}: SMITH or SMITH/JO. A status or BA117/2026-12-01 can be filtered by too; a locator goes to its booking when it is typed without /.`;
}

/** All bookings, the newest first: where the console begins. */
export function openBookings(stage: Stage): Place {
  return new ListPlace(stage, {
    title: 'Bookings',
    command: (filter) => {
      const { status, flight, name } = criterionOf(filter);
      const wanted = [...flag('status', status), ...flag('flight', flight && formatFlightRef(flight))];
      return ['booking', 'list', ...wanted, ...flag('name', name?.toLowerCase())];
    },
    columns: () => listedBookingView.columns,
    idOf: ({ recordLocator }) => recordLocator,
    emptyText: emptyTextOf,
    filteredBy: 'name, status or flight',
    fetch: ({ limit, cursor, filter }) => stage.app.bookings.list({ limit, cursor, ...criterionOf(filter) }),
    open: ({ recordLocator }) => stage.open(openBooking(stage, recordLocator)),
    bindings: () => [{ keys: ['s'], label: 'search and book', run: () => stage.open(openSearch(stage)) }],
  });
}
