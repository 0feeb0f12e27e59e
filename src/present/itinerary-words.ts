import type { Itinerary, ItineraryFlight, ItineraryPlace, ItineraryStay } from '../booking/itinerary.js';
import { formatMoney } from './money.js';
import { cabinName } from './views/cabin-name.js';
import { arrivalTime, clockTime } from './views/local-times.js';

/*
 * What an itinerary says, in words that no format has escaped yet: names of people, places and properties
 * are as they were typed.
 */

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** `Tuesday 2026-12-01`. */
export function dayInWords(date: string): string {
  const day = date.slice(0, 10);
  return `${DAYS[new Date(`${day}T00:00:00Z`).getUTCDay()]} ${day}`;
}

/** `London Heathrow (LHR)`; the city is not said twice. */
export function placeInWords({ code, name, city }: ItineraryPlace): string {
  if (city === code || name.toLowerCase().includes(city.toLowerCase()))
    return name === code ? code : `${name} (${code})`;
  return `${city} ${name} (${code})`;
}

export function statusInWords({ status, payBy }: Itinerary): string {
  switch (status) {
    case 'confirmed':
      return 'Your booking is confirmed.';
    case 'held':
      return payBy === null
        ? 'Your booking is held, and not confirmed yet.'
        : `Your booking is held. Please pay by ${timeInWords(payBy)}.`;
    case 'waitlisted':
      return 'You are on the waiting list, and have no seat yet.';
    case 'cancelled':
      return 'Your booking is cancelled. This is what it was.';
    case 'expired':
      return 'Your booking was not paid in time, and is given up. This is what it was.';
  }
}

/** `Tuesday 2026-12-01, 10:00 (UTC+01:00)`, by the clock of the place. */
export function timeInWords(iso: string): string {
  return `${dayInWords(iso)}, ${clockTime(iso)} (${zoneOf(iso)})`;
}

export function zoneOf(iso: string): string {
  const offset = /[+-]\d{2}:\d{2}$/.exec(iso)?.[0];
  return offset === undefined ? 'UTC' : `UTC${offset}`;
}

/** `12:00 +1`, the clock at the destination with the days since departure. */
export function arrivalInWords({ departsAt, arrivesAt }: ItineraryFlight): string {
  return `${arrivalTime(arrivesAt, departsAt.slice(0, 10))} (${zoneOf(arrivesAt)})`;
}

export function cabinInWords({ cabin, fareClass, isWaitlisted }: ItineraryFlight): string {
  return `${cabinName(cabin)}, class ${fareClass}${isWaitlisted ? ', on the waiting list' : ''}`;
}

export function seatInWords(seat: string | null): string {
  return seat ?? 'given at check-in';
}

export function stayInWords({ rooms, roomType, guests, nights }: ItineraryStay): string {
  const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;
  return `${count(nights, 'night')}, ${count(rooms, 'room')} (${roomType}), ${count(guests, 'guest')}`;
}

/** What is paid and what is due, a label and an amount each. */
export function sumsInWords({ total, paid, refunded, balance }: Itinerary): (readonly [string, string])[] {
  const owed = { ...balance, amountMinor: Math.abs(balance.amountMinor) };
  return [
    ['Total', formatMoney(total)],
    ['Paid', formatMoney(paid)],
    ...(refunded.amountMinor === 0 ? [] : [['Refunded', formatMoney(refunded)] as const]),
    [balance.amountMinor < 0 ? 'Due to you' : 'Still to pay', formatMoney(owed)],
  ];
}
