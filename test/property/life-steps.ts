import fc from 'fast-check';
import { expect } from 'vitest';
import { clearWaitlist } from '../../src/booking/clear-waitlist.js';
import { reinstateBooking } from '../../src/booking/reinstate-booking.js';
import { splitBooking } from '../../src/booking/split-booking.js';
import type { BookingView } from '../../src/booking/view-booking.js';
import { expectView } from './conformity.js';
import { deadlinesOf, holdTerms, keepDeadlines, NO_DEADLINES } from './deadlines.js';
import { count } from './endings.js';
import { againstChange, againstRooms, againstSeats, Reasons } from './forecasts.js';
import { dueOf, type Model, type ModelBooking, madeOf, paidTowards, seatedCount, totalOf } from './model.js';
import { modify } from './modify.js';
import { judge, Step } from './step.js';
import { expectNobodyOverlooked, seeWhoWasServed } from './waiting.js';

const which = fc.nat({ max: 40 });

/** Brings a hold back that ran out. */
export const reinstate = fc.record({ which, terms: holdTerms }).map(
  (wish) =>
    new Step(`reinstate ${JSON.stringify(wish)}`, true, async (model, desks, name) => {
      const booking = model.pickFrom(wish.which, (each) => model.statusNow(each) === 'expired');
      const reasons = againstReinstating(model, booking);
      const input = { ...wish.terms, recordLocator: booking.locator };
      const ended = await desks.rehearse(name, booking, (desk, options, extra) =>
        reinstateBooking(desk, { ...input, ...extra }, options),
      );
      judge(name, ended, reasons, (view) => view, model.hasWaiting());
      if (ended.outcome.kind === 'refused') return;
      const { view } = ended.outcome;
      const timeLimit = wish.terms.timeLimit ?? booking.timeLimit;
      Object.assign(booking, madeOf(view, model), { status: 'held', discountMinor: undefined, timeLimit });
      Object.assign(booking, deadlinesOf(model, booking, { ...wish.terms, timeLimit }));
      booking.version += 1;
      booking.totalMinor = totalOf(booking);
      if (booking.paidMinor > 0 && dueOf(booking) <= 0) {
        Object.assign(booking, NO_DEADLINES, { status: 'confirmed' });
      }
      expectView(view, booking, model);
    }),
);

function againstReinstating(model: Model, booking: ModelBooking): Reasons {
  if (model.statusNow(booking) !== 'expired') return new Reasons().when(true, 'WRONG_STATE');
  const reasons = new Reasons();
  for (const { flight, fare, isLive } of booking.segments) {
    if (isLive) reasons.add(againstSeats(model, { flight, fareClass: fare.fareClass }, seatedCount(booking)));
  }
  for (const stay of booking.stays) {
    if (stay.isLive) reasons.add(againstRooms(model, { ...stay, guests: seatedCount(booking) }));
  }
  // Two stays of one booking may want the same rooms, and a stay keeps the guests that it was sold for.
  return reasons.perhaps(booking.stays.length > 0, 'ROOM_SOLD_OUT', 'STAY_RULE');
}

/** Gives some of a party, and its first stay or none, a booking of their own. */
export const split = fc.record({ which, from: fc.nat({ max: 3 }), withStay: fc.boolean() }).map(
  (wish) =>
    new Step(`split ${JSON.stringify(wish)}`, true, async (model, desks, name) => {
      const isParty = (each: ModelBooking) => each.passengers.length > 1 && model.hasSpace(each);
      const booking = model.pickFrom(wish.which, isParty);
      const { passengers } = booking;
      // Now and then everybody, which is refused.
      const stayingCount = wish.from === 0 ? 0 : Math.max(1, wish.from % passengers.length);
      const leaving = passengers.slice(stayingCount).map(({ id }) => id);
      const stays = booking.stays.filter((each) => wish.withStay && each.isLive).slice(0, 1);
      const input = { recordLocator: booking.locator, passengers: leaving, stays: stays.map(({ id }) => id) };
      const ended = await desks.rehearse(name, booking, (desk, options, extra) =>
        splitBooking(desk, { ...input, ...extra }, options),
      );
      judge(name, ended, againstSplit(model, booking, leaving.length), (view) => view);
      if (ended.outcome.kind === 'refused') return;
      const { from, ...left } = ended.outcome.view;
      const before = { ...booking };
      const other = divide(model, booking, from, left);
      const told = [booking.totalMinor + other.totalMinor, booking.paidMinor + other.paidMinor];
      expect(told, `the sums of ${name}`).toEqual([before.totalMinor, before.paidMinor]);
      expect(paidTowards(booking) + paidTowards(other)).toBe(paidTowards(before));
      expectView(from, booking, model);
      expectView(left, other, model);
    }),
);

