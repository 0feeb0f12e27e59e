import fc from 'fast-check';
import { addDays } from '../../src/kernel/local-date.js';
import { againstParty, againstRooms, againstSeats, hasDeparted, Reasons, todayAt } from './forecasts.js';
import { type Model, type ModelBooking, type ModelStay, seatedCount, sum } from './model.js';
import { type ModifyPlan, modify } from './modify.js';
import { keptOfFlight, keptOfStay } from './penalties.js';
import { asStayWish, NAMES, stayWish } from './sell-steps.js';
import { PROPERTIES } from './small-world.js';
import { Step } from './step.js';

const pick = { which: fc.nat({ max: 40 }), nth: fc.nat({ max: 3 }) };

function bookingStep<W extends { readonly which: number }>(
  name: string,
  wish: W,
  plan: (model: Model, booking: ModelBooking) => ModifyPlan,
  isMeant: (booking: ModelBooking) => boolean = () => true,
): Step {
  return new Step(`${name} ${JSON.stringify(wish)}`, true, (model, desks, text) => {
    const booking = model.pickFrom(wish.which, (each) => model.hasSpace(each) && isMeant(each));
    return modify(model, desks, text, booking, plan(model, booking));
  });
}

/** A letter more or less, the wrong way round, or somebody else. */
export const rename = fc
  .record({ ...pick, to: fc.constantFrom('SMYTH/JOHN MR', 'JOHN/SMITH MR', 'BRAUN/EVA MS', 'SMITH/TIMM') })
  .map((wish) =>
    bookingStep('rename', wish, (model, booking) => {
      const passenger = booking.passengers[wish.nth % booking.passengers.length];
      const isFlown = booking.segments.some((each) => each.isLive && hasDeparted(model, each.flight));
      const reasons = new Reasons().perhaps(true, 'NAME_CHANGE_NOT_ALLOWED').perhaps(isFlown, 'REFUSED_BY_RULE');
      return { input: { passenger: passenger?.id, name: wish.to }, reasons };
    }),
  );

export const contact = fc
  .record({ which: pick.which, email: fc.constantFrom('eva@example.com', 'no address'), remark: fc.constant('Late') })
  .map((wish) =>
    bookingStep('contact', wish, () => ({
      input: { email: wish.email, remark: wish.remark },
      reasons: new Reasons().when(wish.email === 'no address', 'INVALID_INPUT'),
      penalty: () => 0,
    })),
  );

export const addPassenger = fc.record({ which: pick.which, type: fc.constantFrom('ADT', 'CHD', 'INF') }).map((wish) =>
  bookingStep('add-passenger', wish, (model, booking) => {
    const name = NAMES[wish.type as keyof typeof NAMES][0];
    const seats = wish.type === 'INF' ? 0 : 1;
    const live = booking.segments.filter((each) => each.isLive);
    const reasons = againstParty([...booking.passengers.map(({ type }) => type), wish.type]);
    for (const { flight, fare } of live) {
      reasons.when(hasDeparted(model, flight), 'REFUSED_BY_RULE');
      if (seats > 0) reasons.add(againstSeats(model, { flight, fareClass: fare.fareClass }, seats));
    }
    // A segment has one fare: what the class has become dearer is collected beside it.
    const dearer = live.map(({ flight, fare }) => model.fareToday(flight, fare.fareClass).baseMinor - fare.baseMinor);
    const penalty = () => sum(dearer.map((minor) => Math.max(0, minor) * seats));
    return { input: { addPassengers: [name] }, reasons, penalty };
  }),
);

export const removePassenger = fc.record(pick).map((wish) =>
  bookingStep('remove-passenger', wish, (model, booking) => {
    const passenger = booking.passengers[wish.nth % booking.passengers.length];
    const staying = booking.passengers.filter((each) => each !== passenger);
    const live = booking.segments.filter((each) => each.isLive);
    const reasons = againstParty(staying.map(({ type }) => type))
      .when(seatedCount({ passengers: staying }) === 0, 'REFUSED_BY_RULE')
      .when(
        live.some(({ flight }) => hasDeparted(model, flight)),
        'REFUSED_BY_RULE',
      );
    const one = passenger ? [passenger] : [];
    const kept = live.map((segment) => keptOfFlight(model, { passengers: one }, segment));
    const penalty = () => (booking.status === 'confirmed' ? sum(kept) : 0);
    return { input: { removePassengers: [passenger?.id ?? 'P1'] }, reasons, penalty };
  }),
);

