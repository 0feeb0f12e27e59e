import type { CalendarDay, FlightSearch, OfferView } from '../../inventory/search/flight-search.js';
import { formatMoney } from '../../present/money.js';
import { calendarViewOf } from '../../present/views/calendar-view.js';
import { arrivalTime, clockTime, duration } from '../../present/views/local-times.js';
import { offerViewOf } from '../../present/views/offer-view.js';
import { flag } from '../command-line.js';
import { ListPlace } from '../parts/list-place.js';
import type { CommandWords, Place } from '../place.js';
import type { Stage } from '../stage.js';
import { openSale, type Picked } from './sale.js';

export type OfferQuery = Omit<FlightSearch, 'limit'>;

/** What was found, with the seats that are left. */
export function openOffers(stage: Stage, query: OfferQuery): Place {
  let found: readonly OfferView[] = [];
  return new ListPlace<OfferView>(stage, {
    title: titleOf(query),
    command: () => searchCommand(query),
    columns: () => offerViewOf(found, true).columns,
    idOf: ({ offerId }) => offerId,
    emptyText: 'No flights with room for the party. Press d for the days around.',
    openLabel: 'book',
    fetch: async ({ limit, cursor }) => {
      const page = await stage.app.flights.search({ ...query, limit, cursor });
      found = page.items;
      return page;
    },
    open: (offer) => stage.openSoon(() => openSale(stage, pickedOffer(offer, query))),
    bindings: (list) => [
      { keys: ['d'], label: 'days around', run: () => stage.open(openCalendar(stage, query)) },
      {
        keys: ['f'],
        label: 'its flight',
        run: () => {
          const flight = list.selected?.flights[0]?.flight;
          if (flight !== undefined) stage.jump(flight);
        },
      },
    ],
  });
}

/** The lowest fares from three days before to three days after. */
function openCalendar(stage: Stage, query: OfferQuery): Place {
  let found: readonly CalendarDay[] = [];
  return new ListPlace<CalendarDay>(stage, {
    title: 'Days around',
    command: () => [...searchCommand(query), '--flex'],
    columns: () => calendarViewOf(found).columns,
    idOf: ({ departureDate, returnDate }) => `${departureDate} ${returnDate}`,
    emptyText: 'No flights with room for the party from three days before to three days after.',
    openLabel: 'flights of that day',
    fetch: async ({ limit, cursor }) => {
      const page = await stage.app.flights.calendar({ ...query, limit, cursor });
      found = page.items;
      return page;
    },
    open: ({ departureDate, returnDate }) => {
      const journeys = query.journeys.map((journey, at) => ({
        ...journey,
        departureDate: at === 0 ? departureDate : (returnDate ?? journey.departureDate),
      }));
      stage.replace(openOffers(stage, { ...query, journeys }));
    },
  });
}

/** @param query whose party it is for */
export function pickedOffer(
  offer: OfferView,
  { passengers, children = 0, infants = 0 }: Pick<OfferQuery, 'passengers' | 'children' | 'infants'>,
): Picked {
  const lines = offer.flights.map(
    ({ flight, origin, destination, departsAt, arrivesAt, fareClass }) =>
      `${flight}  ${origin} ${clockTime(departsAt)} – ${destination} ${arrivalTime(arrivesAt, departsAt.slice(0, 10))}  class ${fareClass}`,
  );
  const party = offer.breakdown.map(({ type, count, total }) => `${count} ${type}  ${formatMoney(total)}`);
  return {
    title: offer.flights.map(({ flight }) => flight.split('/')[0]).join('+'),
    intro: [...lines, `${duration(offer.durationMinutes)}, ${offer.seatsAvailable} seats left`, '', ...party].join(
      '\n',
    ),
    price: offer.price,
    offer: offer.offerId,
    flights: offer.flights.map(({ flight, cabin }) => ({ flight, cabin })),
    ...{ adults: passengers - children, children, infants },
  };
}

function titleOf({ journeys }: OfferQuery): string {
  const [out, back] = journeys;
  const days = back === undefined ? out?.departureDate : `${out?.departureDate} and ${back.departureDate}`;
  return `${out?.origin}-${out?.destination} ${days}`;
}

function searchCommand({
  journeys,
  passengers,
  children,
  infants,
  cabin,
  carrier,
  maxStops,
  sort,
}: OfferQuery): CommandWords {
  const [out, back] = journeys;
  return [
    ...['flight', 'search', out?.origin ?? '', out?.destination ?? ''],
    ...flag('depart', out?.departureDate),
    ...flag('return', back?.departureDate),
    ...flag('passengers', passengers === 1 ? undefined : passengers),
    ...flag('children', children || undefined),
    ...flag('infants', infants || undefined),
    ...flag('cabin', cabin),
    ...flag('carrier', carrier),
    ...flag('max-stops', maxStops),
    ...flag('sort', sort === 'price' ? undefined : sort),
  ];
}
