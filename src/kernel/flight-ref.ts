import { OpsdeskError } from './errors.js';
import { isLocalDate, type LocalDate } from './local-date.js';

/** A flight on a day: `BA117/2026-12-01`, with `-JFK` behind it where a number has several legs that day. */
export interface FlightRef {
  readonly carrier: string;
  readonly number: string;
  readonly departureDate: LocalDate;
  readonly origin: string | undefined;
}

/** @throws INVALID_INPUT when the text is no flight reference */
export function parseFlightRef(text: string): FlightRef {
  const match = /^([A-Z0-9]{2})0*(\d{1,4}[A-Z]?)\/(\d{4}-\d{2}-\d{2})(?:-([A-Z]{3}))?$/.exec(text.trim().toUpperCase());
  if (match?.[1] && match[2] && match[3] && isLocalDate(match[3])) {
    return { carrier: match[1], number: match[2], departureDate: match[3], origin: match[4] };
  }
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is not a flight`, {
    hint: 'Write carrier, number, slash, local departure date: BA117/2026-12-01.',
  });
}

export function formatFlightRef(flight: {
  carrier: string;
  number: string;
  departureDate: LocalDate;
  origin?: string | undefined;
}): string {
  const leg = flight.origin ? `-${flight.origin}` : '';
  return `${flight.carrier}${flight.number}/${flight.departureDate}${leg}`;
}
