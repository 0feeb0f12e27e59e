import type { View } from '../../cli/output.js';
import type { CalendarDay } from '../../inventory/search/flight-search.js';
import { field } from '../column.js';
import { ID_HINT } from './offer-view.js';

/** The longest id that leaves room for its day and its price. */
const SHORT_ID = 48;

/** The lowest fare of each day; ids that are too long for a screen are left to `-o ids` and JSON. */
export function calendarViewOf(days: readonly CalendarDay[]): View<CalendarDay> {
  const isReturn = days.some(({ returnDate }) => returnDate !== null);
  return {
    columns: [
      field('departureDate', 'Departs'),
      field('returnDate', 'Returns', 'text', { isWide: !isReturn }),
      field('price', 'From', 'money'),
      field('offerId', 'Offer', 'ref', { isWide: hasLongIds(days) }),
    ],
    emptyText: 'No flights with room for the party from three days before to three days after.',
  };
}

export function calendarHint(days: readonly CalendarDay[]): string | undefined {
  return hasLongIds(days) ? ID_HINT : undefined;
}

function hasLongIds(days: readonly CalendarDay[]): boolean {
  return days.some(({ offerId }) => offerId.length > SHORT_ID);
}
