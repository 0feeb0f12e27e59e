import { itineraryView } from '../../present/views/itinerary-view.js';
import { TextPlace } from '../parts/text-place.js';
import type { Place } from '../place.js';
import type { Stage } from '../stage.js';

/** What the customer is sent. */
export function openItinerary(stage: Stage, locator: string): Place {
  return new TextPlace(stage, {
    title: 'Itinerary',
    command: ['booking', 'itinerary', locator],
    read: async () => itineraryView.text?.(await stage.app.bookings.itinerary(locator), stage.theme.paint) ?? '',
  });
}
