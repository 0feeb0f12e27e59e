import fc from 'fast-check';
import { createBooking } from '../../src/booking/create-booking.js';
import type { HoldTerms } from '../../src/booking/deadlines.js';
import type { WantedStay } from '../../src/booking/take-stay.js';
import type { BookingView } from '../../src/booking/view-booking.js';
import { addDays } from '../../src/kernel/local-date.js';
import { expectView } from './conformity.js';
import { deadlinesOf, holdTerms, NO_DEADLINES } from './deadlines.js';
import { againstParty, againstRooms, againstSeats, type FlightWish, Reasons, type StayWish } from './forecasts.js';
import { type Model, type ModelBooking, madeOf, totalOf } from './model.js';
import { FLIGHTS, PROPERTIES, refOf, SEAT_LETTERS, type WorldFlight } from './small-world.js';
import type { State } from './state.js';
import { judge, Step } from './step.js';
import type { TwinDesks } from './twin-desks.js';
import { shown } from './waiting.js';

export const NAMES = {
  ADT: ['SMITH/JOHN MR', 'DOE/ANN MRS', 'LI/WEI'],
  CHD: ['SMITH/TIM (CHD)'],
  INF: ['SMITH/EVA (INF)'],
} as const;

const PARTIES = [[0], [0], [0, 1], [0, 1], [0, 1, 2], [0, 'CHD'], [0, 'INF'], [0, 1, 'CHD', 'INF'], ['CHD']] as const;

/** Dollars mostly, for a booking has one currency. */
const anyFlight = fc.constantFrom(
  ...[...FLIGHTS, ...FLIGHTS].filter(({ currency }, index) => index > 5 || currency === 'USD'),
);

/** A flight in a class that it has, in any, or now and then in one that it has not. */
export const flightWish = anyFlight.chain((flight) =>
  fc.record({
    flight: fc.constant(flight),
    fareClass: fc.oneof(
      { weight: 8, arbitrary: fc.constant(undefined) },
      { weight: 8, arbitrary: fc.constantFrom(...flight.fares.map((fare) => fare.fareClass)) },
      { weight: 1, arbitrary: fc.constantFrom('Y', 'M') },
    ),
  }),
);

/** Each flight once mostly. */
const flightWishes = fc.oneof(
  { weight: 9, arbitrary: fc.uniqueArray(flightWish, { maxLength: 2, selector: ({ flight }) => flight.id }) },
  { weight: 2, arbitrary: fc.uniqueArray(flightWish, { maxLength: 3, selector: ({ flight }) => flight.id }) },
  { weight: 1, arbitrary: fc.array(flightWish, { maxLength: 3 }) },
);

export const stayWish = fc
  .record({
    room: fc.constantFrom('NYC-1:DBL', 'NYC-1:DBL', 'NYC-1:SGL', 'LON-1:DBL'),
    ratePlan: fc.constantFrom(undefined, 'FLEX'),
    day: fc.integer({ min: 0, max: 5 }),
    nights: fc.integer({ min: 1, max: 3 }),
    rooms: fc.constantFrom(undefined, 1, 2, 2),
  })
  .map(({ room, ratePlan, day, nights, rooms }): WantedStay => {
    const [property = '', roomType = ''] = room.split(':');
    const checkIn = addDays('2026-12-01', day);
    return { property, roomType, ratePlan, checkIn, checkOut: addDays(checkIn, nights), rooms };
  });

export function asStayWish({ rooms = 1, ...wanted }: WantedStay, guests: number): StayWish {
  return { ...wanted, rooms, guests };
}

const order = fc.record({
  flights: flightWishes,
  stay: fc.option(stayWish, { freq: 2, nil: undefined }),
  party: fc.constantFrom(...PARTIES),
  firstSeat: fc.option(fc.integer({ min: 0, max: 4 }), { freq: 1, nil: undefined }),
  pay: fc.constantFrom(undefined, undefined, 'tok_ok', 'tok_ok', 'tok_decline', 'tok_timeout'),
  terms: holdTerms,
  canWait: fc.constantFrom(false, false, true),
  email: fc.constantFrom(undefined, 'ann@example.com', 'tim@example.com'),
});

type Order = typeof order extends fc.Arbitrary<infer T> ? T : never;

export const create = order
  .filter(({ flights, stay }) => flights.length > 0 || stay !== undefined)
  .map((wanted) => (wanted.canWait ? { ...wanted, stay: undefined, firstSeat: undefined, pay: undefined } : wanted))
  .filter(({ flights, stay }) => flights.length > 0 || stay !== undefined)
  .map((wanted) => new Step(`create ${textOf(wanted)}`, false, (...args) => sell(wanted, ...args)));

function textOf({ flights, stay, party, ...more }: Order): string {
  const wishes = flights.map(({ flight, fareClass }) => `${flight.id}${fareClass ?? ''}`);
  return JSON.stringify({ flights: wishes.join('+'), stay, party: party.join(' '), ...more });
}

