import { formatInstant } from '../kernel/instant.js';
import { nightsBetween } from '../kernel/local-date.js';
import type { Money } from '../kernel/money.js';
import type { BookingDeps } from './booking-deps.js';
import { type BookingRecord, isLive, segmentId, stayId } from './booking-record.js';
import { getBooking } from './booking-repository.js';
import { listNamesOfBooking } from './itinerary-repository.js';
import { type BookingView, viewBooking } from './view-booking.js';

/** A journey as its travellers are told of it. */
export interface Itinerary {
  readonly recordLocator: string;
  readonly status: BookingView['status'];
  readonly version: number;
  /** When it was written. */
  readonly issuedAt: string;
  readonly passengers: BookingView['passengers'];
  /** The live ones; of a booking that is over, those that it had. */
  readonly flights: readonly ItineraryFlight[];
  readonly stays: readonly ItineraryStay[];
  readonly total: Money;
  readonly paid: Money;
  readonly refunded: Money;
  /** What is still to be paid; negative when it is owed to the customer. */
  readonly balance: Money;
  readonly payBy: string | null;
}

export interface ItineraryPlace {
  readonly code: string;
  readonly name: string;
  readonly city: string;
}

export interface ItineraryFlight {
  readonly id: string;
  readonly flight: string;
  readonly airline: string;
  readonly from: ItineraryPlace;
  readonly to: ItineraryPlace;
  /** With the offset of the airport. */
  readonly departsAt: string;
  readonly arrivesAt: string;
  readonly cabin: string;
  readonly fareClass: string;
  readonly isWaitlisted: boolean;
  /** Null where a seat is given at check-in; who rides on a lap is left out. */
  readonly seats: readonly { readonly passenger: string; readonly seat: string | null }[];
}

export interface ItineraryStay {
  readonly id: string;
  readonly property: string;
  readonly city: string;
  readonly roomType: string;
  readonly rooms: number;
  readonly guests: number;
  readonly checkIn: string;
  readonly checkOut: string;
  readonly nights: number;
}

/** What a traveller takes along. @throws BOOKING_NOT_FOUND */
export async function showItinerary(
  { session, clock }: Pick<BookingDeps, 'session' | 'clock'>,
  locator: string,
): Promise<Itinerary> {
  const record = await getBooking(session, locator);
  const names = await listNamesOfBooking(session, record.booking.id);
  const view = viewBooking(record, clock.now());
  const isOver = view.status === 'cancelled' || view.status === 'expired';
  const isTold = (item: Parameters<typeof isLive>[0]) => isOver || isLive(item);
  const place = (code: string): ItineraryPlace => {
    const airport = names.airports.get(code);
    return { code, name: airport?.name ?? code, city: airport?.city ?? code };
  };
  const { recordLocator, status, version, passengers, total, paid, refunded, balance, payBy } = view;
  return {
    ...{ recordLocator, status, version, issuedAt: formatInstant(clock.now()), passengers },
    flights: record.segments.filter(isTold).map((segment) => {
      const { carrier } = segment.flight;
      return flightOf(view, segmentId(segment.position), names.airlines.get(carrier) ?? carrier, place);
    }),
    stays: record.stays.filter(isTold).map(stayOf),
    ...{ total, paid, refunded, balance, payBy },
  };
}

function flightOf(
  view: BookingView,
  id: string,
  airline: string,
  place: (code: string) => ItineraryPlace,
): ItineraryFlight {
  const segment = view.segments.find((each) => each.id === id);
  if (!segment) throw new Error(`${view.recordLocator} shows no ${id}`);
  const { flight, origin, destination, departsAt, arrivesAt, cabin, fareClass } = segment;
  const seated = view.passengers.filter(({ type }) => type !== 'INF');
  return {
    ...{ id, flight, airline, from: place(origin), to: place(destination), departsAt, arrivesAt, cabin, fareClass },
    isWaitlisted: segment.status === 'HL',
    seats: seated.map(({ id: passengerId, name }) => ({
      passenger: name,
      seat: segment.seats.find((each) => each.passengerId === passengerId)?.seat ?? null,
    })),
  };
}

function stayOf(stay: BookingRecord['stays'][number]): ItineraryStay {
  return {
    id: stayId(stay.position),
    property: stay.property.name,
    city: stay.property.city,
    roomType: stay.roomType.name,
    rooms: stay.rooms,
    guests: stay.guests,
    checkIn: stay.check_in,
    checkOut: stay.check_out,
    nights: nightsBetween(stay.check_in, stay.check_out),
  };
}
