import type { Session } from '../database/dialect.js';
import type { FlightEventRow } from '../database/disruption-schema.js';
import type { AirportRow, PaymentRow, ScheduleChangeRow } from '../database/schema.js';
import { statement } from '../database/statement.js';
import { listScheduleChanges } from './schedule-change-repository.js';

export type AirportPlace = Pick<AirportRow, 'iata' | 'city' | 'country' | 'latitude' | 'longitude'>;

/** What became of the flights of a booking, and where they go. */
export interface BookingFate {
  /** In the order in which they were offered. */
  readonly changes: readonly ScheduleChangeRow[];
  /** In the order in which they were recorded. */
  readonly events: readonly FlightEventRow[];
  /** By IATA code. */
  readonly places: ReadonlyMap<string, AirportPlace>;
  /** The gateways that took its money. */
  readonly gateways: readonly string[];
}

const eventsOf = statement<{ booking_id: string }, FlightEventRow>(
  'flight_events_of_booking',
  `select * from flight_event where flight_id in (select flight_id from segment where booking_id = :booking_id)
    order by id`,
);
const placesOf = statement<{ booking_id: string }, AirportPlace>(
  'places_of_booking',
  `select iata, city, country, latitude, longitude from airport where iata in (
     select f.origin from segment s join flight f on f.id = s.flight_id where s.booking_id = :booking_id
     union select f.destination from segment s join flight f on f.id = s.flight_id where s.booking_id = :booking_id)`,
);
const gatewaysOf = statement<{ booking_id: string }, Pick<PaymentRow, 'gateway'>>(
  'gateways_of_booking',
  'select distinct gateway from payment where booking_id = :booking_id and captured_minor > 0',
);

export async function readBookingFate(session: Session, bookingId: string): Promise<BookingFate> {
  const args = { booking_id: bookingId };
  const [changes, events, places, payments] = await Promise.all([
    listScheduleChanges(session, bookingId),
    session.all(eventsOf, args),
    session.all(placesOf, args),
    session.all(gatewaysOf, args),
  ]);
  return {
    changes,
    events,
    places: new Map(places.map((place) => [place.iata, place])),
    gateways: payments.map(({ gateway }) => gateway),
  };
}
