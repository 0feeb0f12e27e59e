import { addDays, type LocalDate } from '../../kernel/local-date.js';
import { hotelListView } from '../../present/views/hotel-offer-view.js';
import { hotelView } from '../../present/views/hotel-view.js';
import { flag } from '../command-line.js';
import { ListPlace } from '../parts/list-place.js';
import { TextPlace } from '../parts/text-place.js';
import type { Place } from '../place.js';
import type { Stage } from '../stage.js';

/** As many nights as the grid has. */
const FORTNIGHT = 14;

/** All hotels. */
export function openHotels(stage: Stage): Place {
  return new ListPlace(stage, {
    title: 'Hotels',
    command: () => ['hotel', 'list'],
    columns: () => hotelListView.columns,
    idOf: ({ property }) => property,
    emptyText: hotelListView.emptyText,
    fetch: ({ limit, cursor }) => stage.app.hotels.list({ limit, cursor }),
    open: ({ property }) => stage.open(openHotel(stage, property)),
  });
}

/** A property with its room grid: two weeks of rooms left and prices, from a night on. */
export function openHotel(stage: Stage, property: string, from?: LocalDate): Place {
  let first = from;
  const go = (days: number) =>
    stage.replace(openHotel(stage, property, first === undefined ? undefined : addDays(first, days)));
  return new TextPlace(stage, {
    title: property,
    command: ['hotel', 'show', property, ...flag('from', from)],
    read: async () => {
      const hotel = await stage.app.hotels.show(property, from);
      first = hotel.roomTypes[0]?.nights[0]?.night ?? from;
      return hotelView.text?.(hotel, stage.theme.paint) ?? '';
    },
    bindings: () => [
      { keys: ['n'], label: 'next fortnight', run: () => go(FORTNIGHT) },
      { keys: ['p'], label: 'fortnight before', run: () => go(-FORTNIGHT) },
    ],
  });
}
