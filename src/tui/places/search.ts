import { parseAirportCode } from '../../cli/parse.js';
import { parseLocalDate } from '../../kernel/local-date.js';
import { flag } from '../command-line.js';
import type { Values } from '../parts/action-place.js';
import { type FieldSpec, parseCount } from '../parts/form.js';
import { FormPlace } from '../parts/form-place.js';
import type { CommandWords, Place } from '../place.js';
import type { Stage } from '../stage.js';
import { openHotelOffers } from './hotel-offers.js';
import { openOffers } from './offers.js';
import { openPackages } from './packages.js';

const airport = (name: string, label: string): FieldSpec => ({
  ...{ name, label, hint: 'three letters: LHR', isRequired: true },
  parse: parseAirportCode,
});
const date = (name: string, label: string, hint: string, isRequired = false): FieldSpec => ({
  ...{ name, label, hint, isRequired },
  parse: (text) => parseLocalDate(text),
});
const count = (name: string, label: string, initial: string, atLeast: number): FieldSpec => ({
  ...{ name, label, initial, hint: 'how many', isRequired: true, isReplaced: true },
  parse: (text) => parseCount(text, atLeast),
});
const party = [
  count('adults', 'Adults', '1', 0),
  count('children', 'Children', '0', 0),
  count('infants', 'Infants', '0', 0),
];
const cabin: FieldSpec = { name: 'cabin', label: 'Cabin', choices: ['any', 'economy', 'premium', 'business', 'first'] };
/** As searches know them. */
const CABINS: Readonly<Record<string, string>> = { economy: 'Y', premium: 'W', business: 'C', first: 'F' };

/** Flights, there and back or one way. */
export function openSearch(stage: Stage): Place {
  return new FormPlace(stage, {
    title: 'Search flights',
    verb: 'search',
    fields: [
      airport('from', 'From'),
      airport('to', 'To'),
      date('depart', 'Depart', 'such as 2026-12-01', true),
      date('return', 'Return', 'nothing for one way'),
      ...party,
      cabin,
      { name: 'carrier', label: 'Airline', hint: 'two characters, such as BA' },
      { name: 'stops', label: 'Stops', choices: ['any', '0', '1', '2'] },
      { name: 'sort', label: 'Sort by', choices: ['price', 'duration', 'departure'] },
    ],
    command: (value) => [
      ...['flight', 'search', value('from').toUpperCase(), value('to').toUpperCase()],
      ...flag('depart', value('depart')),
      ...flag('return', value('return')),
      ...partyFlags(value),
      ...flag('cabin', chosen(value, 'cabin')),
      ...flag('carrier', value('carrier').toUpperCase()),
      ...flag('max-stops', chosen(value, 'stops')),
      ...flag('sort', value('sort') === 'price' ? '' : value('sort')),
    ],
    submit: (value) => {
      if (hasTravellers(stage, value)) stage.open(openOffers(stage, flightQuery(value)));
    },
    foot: () => [stage.theme.paint('dim', 'Hotels and packages: Ctrl-P, then hotel or package.')],
  });
}

/** Rooms for a stay. */
export function openHotelSearch(stage: Stage): Place {
  return new FormPlace(stage, {
    title: 'Search hotels',
    verb: 'search',
    fields: [
      { name: 'place', label: 'Where', hint: 'a city, or an airport: London, LHR', isRequired: true },
      date('in', 'Check-in', 'such as 2026-12-01', true),
      date('out', 'Check-out', 'the morning after the last night', true),
      count('guests', 'Guests', '1', 1),
      count('rooms', 'Rooms', '1', 1),
      { name: 'stars', label: 'Stars', choices: ['any', '2', '3', '4', '5'] },
      { name: 'sort', label: 'Sort by', choices: ['price', 'rating', 'distance'] },
    ],
    command: (value) => [
      ...['hotel', 'search', value('place')],
      ...flag('check-in', value('in')),
      ...flag('check-out', value('out')),
      ...flag('guests', value('guests')),
      ...flag('rooms', value('rooms')),
      ...flag('stars', chosen(value, 'stars')),
      ...flag('sort', value('sort') === 'price' ? '' : value('sort')),
    ],
    submit: (value) => {
      const stars = chosen(value, 'stars');
      stage.open(
        openHotelOffers(stage, {
          ...{ place: value('place'), checkIn: value('in'), checkOut: value('out') },
          ...{ guests: parseCount(value('guests')), rooms: parseCount(value('rooms')) },
          stars: stars === '' ? undefined : Number(stars),
          sort: value('sort') as 'price' | 'rating' | 'distance',
        }),
      );
    },
  });
}

/** Flights there and back with a stay in between. */
export function openPackageSearch(stage: Stage): Place {
  return new FormPlace(stage, {
    title: 'Search packages',
    verb: 'search',
    fields: [
      airport('from', 'From'),
      { name: 'place', label: 'To', hint: 'a city, or an airport', isRequired: true },
      date('depart', 'Depart', 'such as 2026-12-01', true),
      date('return', 'Return', 'the last night ends there', true),
      ...party,
      count('rooms', 'Rooms', '1', 1),
      cabin,
    ],
    command: (value) => [
      ...['package', 'search', value('from').toUpperCase(), value('place')],
      ...flag('depart', value('depart')),
      ...flag('return', value('return')),
      ...partyFlags(value),
      ...flag('rooms', value('rooms')),
      ...flag('cabin', chosen(value, 'cabin')),
    ],
    submit: (value) => {
      if (!hasTravellers(stage, value)) return;
      stage.open(
        openPackages(stage, {
          ...{ origin: value('from').toUpperCase(), place: value('place') },
          ...{ departureDate: value('depart'), returnDate: value('return') },
          ...partyOf(value),
          rooms: parseCount(value('rooms')),
          cabin: CABINS[value('cabin')],
        }),
      );
    },
  });
}

function flightQuery(value: Values) {
  const [origin, destination] = [value('from').toUpperCase(), value('to').toUpperCase()];
  const out = { origin, destination, departureDate: value('depart') };
  const back = { origin: destination, destination: origin, departureDate: value('return') };
  const stops = chosen(value, 'stops');
  return {
    journeys: value('return') === '' ? [out] : [out, back],
    ...partyOf(value),
    cabin: CABINS[value('cabin')],
    carrier: value('carrier').toUpperCase() || undefined,
    maxStops: stops === '' ? undefined : Number(stops),
    sort: value('sort') as 'price' | 'duration' | 'departure',
  };
}

function hasTravellers(stage: Stage, value: Values): boolean {
  if (partyOf(value).passengers > 0) return true;
  stage.say('Somebody has to travel: name an adult or a child.', 'yellow');
  return false;
}

/** Who needs a seat, children among them, and who rides on a lap. */
function partyOf(value: Values) {
  const [adults, children, infants] = ['adults', 'children', 'infants'].map((name) => parseCount(value(name) || '0'));
  return { passengers: (adults ?? 0) + (children ?? 0), children: children ?? 0, infants: infants ?? 0 };
}

/** As far as it was typed by now. */
function partyFlags(value: Values): CommandWords {
  const typed = (name: string) => (/^\d{1,2}$/.test(value(name)) ? Number(value(name)) : 0);
  const [children, infants] = [typed('children'), typed('infants')];
  const passengers = typed('adults') + children;
  return [
    ...flag('passengers', passengers === 1 ? undefined : passengers),
    ...flag('children', children === 0 ? undefined : children),
    ...flag('infants', infants === 0 ? undefined : infants),
  ];
}

function chosen(value: Values, name: string): string {
  return value(name) === 'any' ? '' : value(name);
}
