import type { Itinerary } from '../../booking/itinerary.js';
import type { View } from '../../cli/output.js';
import { field } from '../column.js';
import { itineraryText } from '../itinerary-text.js';

export const itineraryView: View<Itinerary> = {
  columns: [
    field('recordLocator', 'Booking', 'ref'),
    field('status', 'Status'),
    field('version', 'Version', 'number'),
    {
      key: 'flights',
      header: 'Flights',
      kind: 'text',
      value: ({ flights }) => flights.map(({ flight }) => flight).join('; '),
    },
    {
      key: 'stays',
      header: 'Hotels',
      kind: 'free-text',
      value: ({ stays }) => stays.map(({ property }) => property).join('; '),
    },
    field('total', 'Total', 'money'),
    field('paid', 'Paid', 'money'),
    field('balance', 'Due', 'money'),
  ],
  text: (itinerary) => itineraryText(itinerary).trimEnd(),
};
