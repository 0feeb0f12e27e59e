import { minorDigits } from '../../catalog/currencies.js';
import type { Session } from '../../database/dialect.js';
import { isOpsdeskError, OpsdeskError } from '../../kernel/errors.js';
import type { Instant } from '../../kernel/instant.js';
import { type LocalDate, nightsBetween } from '../../kernel/local-date.js';
import { money, parseDecimal } from '../../kernel/money.js';
import { offsetOf, pageAt } from '../../kernel/offset-page.js';
import { packageDiscountMinor } from '../../pricing/package-discount.js';
import type { HotelOffer } from '../hotel/hotel-search.js';
import { searchHotels } from '../hotel/search-hotels.js';
import type { OfferView } from '../search/flight-search.js';
import { searchFlights } from '../search/search-flights.js';
import { findAirportsOf } from './package-airports.js';
import type { PackageOffer, PackageSearch, PackageStay } from './package-search.js';

/** The cheapest flights to each airport; each is offered with every hotel, so that a few are choice enough. */
const FLIGHTS_TRIED = 10;

/**
 * Flights there and back with a stay in between, cheapest first, at what a booking of both costs. The stay is from
 * the local date of arrival to the day of the journey back, and one night at least.
 * @throws AIRPORT_NOT_FOUND, PROPERTY_NOT_FOUND for a place without hotels, INVALID_INPUT, PASSENGER_RULE
 */
export async function searchPackages(
  session: Session,
  query: PackageSearch,
  now: Instant,
): Promise<{ items: PackageOffer[]; nextCursor: string | null }> {
  requireNight(query);
  const before = offsetOf(query.cursor);
  const flights = await findFlights(session, query, now);
  const checkIns = [...new Set(flights.map(arrivalDate))].filter((date) => date < query.returnDate);
  const stays = new Map(
    await Promise.all(
      checkIns.map(async (date) => [date, await findHotels(session, query, date, before, now)] as const),
    ),
  );
  const packages = flights.flatMap((offer) => {
    const checkIn = arrivalDate(offer);
    return (stays.get(checkIn) ?? []).flatMap((hotel) => bundle(offer, viewStay(hotel, checkIn, query)) ?? []);
  });
  return pageAt(packages.filter(withinPrice(query.maxPrice)).sort(cheapestFirst), before, query.limit);
}

function requireNight({ departureDate, returnDate }: PackageSearch): void {
  if (departureDate < returnDate) return;
  throw new OpsdeskError('INVALID_INPUT', `from ${departureDate} to ${returnDate} there is no night to stay`, {
    hint: 'Give a day of return that comes after the departure.',
  });
}

/** To whichever airport of the place; one that nothing flies to is passed over while there are others. */
async function findFlights(session: Session, query: PackageSearch, now: Instant): Promise<OfferView[]> {
  const { origin, departureDate, returnDate, passengers, children, infants, cabin, carrier, maxStops } = query;
  const airports = (await findAirportsOf(session, query.place)).filter((airport) => airport !== origin);
  const found = await Promise.all(
    airports.map(async (airport) => {
      const journeys = [
        { origin, destination: airport, departureDate },
        { origin: airport, destination: origin, departureDate: returnDate },
      ];
      const party = { passengers, children, infants };
      const search = { journeys, ...party, cabin, carrier, maxStops, sort: 'price', limit: FLIGHTS_TRIED } as const;
      return searchFlights(session, search, now).catch((error: unknown) => {
        const isUnserved = isOpsdeskError(error, 'AIRPORT_NOT_FOUND') && error.details.airport === airport;
        if (isUnserved && airports.length > 1) return { items: [] };
        throw error;
      });
    }),
  );
  return found.flatMap(({ items }) => items);
}

async function findHotels(
  session: Session,
  query: PackageSearch,
  checkIn: LocalDate,
  before: number,
  now: Instant,
): Promise<HotelOffer[]> {
  const { place, passengers, rooms, stars, returnDate: checkOut } = query;
  const limit = before + query.limit + 1;
  const search = { place, checkIn, checkOut, guests: passengers, rooms, stars, sort: 'price', limit } as const;
  return (await searchHotels(session, search, now)).items;
}

function arrivalDate({ journeys }: OfferView): LocalDate {
  return (journeys[0]?.flights.at(-1)?.arrivesAt ?? '').slice(0, 10);
}

function viewStay(hotel: HotelOffer, checkIn: LocalDate, query: PackageSearch): PackageStay {
  const { property, name, stars, roomType, ratePlan, board, price } = hotel;
  const { rooms, returnDate: checkOut } = query;
  const dates = `${checkIn}:${checkOut}${rooms > 1 ? `:${rooms}` : ''}`;
  return {
    stayId: `${property}:${roomType}/${ratePlan}:${dates}`,
    ...{ property, name, stars, roomType, ratePlan, board, checkIn, checkOut },
    nights: nightsBetween(checkIn, checkOut),
    rooms,
    price,
  };
}

/** Undefined where flights and stay are sold in two currencies: a booking has one. */
function bundle(flights: OfferView, stay: PackageStay): PackageOffer | undefined {
  const { currency } = flights.price;
  if (stay.price.currency !== currency) return undefined;
  const baseMinors = flights.breakdown.map(({ base }) => base.amountMinor);
  const stays = [{ priceMinor: stay.price.amountMinor, nights: stay.nights }];
  const discountMinor = packageDiscountMinor(baseMinors, stays);
  return {
    packageId: `${flights.offerId};${stay.stayId}`,
    flights,
    stay,
    discount: money(discountMinor, currency),
    price: money(flights.price.amountMinor + stay.price.amountMinor - discountMinor, currency),
  };
}

function withinPrice(maxPrice: string | undefined): (item: PackageOffer) => boolean {
  if (maxPrice === undefined) return () => true;
  return ({ price }) => price.amountMinor <= parseDecimal(maxPrice, minorDigits(price.currency));
}

/** Amounts compare within a currency only, so that each currency is a block of its own. */
function cheapestFirst(a: PackageOffer, b: PackageOffer): number {
  if (a.price.currency !== b.price.currency) return a.price.currency < b.price.currency ? -1 : 1;
  return a.price.amountMinor - b.price.amountMinor || (a.packageId < b.packageId ? -1 : 1);
}
