import type { View } from '../../cli/output.js';
import type { OfferedJourney, OfferView } from '../../inventory/search/flight-search.js';
import { type Column, field } from '../column.js';
import { cabinName } from './cabin-name.js';
import { arrivalTime, clockTime, duration } from './local-times.js';

const first = (offer: OfferView) => offer.flights[0];
const last = (offer: OfferView) => offer.flights.at(-1);
/** Numbers without their day: `BA301+BA117`. */
const numbers = ({ flights }: OfferedJourney) => flights.map(({ flight }) => flight.split('/')[0]).join('+');
const places = ({ flights }: OfferedJourney) => [flights[0]?.origin, ...flights.map((each) => each.destination)];

const changes = (journey: OfferedJourney) => places(journey).slice(1, -1).join(',');

/** `09:30-15:05 +1`. */
function span({ flights }: OfferedJourney): string {
  const [start, end] = [flights[0]?.departsAt ?? '', flights.at(-1)?.arrivesAt ?? ''];
  return `${clockTime(start)}-${arrivalTime(end, start.slice(0, 10))}`;
}

const columns: readonly Column<OfferView>[] = [
  field('offerId', 'Offer', 'ref'),
  { key: 'numbers', header: 'Flights', kind: 'text', value: ({ journeys }) => journeys.map(numbers).join(' ') },
  {
    key: 'flights',
    header: 'Route',
    kind: 'text',
    value: ({ journeys }) => journeys.map((journey) => places(journey).join('-')).join(' '),
  },
  { key: 'via', header: 'Via', kind: 'text', value: ({ journeys }) => journeys.map(changes).join(' ').trim() },
  { key: 'times', header: 'Times', kind: 'text', value: ({ journeys }) => journeys.map(span).join('  ') },
  { key: 'departs', header: 'Departs', kind: 'text', value: (offer) => clockTime(first(offer)?.departsAt ?? '') },
  {
    key: 'arrives',
    header: 'Arrives',
    kind: 'text',
    value: (offer) => arrivalTime(last(offer)?.arrivesAt ?? '', (first(offer)?.departsAt ?? '').slice(0, 10)),
  },
  {
    key: 'durationMinutes',
    header: 'Takes',
    kind: 'number',
    value: (offer) => duration(offer.durationMinutes),
    spare: 2,
  },
  { key: 'departsAt', header: 'Departs at', kind: 'instant', value: (offer) => first(offer)?.departsAt },
  { key: 'arrivesAt', header: 'Arrives at', kind: 'instant', value: (offer) => last(offer)?.arrivesAt },
  field('stops', 'Stops', 'number'),
  { key: 'cabin', header: 'Cabin', kind: 'text', value: (offer) => cabinName(first(offer)?.cabin ?? '') },
  field('seatsAvailable', 'Seats', 'number', { spare: 1 }),
  field('price', 'Price', 'money'),
  {
    key: 'breakdown',
    header: 'Passengers',
    kind: 'text',
    value: ({ breakdown }) => breakdown.map(({ type, count }) => `${count} ${type}`).join(', '),
  },
];

/** What a table of 80 columns has room for. */
const SHOWN = {
  // The offer's id holds the flight and its class, so that a table says them once.
  nonStop: ['offerId', 'departs', 'arrives', 'durationMinutes', 'cabin', 'seatsAvailable', 'price'],
  picked: ['numbers', 'departs', 'arrives', 'durationMinutes', 'cabin', 'seatsAvailable', 'price'],
  connecting: ['numbers', 'via', 'departs', 'arrives', 'durationMinutes', 'cabin', 'price'],
  severalJourneys: ['numbers', 'times', 'cabin', 'price'],
} as const satisfies Record<string, readonly string[]>;

const EMPTY =
  'No flights with room for the party. Try the days around with --flex, or: opsdesk flight list --origin ORG --destination DST';

function shapeOf(offers: readonly OfferView[]): Exclude<keyof typeof SHOWN, 'picked'> {
  if (offers.some(({ journeys }) => journeys.length > 1)) return 'severalJourneys';
  return offers.some(({ stops }) => stops > 0) ? 'connecting' : 'nonStop';
}

/**
 * How offers are shown, by what was found.
 * @param isPicked true where an offer is picked from a list and nobody types its id
 */
export function offerViewOf(offers: readonly OfferView[], isPicked = false): View<OfferView> {
  const shape = shapeOf(offers);
  const shown: readonly string[] = SHOWN[isPicked && shape === 'nonStop' ? 'picked' : shape];
  return {
    columns: columns.map((column) => ({ ...column, isWide: !shown.includes(column.key) })),
    emptyText: EMPTY,
  };
}

/** Where the ids are that a table has no room for; undefined where it shows them. */
export function offerHint(offers: readonly OfferView[]): string | undefined {
  return shapeOf(offers) === 'nonStop' ? undefined : ID_HINT;
}

/** The ids of offers with several flights are too long for a screen. */
export const ID_HINT = 'To book one: opsdesk booking create --offer ID. The ids, in this order: -o ids';
