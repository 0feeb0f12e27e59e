import type { Itinerary, ItineraryFlight, ItineraryStay } from '../booking/itinerary.js';
import { escapeText } from './escape-text.js';
import {
  arrivalInWords,
  cabinInWords,
  placeInWords,
  seatInWords,
  statusInWords,
  stayInWords,
  timeInWords,
} from './itinerary-words.js';

const MAX_LINE_OCTETS = 75;

/**
 * An itinerary as an RFC 5545 calendar: an event for each flight and stay. The version of the booking is the
 * sequence, so that a calendar takes a newer one over; a booking that is over takes its events away.
 */
export function itineraryIcs(itinerary: Itinerary): string {
  const { status, flights, stays } = itinerary;
  const isOver = status === 'cancelled' || status === 'expired';
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//opsdesk//itinerary//EN',
    'CALSCALE:GREGORIAN',
    `METHOD:${isOver ? 'CANCEL' : 'PUBLISH'}`,
    ...flights.flatMap((flight) =>
      event(itinerary, flight.id, [...flightTimes(flight), ...statusLines(itinerary, flight.isWaitlisted)], {
        summary: `${flight.flight.split('/')[0]} ${flight.from.city} (${flight.from.code}) - ${flight.to.city} (${flight.to.code})`,
        location: placeInWords(flight.from),
        description: flightDescription(itinerary, flight),
      }),
    ),
    ...stays.flatMap((stay) =>
      event(itinerary, stay.id, [...stayDates(stay), ...statusLines(itinerary, false)], {
        summary: `${stay.property}, ${stay.city}`,
        location: `${stay.property}, ${stay.city}`,
        description: [`Booking ${itinerary.recordLocator}. ${statusInWords(itinerary)}`, stayInWords(stay)],
      }),
    ),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${foldLine(line)}\r\n`).join('');
}

interface EventWords {
  readonly summary: string;
  readonly location: string;
  readonly description: readonly string[];
}

/** The id follows from the booking and the line of its record: it stays when the flight is changed. */
function event(itinerary: Itinerary, id: string, lines: readonly string[], words: EventWords): string[] {
  const { recordLocator, version, issuedAt } = itinerary;
  return [
    'BEGIN:VEVENT',
    `UID:${recordLocator}-${id}@itinerary.opsdesk`,
    `DTSTAMP:${utcOf(issuedAt)}`,
    `SEQUENCE:${version}`,
    ...lines,
    `SUMMARY:${escapeIcs(words.summary)}`,
    `LOCATION:${escapeIcs(words.location)}`,
    `DESCRIPTION:${words.description.map(escapeIcs).join('\\n')}`,
    'END:VEVENT',
  ];
}

/** In UTC: an instant needs no table of zones, and shows as the local time of wherever the reader is. */
function flightTimes({ departsAt, arrivesAt }: ItineraryFlight): string[] {
  return [`DTSTART:${utcOf(departsAt)}`, `DTEND:${utcOf(arrivesAt)}`, 'TRANSP:OPAQUE'];
}

/** Whole days; the end is no part of them, as the check-out is no night. */
function stayDates({ checkIn, checkOut }: ItineraryStay): string[] {
  const date = (text: string) => text.replaceAll('-', '');
  return [`DTSTART;VALUE=DATE:${date(checkIn)}`, `DTEND;VALUE=DATE:${date(checkOut)}`, 'TRANSP:TRANSPARENT'];
}

function statusLines({ status }: Itinerary, isWaitlisted: boolean): string[] {
  if (status === 'cancelled' || status === 'expired') return ['STATUS:CANCELLED'];
  return [`STATUS:${status === 'confirmed' && !isWaitlisted ? 'CONFIRMED' : 'TENTATIVE'}`];
}

function flightDescription(itinerary: Itinerary, flight: ItineraryFlight): string[] {
  return [
    `Booking ${itinerary.recordLocator}. ${statusInWords(itinerary)}`,
    `Departs ${timeInWords(flight.departsAt)} ${placeInWords(flight.from)}`,
    `Arrives ${arrivalInWords(flight)} ${placeInWords(flight.to)}`,
    `${flight.airline}, ${cabinInWords(flight)}`,
    ...flight.seats.map(({ passenger, seat }) => `Seat ${seatInWords(seat)}: ${passenger}`),
  ];
}

/** `20261201T090000Z`. */
function utcOf(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

/** A value of type TEXT. Control characters, which it may not hold, are made visible first. */
function escapeIcs(text: string): string {
  return escapeText(text).replace(/[\\;,]/g, (char) => `\\${char}`);
}

/** Lines of at most 75 octets, continued behind a space; no character is cut. */
export function foldLine(line: string): string {
  const lines: string[] = [];
  let current = '';
  let octets = 0;
  for (const char of line) {
    const size = Buffer.byteLength(char);
    if (octets + size > MAX_LINE_OCTETS) {
      lines.push(current);
      current = ' ';
      octets = 1;
    }
    current += char;
    octets += size;
  }
  return [...lines, current].join('\r\n');
}
