/** Codes of cities whose airport has another one: properties are named by the city. */
const CITY_CODES: Readonly<Record<string, string>> = {
  ...{ LHR: 'LON', JFK: 'NYC', CDG: 'PAR', FCO: 'ROM', MXP: 'MIL', ARN: 'STO', ORD: 'CHI', DCA: 'WAS' },
  ...{ BHD: 'BFS', OTP: 'BUH', KEF: 'REK', YYZ: 'YTO', YUL: 'YMQ', GRU: 'SAO', DTW: 'DTT', MCO: 'ORL' },
};

export function cityCode(airport: string): string {
  return CITY_CODES[airport] ?? airport;
}

/** Made-up houses, each once in a city before one comes again. */
export const HOUSE_NAMES = [
  ...(['The Marlowe', 'Harbour House', 'Hotel Meridian', 'The Linden', 'Station Court', 'Hotel Aurora'] as const),
  ...([
    'The Old Exchange',
    'Park Terrace',
    'Hotel Belvedere',
    'The Foundry',
    'Riverside Rooms',
    'Hotel Solano',
  ] as const),
  ...(['The Cartwright', 'Garden Lodge', 'Hotel Vesper', 'The Observatory', 'Quayside Inn', 'Hotel Corona'] as const),
] as const;

export interface HouseClass {
  readonly stars: number;
  /** Of a double room out of season, in whole units of the currency. */
  readonly rate: readonly [least: number, most: number];
  /** The guests' rating in tenths. */
  readonly rating: readonly [least: number, most: number];
  readonly amenities: readonly string[];
}

/** In turn, so that the smallest world has every class but the plainest. */
export const HOUSE_CLASSES: readonly [HouseClass, ...HouseClass[]] = [
  { stars: 4, rate: [140, 210], rating: [76, 91], amenities: ['bar', 'gym', 'restaurant', 'wifi'] },
  { stars: 3, rate: [85, 135], rating: [68, 86], amenities: ['bar', 'wifi'] },
  { stars: 5, rate: [260, 420], rating: [84, 97], amenities: ['bar', 'gym', 'pool', 'restaurant', 'spa', 'wifi'] },
  { stars: 3, rate: [80, 125], rating: [66, 85], amenities: ['parking', 'wifi'] },
  { stars: 4, rate: [130, 190], rating: [74, 90], amenities: ['bar', 'pool', 'restaurant', 'wifi'] },
  { stars: 2, rate: [55, 80], rating: [60, 79], amenities: ['wifi'] },
];

/** What a house may have beside what its class has. */
export const EXTRAS = ['airport-shuttle', 'breakfast', 'family-rooms', 'parking', 'pets', 'step-free'] as const;

export interface RoomKind {
  readonly code: string;
  readonly name: string;
  readonly maxGuests: number;
  /** Of the double's rate, in percent. */
  readonly ratePercent: number;
  /** Rooms of the kind in a house. */
  readonly rooms: readonly [least: number, most: number];
}

/** By code, which is the order in which sellers lock them; houses below four stars have no suites. */
export const ROOM_KINDS: readonly RoomKind[] = [
  { code: 'DBL', name: 'Double room', maxGuests: 2, ratePercent: 100, rooms: [12, 40] },
  { code: 'SGL', name: 'Single room', maxGuests: 1, ratePercent: 80, rooms: [6, 16] },
  { code: 'STE', name: 'Suite', maxGuests: 4, ratePercent: 210, rooms: [2, 6] },
];
export const SUITES_FROM_STARS = 4;
