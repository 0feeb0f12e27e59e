import type { WantedFlight } from '../booking/seat-party.js';
import { type Instant, MINUTE_MS } from '../kernel/instant.js';
import type { LocalDate } from '../kernel/local-date.js';
import { locatorFrom } from '../kernel/record-locator.js';
import { HUBS } from './hub-network.js';
import type { SeedSize, World } from './hub-scenario.js';
import { emailOf, makeParty } from './people.js';
import type { PlannedFlight } from './planned-flight.js';
import { Random } from './random.js';

/** What becomes of a seeded booking. */
export type Fate = 'held' | 'declined' | 'confirmed' | 'reseated' | 'goodwill' | 'cancelled';

export interface PlannedBooking {
  readonly fate: Fate;
  /** Six bytes, of no other booking. */
  readonly locator: Uint8Array;
  readonly flights: readonly WantedFlight[];
  readonly passengers: readonly string[];
  readonly email: string;
  readonly phone: string;
  readonly remark: string | undefined;
  /** At the back of the first flight, where nobody is seated who did not ask for it. */
  readonly backSeat: string | undefined;
}

export const BOOKINGS: Readonly<Record<SeedSize, number>> = { small: 12, medium: 60, large: 200 };

/** Mail to this domain does not arrive. */
export const UNREACHABLE_DOMAIN = 'unreachable.example';
const REACHABLE_DOMAIN = 'example.com';

/** In turn, so that the smallest world has every kind. */
const FATES: readonly Fate[] = [
  ...(['confirmed', 'held', 'confirmed', 'cancelled', 'confirmed', 'reseated'] as const),
  ...(['declined', 'confirmed', 'held', 'goodwill', 'confirmed', 'cancelled'] as const),
];
const REMARKS = ['VEGETARIAN MEALS', 'ELDERLY PASSENGER, NEEDS TIME TO BOARD', 'TRAVELS FOR A WEDDING', 'VIP'] as const;
const LOCATOR_BYTES = 6;
/** Bookings are spread over this many departures each. */
const DEPARTURES_PER_BOOKING = 4;

interface Departure {
  readonly carrier: string;
  readonly number: string;
  readonly departureDate: LocalDate;
  /** Both as if no clock were ever put forward: where one is, its flights would change places with others. */
  readonly departsAt: Instant;
  readonly arrivesAt: Instant;
  readonly businessClass: string | undefined;
  /** The cheapest that may be bought on any day: how long it is until the schedule begins decides nothing. */
  readonly economyClass: string | undefined;
  readonly backSeat: string | undefined;
}

/** Which bookings a world gets. Never on its first departure, which stays open in every cabin. */
export function planBookings(world: World, seed: number, size: SeedSize): PlannedBooking[] {
  const count = BOOKINGS[size];
  const random = new Random(seed);
  const departures = listDepartures(world);
  const firstAt = departures[0]?.departsAt ?? 0;
  const free = departures.filter(({ departsAt }) => departsAt > firstAt);
  const chosen = random.shuffle(free.slice(0, count * DEPARTURES_PER_BOOKING)).slice(0, count);
  const locators = drawLocators(random, chosen.length);
  return chosen.map((outbound, index) => {
    const passengers = makeParty(random);
    const fate = FATES[index % FATES.length] ?? 'confirmed';
    const back = index % 3 === 0 && isOutbound(outbound) ? findReturn(free, outbound) : undefined;
    const isBusiness = index % 8 === 2 && passengers.length < 3;
    return {
      fate,
      locator: locators[index] as Uint8Array,
      flights: [outbound, ...(back ? [back] : [])].map((departure) => wanted(departure, isBusiness)),
      passengers,
      email: emailOf(passengers[0] ?? '', index, index % 5 === 2 ? UNREACHABLE_DOMAIN : REACHABLE_DOMAIN),
      phone: `+44 20 7946 0${random.between(100, 999)}`,
      remark: random.below(4) === 0 ? random.pick(REMARKS) : undefined,
      backSeat: outbound.backSeat,
    };
  });
}

/** First to last; what is not needed of a flight is let go of, for there are many. */
function listDepartures({ flights }: World): Departure[] {
  const departures = Array.from(flights, departureOf);
  const key = ({ carrier, number }: Departure) => `${carrier}${number}`;
  return departures.sort((a, b) => a.departsAt - b.departsAt || (key(a) < key(b) ? -1 : 1));
}

/** Of every station of the network, in minutes ahead of UTC. */
const STANDARD_OFFSETS: ReadonlyMap<string, number> = new Map(
  Object.values(HUBS).flatMap((hub) => [hub, ...hub.spokes].map(({ iata, standardOffset }) => [iata, standardOffset])),
);

function departureOf(flight: PlannedFlight): Departure {
  const { carrier, number, origin, departureDate, departsOffset, fares, layout } = flight;
  const summerMinutes = departsOffset - (STANDARD_OFFSETS.get(origin) ?? departsOffset);
  const departsAt = flight.departsAt + summerMinutes * MINUTE_MS;
  return {
    ...{ carrier, number, departureDate, departsAt, arrivesAt: departsAt + flight.arrivesAt - flight.departsAt },
    businessClass: fares.findLast(({ cabin }) => cabin === 'C')?.fareClass,
    economyClass: fares
      .filter(({ cabin, advancePurchaseDays }) => cabin === 'Y' && advancePurchaseDays === 0)
      .toSorted((a, b) => b.baseMinor - a.baseMinor)
      .at(-1)?.fareClass,
    backSeat:
      layout.seats.findLast(({ cabin, seatNumber }) => cabin === 'Y' && seatNumber !== null)?.seatNumber ?? undefined,
  };
}

/** Out of a hub the numbers are odd, back to it even. */
function isOutbound({ number }: Departure): boolean {
  return Number(number) % 2 === 1;
}

/** The first way back by the same rotation: its number is the next one. */
function findReturn(departures: readonly Departure[], outbound: Departure): Departure | undefined {
  const number = String(Number(outbound.number) + 1);
  return departures.find(
    (other) => other.carrier === outbound.carrier && other.number === number && other.departsAt > outbound.arrivesAt,
  );
}

function wanted(departure: Departure, isBusiness: boolean): WantedFlight {
  const { carrier, number, departureDate, businessClass, economyClass } = departure;
  return {
    ref: { carrier, number, departureDate, origin: undefined },
    fareClass: (isBusiness ? businessClass : undefined) ?? economyClass,
  };
}

/** No two alike: a locator that is taken would be drawn again, by a count that nobody can repeat. */
function drawLocators(random: Random, count: number): Uint8Array[] {
  const drawn = new Map<string, Uint8Array>();
  while (drawn.size < count) {
    const bytes = Uint8Array.from({ length: LOCATOR_BYTES }, () => random.below(256));
    drawn.set(locatorFrom(bytes), bytes);
  }
  return [...drawn.values()];
}
