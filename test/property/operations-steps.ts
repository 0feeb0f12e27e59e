import fc from 'fast-check';
import { expect } from 'vitest';
import { type AdjustFlightInput, adjustFlight } from '../../src/booking/adjust-flight.js';
import { adjustRooms } from '../../src/inventory/hotel/adjust-rooms.js';
import { addDays } from '../../src/kernel/local-date.js';
import { keepDeadlines } from './deadlines.js';
import { hasDeparted, Reasons } from './forecasts.js';
import { type Model, type ModelBooking, madeOf, nightKey, type Restrictions } from './model.js';
import { modify } from './modify.js';
import { FLIGHTS, refOf, type WorldFlight } from './small-world.js';
import { judge, Step } from './step.js';
import { shown } from './waiting.js';

const MINUTE = 60_000;

/** One change of a flight by operations, and what becomes of the model with it. */
function adjustStep<W extends { readonly flight: WorldFlight }>(
  name: string,
  { flight, ...wish }: W,
  plan: (model: Model) => { input: Omit<AdjustFlightInput, 'ref'>; reasons: Reasons; isSame: boolean; apply(): void },
): Step {
  return new Step(`${name} ${JSON.stringify({ flight: flight.id, ...wish })}`, false, async (model, desks, text) => {
    const { input, reasons, isSame, apply } = plan(model);
    reasons.when(hasDeparted(model, flight) || isSame, 'WRONG_STATE');
    const call = { ...input, ref: refOf(flight) };
    const ended = await desks.rehearse(text, { flightId: flight.id }, (desk, options, extra) =>
      adjustFlight(desk, { ...call, ...extra }, options),
    );
    judge(text, ended, reasons, (view) => view);
    if (ended.outcome.kind === 'refused') return;
    const { rescheduled } = ended.outcome.view;
    const due = input.departs === undefined ? [] : onItsWay(model, flight);
    const told = rescheduled.map((each) => each.recordLocator);
    expect([...told].sort(), `whom ${text} reached`).toEqual(due.map(({ locator }) => locator).sort());
    apply();
    for (const booking of due) {
      Object.assign(booking, madeOf(await shown(desks, booking.locator), model, booking.segments));
      booking.version += 1;
      keepDeadlines(model, booking);
    }
  });
}

function onItsWay(model: Model, flight: WorldFlight): ModelBooking[] {
  return model.bookings.filter(
    (booking) =>
      ['held', 'confirmed', 'waitlisted'].includes(model.statusNow(booking)) &&
      booking.segments.some((each) => each.isLive && each.flight === flight),
  );
}

/** Ten minutes are told, an hour is offered; two hours earlier or five later are what nobody has to put up with. */
export const retime = fc
  .record({ flight: fc.constantFrom(...FLIGHTS), minutes: fc.constantFrom(10, 60, 60, -60, -120, 300) })
  .map((wish) =>
    adjustStep('retime', wish, (model) => {
      const departsAt = model.departsAt(wish.flight) + wish.minutes * MINUTE;
      const offsetMs = wish.flight.origin === 'LHR' ? 0 : -5 * 60 * MINUTE;
      const departs = new Date(departsAt + offsetMs).toISOString().slice(0, 16);
      // Another day has another reference, and nothing leaves in the past or after it has arrived.
      const reasons = new Reasons().perhaps(true, 'INVALID_INPUT');
      const apply = () => void model.departures.set(wish.flight.id, departsAt);
      return { input: { departs }, reasons, isSame: false, apply };
    }),
  );

export const price = fc
  .record({ flight: fc.constantFrom(...FLIGHTS), baseMinor: fc.constantFrom(8_000, 9_000, 21_000) })
  .map((wish) =>
    adjustStep('price', wish, (model) => {
      const [fare] = model.faresOf(wish.flight);
      const fareClass = fare?.fareClass ?? 'Y';
      const apply = () => {
        const fares = model.faresOf(wish.flight);
        const priced = fares.map((each) => (each === fare ? { ...each, baseMinor: wish.baseMinor } : each));
        model.fares.set(wish.flight.id, priced);
      };
      const input = { prices: [{ fareClass, base: (wish.baseMinor / 100).toFixed(2) }] };
      return { input, reasons: new Reasons(), isSame: fare?.baseMinor === wish.baseMinor, apply };
    }),
  );

