import type { Session } from '../database/dialect.js';
import type { AirlineRow, AirportRow } from '../database/schema.js';
import { statement } from '../database/statement.js';

const airportsOf = statement<{ booking_id: string }, Pick<AirportRow, 'iata' | 'name' | 'city'>>(
  'airports_of_booking',
  `select iata, name, city from airport where iata in (
     select f.origin from segment s join flight f on f.id = s.flight_id where s.booking_id = :booking_id
     union select f.destination from segment s join flight f on f.id = s.flight_id where s.booking_id = :booking_id)`,
);
const airlinesOf = statement<{ booking_id: string }, AirlineRow>(
  'airlines_of_booking',
  `select code, name from airline where code in (
     select f.carrier from segment s join flight f on f.id = s.flight_id where s.booking_id = :booking_id)`,
);

/** What the codes of a booking's flights stand for. */
export async function listNamesOfBooking(session: Session, bookingId: string) {
  const args = { booking_id: bookingId };
  const [airports, airlines] = await Promise.all([session.all(airportsOf, args), session.all(airlinesOf, args)]);
  return {
    airports: new Map(airports.map((airport) => [airport.iata, airport])),
    airlines: new Map(airlines.map(({ code, name }) => [code, name])),
  };
}