export const addStay = fc.record({ which: pick.which, stay: stayWish }).map((wish) =>
  bookingStep('add-stay', wish, (model, booking) => ({
    input: { addStays: [wish.stay] },
    reasons: againstRooms(model, asStayWish(wish.stay, seatedCount(booking))).when(
      currencyOf(wish.stay.property) !== booking.currency,
      'CURRENCY_MISMATCH',
    ),
    penalty: () => 0,
  })),
);

const currencyOf = (property: string) => PROPERTIES.find(({ code }) => code === property)?.currency ?? 'USD';

/** A change of one live stay; where there is none, of one that nobody has. */
function stayStep<W extends { readonly which: number; readonly nth: number }>(
  name: string,
  wish: W,
  plan: (model: Model, booking: ModelBooking, stay: ModelStay) => ModifyPlan,
): Step {
  const liveOf = ({ stays }: ModelBooking) => stays.filter((each) => each.isLive);
  const planOf = (model: Model, booking: ModelBooking): ModifyPlan => {
    const live = liveOf(booking);
    const stay = live[wish.nth % live.length];
    if (stay) return plan(model, booking, stay);
    return { input: { cancelStays: ['H9'] }, reasons: new Reasons().when(true, 'STAY_NOT_FOUND') };
  };
  return bookingStep(name, wish, planOf, (booking) => liveOf(booking).length > 0);
}

export const cancelStay = fc.record(pick).map((wish) =>
  stayStep('cancel-stay', wish, (model, booking, stay) => {
    const isLast = [...booking.segments, ...booking.stays].filter((each) => each.isLive).length === 1;
    const kept = booking.status === 'confirmed' ? keptOfStay(model, stay, stay.priceMinor) : 0;
    const reasons = new Reasons().when(isLast || isOver(model, stay), 'REFUSED_BY_RULE');
    return { input: { cancelStays: [stay.id] }, reasons, penalty: () => kept };
  }),
);

export const changeStay = fc
  .record({
    ...pick,
    later: fc.integer({ min: -1, max: 1 }),
    longer: fc.integer({ min: -2, max: 2 }),
    rooms: fc.constantFrom(undefined, undefined, 1, 2),
  })
  .map((wish) =>
    stayStep('change-stay', wish, (model, booking, stay) => {
      const { later, longer, rooms } = wish;
      const checkIn = later === 0 ? undefined : addDays(stay.checkIn, later);
      const checkOut = longer === 0 ? undefined : addDays(stay.checkOut, longer);
      const next = { ...stay, checkIn: checkIn ?? stay.checkIn, checkOut: checkOut ?? stay.checkOut };
      const guests = seatedCount(booking);
      const hasBegun = stay.checkIn < todayOf(model, stay);
      const isMoved = hasBegun && checkIn !== undefined;
      const reasons = hasBegun
        ? new Reasons().perhaps(true, 'STAY_RULE', 'ROOM_SOLD_OUT', 'INVALID_INPUT')
        : againstRooms(model, { ...next, rooms: rooms ?? stay.rooms, guests }, stay);
      reasons.when(isOver(model, stay) || isMoved, 'REFUSED_BY_RULE').perhaps(true, 'WRONG_STATE', 'USAGE');
      return { input: { stay: stay.id, stayDates: { checkIn, checkOut, rooms } }, reasons };
    }),
  );

function isOver(model: Model, stay: ModelStay): boolean {
  return stay.checkOut <= todayOf(model, stay);
}

function todayOf(model: Model, { property }: ModelStay): string {
  return todayAt(PROPERTIES.find(({ code }) => code === property)?.timeZone, model.now);
}
