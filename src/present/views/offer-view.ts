import type { View } from '../../cli/output.js';
import type { OfferView } from '../../inventory/search-flights.js';
import { field } from '../column.js';
import { cabinName } from './cabin-name.js';
import { arrivalTime, clockTime, duration } from './local-times.js';

const first = (offer: OfferView) => offer.flights[0];
const last = (offer: OfferView) => offer.flights.at(-1);

/** What a search found. The offer's id holds the flight and its class, so that a table says them once. */
export const offerView: View<OfferView> = {
  columns: [
    { key: 'offerId', header: 'Offer', kind: 'ref', value: (offer) => offer.offerId },
    {
      key: 'flights',
      header: 'Route',
      kind: 'text',
      value: ({ flights }) => [flights[0]?.origin, ...flights.map((flight) => flight.destination)].join('-'),
      isWide: true,
    },
    { key: 'departs', header: 'Departs', kind: 'text', value: (offer) => clockTime(first(offer)?.departsAt ?? '') },
    {
      key: 'arrives',
      header: 'Arrives',
      kind: 'text',
      value: (offer) => arrivalTime(last(offer)?.arrivesAt ?? '', (first(offer)?.departsAt ?? '').slice(0, 10)),
    },
    { key: 'durationMinutes', header: 'Takes', kind: 'number', value: (offer) => duration(offer.durationMinutes) },
    {
      key: 'departsAt',
      header: 'Departs at',
      kind: 'instant',
      value: (offer) => first(offer)?.departsAt,
      isWide: true,
    },
    { key: 'arrivesAt', header: 'Arrives at', kind: 'instant', value: (offer) => last(offer)?.arrivesAt, isWide: true },
    field('stops', 'Stops', 'number', { isWide: true }),
    { key: 'cabin', header: 'Cabin', kind: 'text', value: (offer) => cabinName(first(offer)?.cabin ?? '') },
    field('seatsAvailable', 'Seats', 'number'),
    field('price', 'Price', 'money'),
  ],
  emptyText: 'No flight with room for the party. Try another day: opsdesk flight list --origin ORG --destination DST',
};