function againstSplit(model: Model, booking: ModelBooking, leaving: number): Reasons {
  const state = againstChange(model, booking);
  if (state.must.length > 0) return state;
  return new Reasons()
    .when(leaving === booking.passengers.length, 'PASSENGER_RULE')
    .perhaps(true, 'PASSENGER_RULE', 'REFUSED_BY_RULE');
}

/** Each part is worth what its fares, its stays and its share of a package are; of the money each has its share. */
function divide(model: Model, booking: ModelBooking, from: BookingView, left: BookingView): ModelBooking {
  const { segments } = booking;
  const other: ModelBooking = {
    ...booking,
    ...madeOf(left, model, segments),
    locator: left.recordLocator,
    version: 1,
    feesMinor: 0,
    refundedMinor: 0,
    goodwillMinor: 0,
    discountMinor: left.discount.amountMinor,
    paidMinor: left.paid.amountMinor,
    open: [],
  };
  Object.assign(booking, madeOf(from, model, segments), { discountMinor: from.discount.amountMinor });
  booking.version += 1;
  booking.paidMinor = from.paid.amountMinor;
  for (const part of [booking, other]) {
    part.totalMinor = totalOf(part);
    const isPaid = part.paidMinor > 0 && dueOf(part) <= 0;
    if (part.status === 'held' && isPaid) part.status = 'confirmed';
    keepDeadlines(model, part);
  }
  model.bookings.push(other);
  return other;
}

/** The worker's round of the waiting lists. */
export const clear = fc.constant(null).map(
  () =>
    new Step('clear', true, async (model, desks, name) => {
      const waiting = model.bookings.filter(({ status }) => status === 'waitlisted').length;
      const outcome = await desks.write(name, (desk) => clearWaitlist(desk));
      await seeWhoWasServed(model, desks);
      const left = model.bookings.filter(({ status }) => status === 'waitlisted').length;
      if (outcome.kind === 'refused') throw new Error(outcome.message);
      const { cleared, expired } = outcome.view;
      expect(cleared + expired, name).toBe(waiting - left);
      count(`clear ${waiting === 0 ? 'nobody waits' : cleared > 0 ? 'some served' : 'nobody served'}`);
      expectNobodyOverlooked(model);
    }),
);

/** A command that was given under a key before: what it answered then, whatever has happened since. */
export const repeat = fc.nat({ max: 40 }).map(
  (which) =>
    new Step(`repeat ${which}`, true, async (_model, desks) => {
      count(`repeat ${(await desks.repeatAny(which)) ? 'answered' : 'nothing keyed'}`);
    }),
);

/** Accepts the price of the day. */
export const reprice = fc.record({ which }).map(
  (wish) =>
    new Step(`reprice ${JSON.stringify(wish)}`, true, async (model, desks, name) => {
      const booking = model.pick(wish.which);
      const reasons = new Reasons().when(booking.status === 'confirmed', 'REFUSED_BY_RULE');
      const segments = booking.segments.map((each) => {
        const today = each.isLive ? model.fareToday(each.flight, each.fare.fareClass) : each.fare;
        return today.baseMinor === each.fare.baseMinor ? each : { ...each, fare: today };
      });
      const isHeld = model.statusNow(booking) === 'held' && booking.open.length === 0;
      if (isHeld) {
        const priceUntil = Math.min(model.now + 30 * 60_000, booking.holdExpiresAt ?? 0);
        Object.assign(booking, { segments, priceUntil });
      }
      await modify(model, desks, name, booking, { input: { reprice: true }, reasons, penalty: () => 0 });
    }),
);