async function sell(wanted: Order, model: Model, desks: TwinDesks, name: string): Promise<void> {
  const { flights, stay, pay, terms, canWait } = wanted;
  const passengers = wanted.party.map((each) => (typeof each === 'number' ? NAMES.ADT[each] : NAMES[each][0]));
  const types = wanted.party.map((each) => (typeof each === 'number' ? 'ADT' : each));
  const count = types.filter((type) => type !== 'INF').length;
  const seats = wanted.firstSeat === undefined ? [] : flights.flatMap(() => seatNumbers(wanted.firstSeat ?? 0, count));
  const input = {
    flights: flights.map(({ flight, fareClass }) => ({ ref: refOf(flight), fareClass })),
    stays: stay ? [stay] : [],
    passengers,
    seats,
    email: wanted.email,
    ...terms,
    canWait,
    ...(pay === undefined ? {} : { pay: { gateway: 'sandbox', source: pay } }),
  };
  const forecast = againstFlights(model, desks.state, flights, count, seats)
    .add(stay ? againstRooms(model, asStayWish(stay, count)) : new Reasons())
    .add(againstCurrencies(flights, stay))
    .add(againstParty(types));
  // Who may wait is not told that it is sold out: only what else stands against it.
  if (canWait) forecast.forgive('SOLD_OUT');
  const isSold = forecast.must.length === 0;
  forecast.when(isSold && pay === 'tok_decline', 'PAYMENT_DECLINED');
  forecast.when(isSold && pay === 'tok_timeout', 'PAYMENT_UNKNOWN');
  const ended = await desks.rehearse(name, undefined, (desk, options, extra) =>
    createBooking(desk, { ...input, ...extra }, options),
  );
  judge(name, ended, forecast, (view) => (pay ? view.total : view), model.hasWaiting());
  const outcome = ended.carriedOn ?? ended.outcome;
  const details = outcome.kind === 'refused' ? (outcome.details as { recordLocator?: string }) : undefined;
  const isOpen = outcome.kind === 'refused' && outcome.code === 'PAYMENT_UNKNOWN';
  const isHeld = isOpen || (outcome.kind === 'refused' && outcome.code === 'PAYMENT_DECLINED');
  if (outcome.kind === 'refused' && !isHeld) return;
  const view = outcome.kind === 'done' ? outcome.view : await shown(desks, details?.recordLocator ?? '');
  enter(model, view, terms, { isPaid: outcome.kind === 'done' && pay !== undefined, isOpen });
}

/** Writes a new booking into the model. */
function enter(
  model: Model,
  view: BookingView,
  terms: HoldTerms,
  { isPaid, isOpen }: { readonly isPaid: boolean; readonly isOpen: boolean },
): void {
  const booking: ModelBooking = {
    locator: view.recordLocator,
    status: isPaid ? 'confirmed' : view.status,
    version: isPaid ? 2 : 1,
    currency: view.total.currency,
    ...madeOf(view, model),
    feesMinor: 0,
    totalMinor: 0,
    paidMinor: 0,
    refundedMinor: 0,
    goodwillMinor: 0,
    open: [],
    timeLimit: terms.timeLimit ?? 'cancel',
    ...NO_DEADLINES,
  };
  if (booking.status === 'held') Object.assign(booking, deadlinesOf(model, booking, terms));
  booking.totalMinor = totalOf(booking);
  if (isPaid) booking.paidMinor = booking.totalMinor;
  if (isOpen) booking.open = [booking.totalMinor];
  model.bookings.push(booking);
  expectView(view, booking, model);
}

export function seatNumbers(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `20${SEAT_LETTERS[(first + index) % SEAT_LETTERS.length]}`);
}

function againstFlights(
  model: Model,
  state: State,
  flights: readonly FlightWish[],
  count: number,
  seats: readonly string[],
): Reasons {
  const reasons = new Reasons();
  const isTwice = new Set(flights.map(({ flight }) => flight)).size < flights.length;
  for (const [index, wish] of flights.entries()) {
    reasons.add(againstSeats(model, wish, count));
    const named = seats.slice(index * count, (index + 1) * count);
    reasons.add(againstNamedSeats(model, state, wish.flight, named));
  }
  // The second time it meets what it has taken itself.
  return reasons
    .when(isTwice, 'INVALID_INPUT')
    .perhaps(isTwice, 'SOLD_OUT', 'SEAT_TAKEN')
    .perhaps(seats.length > 0, 'SOLD_OUT');
}

export function againstNamedSeats(
  model: Model,
  state: State,
  flight: WorldFlight,
  seats: readonly string[],
  ownBookingId?: string,
): Reasons {
  const rows = (state.seat ?? []).filter((row) => row.flight_id === flight.id);
  const wanted = seats.map((seat) => rows.find((row) => row.seat_number === seat));
  const isFree = (row: (typeof rows)[number]) =>
    row.status === 'open' ||
    row.booking_id === ownBookingId ||
    (row.hold_expires_at !== null && row.hold_expires_at <= model.now);
  return new Reasons()
    .when(
      wanted.some((row) => row === undefined),
      'SEAT_NOT_FOUND',
    )
    .when(
      wanted.some((row) => row && !isFree(row)),
      'SEAT_TAKEN',
    );
}

function againstCurrencies(flights: readonly FlightWish[], stay: WantedStay | undefined): Reasons {
  const property = stay && PROPERTIES.find(({ code }) => code === stay.property);
  const all = [...flights.map(({ flight }) => flight.currency), ...(property ? [property.currency ?? 'USD'] : [])];
  return new Reasons().when(new Set(all).size > 1, 'CURRENCY_MISMATCH');
}
