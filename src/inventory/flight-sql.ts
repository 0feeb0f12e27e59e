import type { FlightRef } from '../kernel/flight-ref.js';

/** `origin` is empty where the reference names none. */
export type RefArgs = { carrier: string; number: string; departure_date: string; origin: string };

export function refArgs(ref: FlightRef): RefArgs {
  return { carrier: ref.carrier, number: ref.number, departure_date: ref.departureDate, origin: ref.origin ?? '' };
}

/** Of a flight `f`. */
export const matchesRef = `f.carrier = :carrier and f.number = :number and f.departure_date = :departure_date
  and (f.origin = :origin or :origin = '')`;

/** How many flights have the number of a flight `f` that day. */
export const legCount = `(select count(*) from flight o
  where o.carrier = f.carrier and o.number = f.number and o.departure_date = f.departure_date)`;

/** The same where `matchesRef` found it: without an origin it is one, or none that can be told apart. */
export const legCountByRef = `case when :origin = '' then 1 else ${legCount} end`;

/** Of a fare `x`: one order for what is shown, offered and sold. */
export const cheapestFirst = 'x.base_minor + x.tax_minor, x.fare_class';