/** Units without a seat, where the model needs not know which class they fall to. */
export const overbook = fc
  .record({
    flight: fc.constantFrom(...FLIGHTS.filter(({ lowUnits }) => lowUnits === 0)),
    slots: fc.integer({ min: 0, max: 2 }),
  })
  .map((wish) =>
    adjustStep('overbook', wish, (model) => {
      const { flight, slots } = wish;
      return {
        input: { authorised: [{ cabin: 'Y', units: flight.seats + slots }] },
        reasons: new Reasons().perhaps(slots < (model.slots.get(flight.id) ?? 0), 'REFUSED_BY_RULE'),
        isSame: slots === model.slots.get(flight.id),
        apply: () => void model.slots.set(flight.id, slots),
      };
    }),
  );

/** One at a time, taken back more often than not: a house that is closed has little to tell. */
const restriction = fc.constantFrom<(Restrictions | undefined)[]>(
  undefined,
  { stopSell: true },
  { stopSell: false },
  { stopSell: false },
  { minStay: 2 },
  { minStay: 3 },
  { minStay: 3 },
  { minStay: 1 },
  { closedToArrival: true },
  { closedToArrival: false },
  { closedToDeparture: true },
  { closedToDeparture: false },
);

/** Two nights of a room type: how many rooms, and whether and how they are sold. */
export const rooms = fc
  .record({
    room: fc.constantFrom('NYC-1:DBL', 'NYC-1:SGL', 'LON-1:DBL'),
    day: fc.integer({ min: 0, max: 5 }),
    allotment: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
    restricts: restriction,
    price: fc.constantFrom(undefined, '80.00', '100.00'),
  })
  .map(
    (wish) =>
      new Step(`rooms ${JSON.stringify(wish)}`, false, async (model, desks, name) => {
        const { room, day, allotment, restricts, price } = wish;
        const [property = '', roomType = ''] = room.split(':');
        const from = addDays('2026-12-01', day);
        const nights = [from, addDays(from, 1)];
        const input = { property, roomType, from, to: addDays(from, 1), allotment, price, ...restricts };
        const ended = await desks.rehearse(name, { property }, ({ runner }, options, extra) =>
          adjustRooms(runner, { ...input, ...extra }, options),
        );
        // Rooms of holds that ran out count as taken until somebody needs them.
        const isNothing = allotment === undefined && restricts === undefined && price === undefined;
        const reasons = new Reasons()
          .when(isNothing, 'INVALID_INPUT')
          .perhaps(true, 'WRONG_STATE')
          .perhaps(allotment !== undefined, 'ROOMS_TAKEN');
        judge(name, ended, reasons, (view) => view);
        if (ended.outcome.kind === 'refused') return;
        for (const key of nights.map((night) => nightKey(property, roomType, night))) {
          if (allotment !== undefined) model.allotments.set(key, allotment);
          model.restrictions.set(key, { ...model.restrictions.get(key), ...restricts });
        }
      }),
  );

/** The customer's answer to new times. */
export const answer = fc.record({ which: fc.nat({ max: 40 }), accepts: fc.boolean() }).map(
  (wish) =>
    new Step(`answer ${JSON.stringify(wish)}`, true, async (model, desks, name) => {
      const isOffered = (each: ModelBooking) => each.segments.some(({ status }) => status === 'TK');
      const booking = model.pickFrom(wish.which, isOffered);
      const segment = booking.segments.find(({ status }) => status === 'TK');
      const input = wish.accepts ? { accept: [segment?.id ?? 'S1'] } : { refuse: [segment?.id ?? 'S1'] };
      const reasons = new Reasons().when(!segment, 'WRONG_STATE', 'SEGMENT_NOT_FOUND');
      await modify(model, desks, name, booking, { input, reasons, penalty: () => 0 });
    }),
);
