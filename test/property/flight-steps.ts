import fc from 'fast-check';
import { againstSeats, hasDeparted, leavingOf, Reasons } from './forecasts.js';
import { type Model, type ModelBooking, type ModelSegment, seatedCount, sum } from './model.js';
import { type ModifyPlan, modify } from './modify.js';
import { keptOfFlight, penaltyOfMove } from './penalties.js';
import { againstNamedSeats, flightWish, seatNumbers } from './sell-steps.js';
import { FLIGHTS, refOf } from './small-world.js';
import type { State } from './state.js';
import { Step } from './step.js';

const pick = { which: fc.nat({ max: 40 }), nth: fc.nat({ max: 3 }) };

type Pick = { readonly which: number; readonly nth: number };

/** A change of one live segment of any booking; where it has none, of one that nobody has. */
function segmentStep<W extends Pick>(
  name: string,
  wish: W,
  plan: (model: Model, booking: ModelBooking, segment: ModelSegment, state: State) => ModifyPlan,
  isMeant: (segment: ModelSegment) => boolean = () => true,
): Step {
  return new Step(`${name} ${JSON.stringify(wish)}`, true, async (model, desks, text) => {
    const isIt = (each: ModelSegment) => each.isLive && isMeant(each);
    const booking = model.pickFrom(wish.which, (each) => model.hasSpace(each) && each.segments.some(isIt));
    const meant = booking.segments.filter(isIt);
    const live = meant.length > 0 ? meant : booking.segments.filter((each) => each.isLive);
    const segment = live[wish.nth % live.length];
    if (segment) return modify(model, desks, text, booking, plan(model, booking, segment, desks.state));
    const nothing = {
      input: { seats: ['20A'], segment: 'S9' },
      reasons: new Reasons().when(true, 'SEGMENT_NOT_FOUND'),
    };
    return modify(model, desks, text, booking, nothing);
  });
}

const after = (booking: ModelBooking, { id }: ModelSegment) => booking.segments.find((each) => each.id === id);

export const move = fc.record({ ...pick, to: flightWish }).map(({ to, ...wish }) =>
  segmentStep('move', { ...wish, to: `${to.flight.id}${to.fareClass ?? ''}` }, (model, booking, old) => ({
    input: { segment: old.id, flight: { ref: refOf(to.flight), fareClass: to.fareClass } },
    reasons: againstMove(model, booking, old, to),
    penalty: (changed) => penaltyOfMove(booking, old, after(changed, old) ?? old),
  })),
);

/** The same flight number on another day. */
export const moveDate = fc.record({ ...pick, date: fc.constantFrom('2026-12-01', '2026-12-02') }).map((wish) =>
  segmentStep(
    'move-date',
    wish,
    (model, booking, old) => {
      const days = FLIGHTS.filter((each) => each.number === old.flight.number);
      const flight = days.find((each) => refOf(each).departureDate === wish.date);
      const reasons = flight
        ? againstMove(model, booking, old, { flight, fareClass: old.fare.fareClass })
        : new Reasons().when(true, 'FLIGHT_NOT_FOUND').when(hasDeparted(model, old.flight), 'REFUSED_BY_RULE');
      const penalty = (changed: ModelBooking) => penaltyOfMove(booking, old, after(changed, old) ?? old);
      return { input: { segment: old.id, date: wish.date }, reasons, penalty };
    },
    ({ flight }) => FLIGHTS.some((each) => each !== flight && each.number === flight.number),
  ),
);

export const moveClass = fc.record({ ...pick, fareClass: fc.constantFrom('Y', 'M') }).map((wish) =>
  segmentStep(
    'move-class',
    wish,
    (model, booking, old) => ({
      input: { segment: old.id, fareClass: wish.fareClass },
      reasons: againstMove(model, booking, old, { flight: old.flight, fareClass: wish.fareClass }),
      penalty: (changed) => penaltyOfMove(booking, old, after(changed, old) ?? old),
    }),
    ({ flight }) => flight.fares.length > 1,
  ),
);

