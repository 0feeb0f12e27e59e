import type { Itinerary, ItineraryFlight, ItineraryStay } from '../booking/itinerary.js';
import { escapeText } from './escape-text.js';
import {
  arrivalInWords,
  cabinInWords,
  dayInWords,
  placeInWords,
  seatInWords,
  statusInWords,
  stayInWords,
  sumsInWords,
  zoneOf,
} from './itinerary-words.js';
import { padText, textWidth } from './text-width.js';
import { clockTime } from './views/local-times.js';

/** An itinerary as plain text, for mail and paper: no colours, and every line escaped. */
export function itineraryText(itinerary: Itinerary): string {
  const { recordLocator, passengers, flights, stays } = itinerary;
  const parts = [
    [`Itinerary ${recordLocator}`, '='.repeat(10 + recordLocator.length), statusInWords(itinerary)],
    ['Passengers', ...passengers.map(({ name, type }) => `  ${name}${TYPES[type] ?? ''}`)],
    ...flights.map(flightLines),
    ...stays.map(stayLines),
    sumLines(sumsInWords(itinerary)),
    ['All times are local times of the place.'],
  ];
  return `${parts.map((lines) => lines.map(escapeText).join('\n')).join('\n\n')}\n`;
}

const TYPES: Readonly<Record<string, string>> = { CHD: ' (child)', INF: ' (infant)' };

function flightLines(flight: ItineraryFlight): string[] {
  const { departsAt, from, to, seats } = flight;
  return [
    `${dayInWords(departsAt)}  ${flight.flight.split('/')[0]} ${flight.airline}`,
    `  ${clockTime(departsAt)} (${zoneOf(departsAt)})  ${placeInWords(from)}`,
    `  ${arrivalInWords(flight)}  ${placeInWords(to)}`,
    `  ${cabinInWords(flight)}`,
    ...seats.map(({ passenger, seat }) => `  Seat ${seatInWords(seat)}: ${passenger}`),
  ];
}

function stayLines(stay: ItineraryStay): string[] {
  return [
    `${stay.property}, ${stay.city}`,
    `  Check-in  ${dayInWords(stay.checkIn)}`,
    `  Check-out ${dayInWords(stay.checkOut)}`,
    `  ${stayInWords(stay)}`,
  ];
}

function sumLines(sums: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...sums.map(([label]) => textWidth(label)));
  const amounts = Math.max(...sums.map(([, amount]) => textWidth(amount)));
  return sums.map(([label, amount]) => `${padText(label, width)}  ${padText(amount, amounts, 'right')}`);
}
