import { minorDigits } from '../catalog/currencies.js';
import type { Session } from '../database/dialect.js';
import type { FareRow, FlightRow } from '../database/schema.js';
import { statement } from '../database/statement.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import type { LocalDate } from '../kernel/local-date.js';
import { type Money, money, parseDecimal } from '../kernel/money.js';
import { flightRefOf, type LegCount, viewFlight } from './flight.js';
import { legCount } from './flight-sql.js';
import { formatOfferId } from './offer.js';

export interface FlightSearch {
  readonly origin: string;
  readonly destination: string;
  readonly departureDate: LocalDate;
  /** Who need a seat. */
  readonly passengers: number;
  readonly cabin?: string | undefined;
  readonly carrier?: string | undefined;
  /** `HH:MM` of the origin's clock. */
  readonly departAfter?: string | undefined;
  /** A decimal in the fare's currency, for the whole party. */
  readonly maxPrice?: string | undefined;
  readonly sort: 'price' | 'duration' | 'departure';
  readonly limit: number;
}

export interface OfferView {
  readonly offerId: string;
  readonly flights: readonly {
    readonly flight: string;
    readonly origin: string;
    readonly destination: string;
    readonly departsAt: string;
    readonly arrivesAt: string;
    readonly cabin: string;
    readonly fareClass: string;
  }[];
  readonly stops: number;
  readonly durationMinutes: number;
  readonly seatsAvailable: number;
  /** Fare and taxes of the whole party, as adults. */
  readonly price: Money;
}

type SearchArgs = {
  origin: string;
  destination: string;
  departure_date: string;
  now: number;
  depart_after: number;
  carrier: string;
  cabin: string;
};

/** The cheapest fare of each cabin of each flight, with the seats that can be sold at this moment. */
const search = statement<SearchArgs, FlightRow & LegCount & FareRow & { available: number }>(
  'search_flights',
  `select f.id, f.carrier, f.number, f.departure_date, f.origin, f.destination, f.departs_at, f.departs_offset,
      f.arrives_at, f.arrives_offset, f.equipment, f.status, f.version, ${legCount} as leg_count,
      x.flight_id, x.fare_class, x.cabin, x.fare_basis, x.currency, x.base_minor, x.tax_minor,
      x.is_refundable, x.change_fee_minor, x.cancel_fee_minor,
      (select count(*) from seat s where s.flight_id = f.id and s.cabin = x.cabin and s.status = 'open') +
      (select count(*) from seat s where s.flight_id = f.id and s.cabin = x.cabin and s.status = 'held'
        and s.hold_expires_at <= :now) as available
    from flight f join fare x on x.flight_id = f.id
   where f.origin = :origin and f.destination = :destination and f.departure_date = :departure_date
     and f.departs_at > :now and f.status in ('scheduled','delayed')
     and (f.departs_at + f.departs_offset * 60000) % 86400000 >= :depart_after
     and (:carrier = '' or f.carrier = :carrier) and (:cabin = '' or x.cabin = :cabin)
   order by f.departs_at, f.id, x.base_minor + x.tax_minor, x.fare_class`,
);

const knownAirport = statement<{ iata: string }, { iata: string }>(
  'known_airport',
  'select iata from airport where iata = :iata',
);

/**
 * Non-stop flights with room for the party, one offer for each cabin at its cheapest fare.
 * @throws AIRPORT_NOT_FOUND when nothing flies from or to there, INVALID_INPUT
 */
export async function searchFlights(session: Session, query: FlightSearch, now: Instant): Promise<OfferView[]> {
  const [rows, origin, destination] = await Promise.all([
    session.all(search, {
      origin: query.origin,
      destination: query.destination,
      departure_date: query.departureDate,
      now,
      depart_after: query.departAfter === undefined ? 0 : clockMs(query.departAfter),
      carrier: query.carrier ?? '',
      cabin: query.cabin ?? '',
    }),
    session.first(knownAirport, { iata: query.origin }),
    session.first(knownAirport, { iata: query.destination }),
  ]);
  const unknown = origin ? (destination ? undefined : query.destination) : query.origin;
  if (unknown !== undefined) {
    throw new OpsdeskError('AIRPORT_NOT_FOUND', `no flight here serves "${unknown}"`, {
      hint: 'Give the three letters of an airport: LHR. See what flies: opsdesk flight list',
      details: { airport: unknown },
    });
  }
  const seen = new Set<string>();
  const offers: OfferView[] = [];
  for (const row of rows) {
    const key = `${row.id} ${row.cabin}`;
    if (seen.has(key) || row.available < query.passengers) continue;
    seen.add(key);
    const priceMinor = (row.base_minor + row.tax_minor) * query.passengers;
    const maxMinor = query.maxPrice === undefined ? undefined : parseDecimal(query.maxPrice, minorDigits(row.currency));
    if (maxMinor === undefined || priceMinor <= maxMinor) offers.push(viewOffer(row, priceMinor));
  }
  return offers.sort(comparing(query.sort)).slice(0, query.limit);
}

function viewOffer(row: FlightRow & FareRow & { available: number }, priceMinor: number): OfferView {
  const { origin, destination, departsAt, arrivesAt } = viewFlight(row);
  return {
    offerId: formatOfferId(row, row),
    flights: [
      {
        flight: flightRefOf(row),
        origin,
        destination,
        departsAt,
        arrivesAt,
        cabin: row.cabin,
        fareClass: row.fare_class,
      },
    ],
    stops: 0,
    durationMinutes: Math.round((row.arrives_at - row.departs_at) / 60_000),
    seatsAvailable: row.available,
    price: money(priceMinor, row.currency),
  };
}

function comparing(sort: FlightSearch['sort']): (a: OfferView, b: OfferView) => number {
  const departure = (offer: OfferView) => Date.parse(offer.flights[0]?.departsAt ?? '');
  const first = {
    price: (offer: OfferView) => offer.price.amountMinor,
    duration: (offer: OfferView) => offer.durationMinutes,
    departure,
  }[sort];
  return (a, b) => first(a) - first(b) || departure(a) - departure(b) || (a.offerId < b.offerId ? -1 : 1);
}

/** `HH:MM` in milliseconds after midnight. @throws INVALID_INPUT */
function clockMs(text: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (match) return (Number(match[1]) * 60 + Number(match[2])) * 60_000;
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is not a time of day`, { hint: 'Write it like 09:30.' });
}