function againstMove(
  model: Model,
  booking: ModelBooking,
  old: ModelSegment,
  to: Parameters<typeof againstSeats>[1],
): Reasons {
  const isHere = to.flight === old.flight;
  const isThere = booking.segments.some((each) => each.isLive && each !== old && each.flight === to.flight);
  const isSame = isHere && (to.fareClass ?? old.fare.fareClass) === old.fare.fareClass;
  const leaving = isHere ? leavingOf(booking, old) : undefined;
  return againstSeats(model, to, seatedCount(booking), leaving)
    .when(hasDeparted(model, old.flight), 'REFUSED_BY_RULE')
    .when(isThere || (isSame && to.fareClass !== undefined), 'WRONG_STATE')
    .perhaps(isSame, 'WRONG_STATE')
    .when(to.flight.currency !== booking.currency, 'CURRENCY_MISMATCH')
    .perhaps(hasNoAdult(booking), 'PASSENGER_RULE');
}

export const reseat = fc.record({ ...pick, first: fc.integer({ min: 0, max: 5 }), one: fc.boolean() }).map((wish) =>
  segmentStep('reseat', wish, (model, booking, segment, state) => {
    const seated = booking.passengers.filter(({ type }) => type !== 'INF');
    const isOne = wish.one;
    const passenger = isOne ? seated[wish.nth % seated.length]?.id : undefined;
    const seats = seatNumbers(wish.first, isOne ? 1 : seated.length);
    const bookingId = state.booking?.find((row) => row.record_locator === booking.locator)?.id;
    // A seat of their own is free to take where all of them move; who moves alone may meet a companion.
    const own = isOne ? undefined : bookingId;
    const reasons = againstNamedSeats(model, state, segment.flight, seats, own)
      .when(hasDeparted(model, segment.flight), 'REFUSED_BY_RULE')
      .perhaps(true, 'WRONG_STATE');
    return { input: { segment: segment.id, passenger, seats }, reasons, penalty: () => 0 };
  }),
);

export const cancelSegment = fc.record(pick).map((wish) =>
  segmentStep('cancel-segment', wish, (model, booking, segment) => {
    const isLast = [...booking.segments, ...booking.stays].filter((each) => each.isLive).length === 1;
    return {
      input: { cancelSegments: [segment.id] },
      reasons: new Reasons().when(isLast || hasDeparted(model, segment.flight), 'REFUSED_BY_RULE'),
      penalty: () => (booking.status === 'confirmed' ? keptOfFlight(model, booking, segment) : 0),
    };
  }),
);

export const addFlight = fc.record({ which: pick.which, to: flightWish }).map(
  ({ which, to }) =>
    new Step(`add-flight ${JSON.stringify({ which, to: `${to.flight.id}${to.fareClass ?? ''}` })}`, true, (...args) => {
      const [model, desks, name] = args;
      const booking = model.pick(which);
      const isThere = booking.segments.some((each) => each.isLive && each.flight === to.flight);
      const reasons = againstSeats(model, to, seatedCount(booking))
        .when(isThere, 'WRONG_STATE')
        .when(to.flight.currency !== booking.currency, 'CURRENCY_MISMATCH')
        .perhaps(hasNoAdult(booking), 'PASSENGER_RULE');
      const input = { addFlights: [{ ref: refOf(to.flight), fareClass: to.fareClass }] };
      return modify(model, desks, name, booking, { input, reasons, penalty: () => 0 });
    }),
);

/** One flight for another in one command: what is given up first may be taken again. */
export const exchange = fc.record({ ...pick, to: flightWish }).map(({ to, ...wish }) =>
  segmentStep('exchange', { ...wish, to: `${to.flight.id}${to.fareClass ?? ''}` }, (model, booking, old) => {
    const leaving = to.flight === old.flight ? leavingOf(booking, old) : undefined;
    const isThere = booking.segments.some((each) => each.isLive && each !== old && each.flight === to.flight);
    const reasons = againstSeats(model, to, seatedCount(booking), leaving)
      .when(hasDeparted(model, old.flight), 'REFUSED_BY_RULE')
      .when(isThere, 'WRONG_STATE')
      .when(to.flight.currency !== booking.currency, 'CURRENCY_MISMATCH')
      .perhaps(hasNoAdult(booking), 'PASSENGER_RULE');
    const kept = sum(booking.status === 'confirmed' ? [keptOfFlight(model, booking, old)] : []);
    return {
      input: { cancelSegments: [old.id], addFlights: [{ ref: refOf(to.flight), fareClass: to.fareClass }] },
      reasons,
      penalty: () => kept,
    };
  }),
);

export function hasNoAdult({ passengers }: ModelBooking): boolean {
  return !passengers.some(({ type }) => type === 'ADT');
}
