import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { type CreateBookingInput, createBooking } from '../../src/booking/create-booking.js';
import { type ModifyBookingInput, modifyBooking } from '../../src/booking/modify-booking.js';
import { takePayment } from '../../src/booking/take-payment.js';
import type { Desk } from '../../src/desk.js';
import { OpsdeskError } from '../../src/kernel/errors.js';
import { addDays } from '../../src/kernel/local-date.js';
import { Random } from '../../src/seeding/random.js';
import { addFlight, flightRef } from '../support/desk.js';
import { addProperty } from '../support/hotel.js';

/** What one seller has seen. */
export interface Traffic {
  /** How often each command ended how: `book done`, `move SOLD_OUT`. */
  readonly endings: Readonly<Record<string, number>>;
  /** Milliseconds of each command, in no order. */
  readonly durations: readonly number[];
}

const FLIGHTS = ['1', '2', '3', '4'] as const;
const PROPERTIES = ['NYC-1', 'NYC-2'] as const;
const NIGHTS = 6;
const CARD = { gateway: 'sandbox', source: 'tok_ok' };

/** Flights and rooms for some sixty parties: soon everybody is after what somebody gives back. */
export async function openParties(desk: Desk): Promise<void> {
  for (const number of FLIGHTS) await addFlight(desk, { number, economyRows: 12 });
  for (const code of PROPERTIES) {
    await addProperty(desk, { code, nights: NIGHTS, roomTypes: [{ code: 'DBL', rooms: 25 }] });
  }
}

/** One seller: books parties and changes them, one command after the other, until the time is over. */
export async function sellToParties(desk: Desk, seed: number, untilMs: number): Promise<Traffic> {
  const random = new Random(seed);
  const endings: Record<string, number> = {};
  const durations: number[] = [];
  const known: string[] = [];
  while (Date.now() < untilMs) {
    const { name, run } = nextCommand(desk, random, known);
    const startedAt = performance.now();
    const ending = `${name} ${await endingOf(run)}`;
    durations.push(performance.now() - startedAt);
    endings[ending] = (endings[ending] ?? 0) + 1;
  }
  return { endings, durations };
}

async function endingOf(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
    return 'done';
  } catch (error) {
    if (error instanceof OpsdeskError) return error.code;
    throw error;
  }
}

interface Command {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

function nextCommand(desk: Desk, random: Random, known: string[]): Command {
  const locator = known[random.below(known.length)];
  if (locator === undefined || random.below(100) < 35) {
    return {
      name: 'book',
      run: async () => {
        const { recordLocator } = await createBooking(desk, party(random), {});
        known.push(recordLocator);
      },
    };
  }
  const recordLocator = locator;
  const kind = random.pick(['pay', 'cancel', 'cancel', 'change', 'change', 'change', 'change']);
  if (kind === 'pay') return { name: kind, run: () => takePayment(desk, { recordLocator, source: CARD }, {}) };
  if (kind === 'change') {
    const [change, plan] = random.pick(CHANGES);
    const input = { ...plan(random), recordLocator };
    return { name: change, run: () => modifyBooking(desk, input, {}) };
  }
  return {
    name: kind,
    run: async () => {
      known.splice(known.indexOf(recordLocator), 1);
      await cancelBooking(desk, { recordLocator }, {});
    },
  };
}

type Change = Omit<ModifyBookingInput, 'recordLocator'>;

type NamedChange = readonly [name: string, plan: (random: Random) => Change];

const CHANGES: readonly [NamedChange, ...NamedChange[]] = [
  ['move', (random: Random): Change => ({ segment: 'S1', flight: { ref: flightRef(random.pick(FLIGHTS)) } })],
  ['reseat', (random: Random): Change => ({ segment: 'S1', passenger: 'P1', seats: [anySeat(random)] })],
  ['add flight', (random: Random): Change => ({ addFlights: [{ ref: flightRef(random.pick(FLIGHTS)) }] })],
  ['cancel flight', (): Change => ({ cancelSegments: ['S2'] })],
  ['join', (): Change => ({ addPassengers: ['LATE/COMER MX'] })],
  ['leave', (): Change => ({ removePassengers: ['P2'] })],
  ['add stay', (random: Random): Change => ({ addStays: [anyStay(random)] })],
  ['move stay', (random: Random): Change => ({ stay: 'H1', stayDates: { checkOut: anyStay(random).checkOut } })],
];

/** Two to six people on one to three flights, which they name in any order, and half of them in a hotel. */
function party(random: Random): CreateBookingInput {
  const count = 2 + random.below(5);
  const flights = random.shuffle(FLIGHTS).slice(0, 1 + random.below(3));
  const stays = random.shuffle(PROPERTIES).slice(0, random.below(3));
  return {
    flights: flights.map((number) => ({ ref: flightRef(number) })),
    stays: stays.map((property) => ({ ...anyStay(random), property, rooms: Math.ceil(count / 2) })),
    passengers: Array.from({ length: count }, (_, index) => `PARTY/${'ABCDEF'[index]} MX`),
    ...(random.below(2) === 0 ? { pay: CARD } : {}),
  };
}

function anyStay(random: Random) {
  const checkIn = addDays('2026-12-01', random.below(NIGHTS - 2));
  const checkOut = addDays(checkIn, 1 + random.below(3));
  return { property: random.pick(PROPERTIES), roomType: 'DBL', checkIn, checkOut, rooms: 3 };
}

function anySeat(random: Random): string {
  return `${20 + random.below(12)}${'ABCDEF'[random.below(6)]}`;
}
