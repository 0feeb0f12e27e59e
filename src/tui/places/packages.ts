import type { PackageOffer, PackageSearch } from '../../inventory/package/package-search.js';
import { escapeText } from '../../present/escape-text.js';
import { formatMoney } from '../../present/money.js';
import { packageView } from '../../present/views/package-view.js';
import { flag } from '../command-line.js';
import { ListPlace } from '../parts/list-place.js';
import type { Place } from '../place.js';
import type { Stage } from '../stage.js';
import { pickedOffer } from './offers.js';
import { openSale } from './sale.js';

export type PackageQuery = Omit<PackageSearch, 'limit' | 'cursor'>;

/** Flights and a stay, priced together. */
export function openPackages(stage: Stage, query: PackageQuery): Place {
  const { origin, place, departureDate, returnDate, passengers, children, infants, rooms, cabin } = query;
  return new ListPlace<PackageOffer>(stage, {
    title: `${origin} ${place} ${departureDate} to ${returnDate}`,
    command: () => [
      ...['package', 'search', origin, place, '--depart', departureDate, '--return', returnDate],
      ...flag('passengers', passengers === 1 ? undefined : passengers),
      ...flag('children', children || undefined),
      ...flag('infants', infants || undefined),
      ...flag('rooms', rooms === 1 ? undefined : rooms),
      ...flag('cabin', cabin),
    ],
    columns: () => packageView.columns,
    idOf: ({ packageId }) => packageId,
    emptyText: 'No flights with a stay. Try other dates.',
    openLabel: 'book',
    fetch: ({ limit, cursor }) => stage.app.packages.search({ ...query, limit, cursor }),
    open: (found) => stage.openSoon(() => openSale(stage, pickedPackage(found, query))),
  });
}

function pickedPackage({ flights, stay, discount, price }: PackageOffer, query: PackageQuery) {
  const picked = pickedOffer(flights, query);
  return {
    ...picked,
    title: `${picked.title} ${stay.property}`,
    intro: [
      picked.intro,
      `${escapeText(stay.name)}, ${stay.roomType}/${stay.ratePlan}, ${stay.checkIn} to ${stay.checkOut}`,
      `together ${formatMoney(discount)} less`,
    ].join('\n'),
    price,
    stay: stay.stayId,
  };
}
