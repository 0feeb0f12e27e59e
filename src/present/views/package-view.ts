import type { View } from '../../cli/output.js';
import type { PackageOffer } from '../../inventory/package/package-search.js';
import { field } from '../column.js';
import { escapeText } from '../escape-text.js';
import { cabinName } from './cabin-name.js';

/** Flights there and back with a stay. The ids are too long for a screen: `-o ids` and JSON have them. */
export const packageView: View<PackageOffer> = {
  columns: [
    field('packageId', 'Package', 'ref', { isWide: true }),
    { key: 'offerId', header: 'Offer', kind: 'text', value: ({ flights }) => flights.offerId, isWide: true },
    { key: 'stayId', header: 'Stay', kind: 'text', value: ({ stay }) => stay.stayId, isWide: true },
    {
      key: 'flights',
      header: 'Flights',
      kind: 'text',
      value: ({ flights }) =>
        flights.journeys
          .map((journey) => journey.flights.map(({ flight }) => flight.split('/')[0]).join('+'))
          .join(' '),
    },
    { key: 'cabin', header: 'Cabin', kind: 'text', value: ({ flights }) => cabinName(flights.flights[0]?.cabin ?? '') },
    { key: 'stay', header: 'Hotel', kind: 'free-text', value: ({ stay }) => stay.name },
    { key: 'stars', header: 'Stars', kind: 'number', value: ({ stay }) => stay.stars },
    { key: 'room', header: 'Room', kind: 'text', value: ({ stay }) => `${stay.roomType}/${stay.ratePlan}` },
    { key: 'property', header: 'Property', kind: 'text', value: ({ stay }) => stay.property, isWide: true },
    { key: 'checkIn', header: 'Check-in', kind: 'text', value: ({ stay }) => stay.checkIn, isWide: true },
    { key: 'checkOut', header: 'Check-out', kind: 'text', value: ({ stay }) => stay.checkOut, isWide: true },
    { key: 'nights', header: 'Nights', kind: 'number', value: ({ stay }) => stay.nights },
    field('discount', 'Off', 'money', { isWide: true }),
    field('price', 'Price', 'money'),
  ],
  emptyText: 'No flights with a stay. Try other dates, or apart: opsdesk flight search, opsdesk hotel search',
};

/** How to book the first of some packages, in a line; undefined where there is none. */
export function howToBookPackage(first: PackageOffer | undefined): string | undefined {
  if (!first) return undefined;
  const { flights, stay } = first;
  return `To book the first: opsdesk booking create --offer ${flights.offerId} --stay ${escapeText(stay.stayId)} --passenger "SMITH/JOHN MR"`;
}
