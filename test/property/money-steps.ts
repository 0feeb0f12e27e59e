import fc from 'fast-check';
import { expect } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { expireHolds } from '../../src/booking/expire-holds.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import { quoteRefund } from '../../src/booking/quote-refund.js';
import { reconcilePayments } from '../../src/booking/reconcile-payments.js';
import { takePayment } from '../../src/booking/take-payment.js';
import { expectView } from './conformity.js';
import { NO_DEADLINES } from './deadlines.js';
import { againstChange, Reasons } from './forecasts.js';
import { dueOf, type Model, type ModelBooking, paidTowards } from './model.js';
import { keptOf } from './penalties.js';
import { judge, Step } from './step.js';

const which = fc.nat({ max: 40 });
const decimal = (minor: number) => (minor / 100).toFixed(2);

/** Pays all that is due, a part of it, or more than that. */
export const pay = fc
  .record({
    which,
    source: fc.constantFrom('tok_ok', 'tok_ok', 'tok_ok', 'tok_decline', 'tok_timeout'),
    percent: fc.constantFrom(undefined, undefined, 30, 120),
  })
  .map(
    (wish) =>
      new Step(`pay ${JSON.stringify(wish)}`, true, async (model, desks, name) => {
        const booking = model.pickFrom(wish.which, (each) => model.hasSpace(each) && dueOf(each) > 0);
        const due = dueOf(booking);
        const amountMinor = wish.percent === undefined ? due : Math.max(1, Math.floor((due * wish.percent) / 100));
        const amount = wish.percent === undefined ? undefined : decimal(amountMinor);
        const status = model.statusNow(booking);
        const forecast = new Reasons()
          .when(status === 'expired', 'HOLD_EXPIRED')
          .when(status === 'cancelled' || status === 'waitlisted', 'WRONG_STATE')
          .when(mustHearPrice(model, booking), 'PRICE_CHANGED')
          .when(due <= 0, 'NOTHING_DUE');
        forecast.when(forecast.must.length === 0 && amountMinor > due, 'PAYMENT_EXCEEDS_BALANCE');
        const isTaken = forecast.must.length === 0;
        forecast.when(isTaken && wish.source === 'tok_decline', 'PAYMENT_DECLINED');
        forecast.when(isTaken && wish.source === 'tok_timeout', 'PAYMENT_UNKNOWN');
        const input = { recordLocator: booking.locator, source: { gateway: 'sandbox', source: wish.source }, amount };
        const ended = await desks.rehearse(name, booking, (desk, options, extra) =>
          takePayment(desk, { ...input, ...extra }, options),
        );
        judge(name, ended, forecast, (view) => view.total);
        const outcome = ended.carriedOn ?? ended.outcome;
        if (outcome.kind === 'refused') {
          if (outcome.code === 'PAYMENT_UNKNOWN') booking.open = [...booking.open, amountMinor];
          return;
        }
        capture(booking, amountMinor);
        expectView(outcome.view, booking, model);
      }),
  );

/** A hold is paid at its own price while that stands. */
function mustHearPrice(model: Model, { status, priceUntil, segments }: ModelBooking): boolean {
  if (status !== 'held' || (priceUntil !== undefined && model.now <= priceUntil)) return false;
  const live = segments.filter((each) => each.isLive);
  return live.some(({ flight, fare }) => model.fareToday(flight, fare.fareClass).baseMinor !== fare.baseMinor);
}

/** Money that arrived: only what was taken confirms. */
function capture(booking: ModelBooking, amountMinor: number): void {
  booking.paidMinor += amountMinor;
  booking.version += 1;
  if (booking.status === 'held' && paidTowards(booking) >= booking.totalMinor) {
    Object.assign(booking, NO_DEADLINES, { status: 'confirmed' });
  }
}

export const reconcile = fc.constant(null).map(
  () =>
    new Step('reconcile', true, async (model, desks, name) => {
      const open = model.bookings.flatMap((booking) => booking.open);
      const outcome = await desks.write(name, (desk) => reconcilePayments(desk, {}));
      expect(outcome).toMatchObject({ kind: 'done', view: { checked: open.length, stillOpen: 0 } });
      for (const booking of model.bookings) {
        const amounts = booking.open;
        booking.open = [];
        for (const amount of amounts) capture(booking, amount);
      }
    }),
);

export const cancel = fc.record({ which, isWithoutRefund: fc.boolean() }).map(
  (wish) =>
    new Step(`cancel ${JSON.stringify(wish)}`, true, async (model, desks, name) => {
      const booking = model.pick(wish.which);
      const input = { recordLocator: booking.locator, isWithoutRefund: wish.isWithoutRefund };
      const ended = await desks.rehearse(name, booking, (desk, options, extra) =>
        cancelBooking(desk, { ...input, ...extra }, options),
      );
      const owed = owedOnCancel(model, booking);
      const isWaiting = booking.status === 'waitlisted';
      const forecast = isWaiting ? new Reasons() : againstChange(model, booking);
      judge(name, ended, forecast, ({ total, status, version, refund }) => {
        return { total, status, version, refund: refund?.amount };
      });
      const { outcome } = ended;
      if (outcome.kind === 'refused') return;
      booking.totalMinor = paidTowards(booking) - owed;
      booking.status = 'cancelled';
      booking.version += 1;
      Object.assign(booking, NO_DEADLINES);
      booking.segments = booking.segments.map((segment) => ({ ...segment, isLive: false }));
      booking.stays = booking.stays.map((stay) => ({ ...stay, isLive: false }));
      if (!wish.isWithoutRefund) booking.refundedMinor += owed;
      expectView(outcome.view, booking, model);
    }),
);

/** What comes back of a booking that is given up now. */
function owedOnCancel(model: Model, booking: ModelBooking): number {
  const paid = paidTowards(booking);
  const kept = booking.status === 'held' ? 0 : keptOf(model, booking);
  return Math.max(0, Math.min(paid - kept, paid - booking.goodwillMinor));
}

/** What is owed on a booking as it stands. */
function owedNow(model: Model, booking: ModelBooking): number {
  const paid = paidTowards(booking);
  const charged = ['expired', 'waitlisted'].includes(model.statusNow(booking)) ? 0 : booking.totalMinor;
  return Math.max(0, Math.min(paid - charged, paid - booking.goodwillMinor));
}

export const quote = fc.record({ which }).map(
  (wish) =>
    new Step(`quote ${JSON.stringify(wish)}`, true, async (model, desks, name) => {
      const booking = model.pick(wish.which);
      const ended = await desks.rehearse(name, booking, (desk, options, { ifVersion, remark }) =>
        quoteRefund(desk, remark ?? booking.locator, options, ifVersion),
      );
      judge(name, ended, new Reasons(), (view) => view);
      const isLive = model.hasSpace(booking);
      if (ended.outcome.kind === 'refused') return;
      expect(ended.outcome.view, name).toMatchObject({
        amount: { amountMinor: isLive ? owedOnCancel(model, booking) : owedNow(model, booking) },
        owedNow: { amountMinor: owedNow(model, booking) },
      });
    }),
);

/** What is owed, or a present. */
export const refund = fc.record({ which, goodwillMinor: fc.constantFrom(undefined, undefined, 1_000, 15_000) }).map(
  (wish) =>
    new Step(`refund ${JSON.stringify(wish)}`, true, async (model, desks, name) => {
      const booking = model.pick(wish.which);
      const { goodwillMinor } = wish;
      const amountMinor = goodwillMinor ?? owedNow(model, booking);
      const amount = goodwillMinor === undefined ? undefined : decimal(goodwillMinor);
      const left = booking.paidMinor - booking.refundedMinor;
      const forecast = new Reasons()
        .when(amountMinor === 0, 'NOTHING_OWED')
        .when(amountMinor > left, 'REFUND_EXCEEDS_CAPTURED');
      const input = { recordLocator: booking.locator, amount };
      const ended = await desks.rehearse(name, booking, (desk, options, extra) =>
        issueRefund(desk, { ...input, ...extra }, options),
      );
      judge(name, ended, forecast, ({ amount, kind }) => ({ amount, kind }));
      if (ended.outcome.kind === 'refused') return;
      expect(ended.outcome.view, name).toMatchObject({ status: 'succeeded', amount: { amountMinor } });
      booking.refundedMinor += amountMinor;
      if (goodwillMinor !== undefined) booking.goodwillMinor += amountMinor;
    }),
);

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Minutes mostly, and now and then so long that flights leave and guests arrive. */
export const advance = fc
  .oneof(
    { weight: 6, arbitrary: fc.constantFrom(5 * MINUTE, 11 * MINUTE, 31 * MINUTE) },
    { weight: 2, arbitrary: fc.constantFrom(5 * 60 * MINUTE, 3 * DAY) },
    { weight: 1, arbitrary: fc.constantFrom(27 * DAY, 29.93 * DAY) },
  )
  .map(
    (ms) =>
      new Step(`advance ${ms / MINUTE} minutes`, false, async (model, desks) => {
        desks.advance(ms);
        model.now = desks.now();
      }),
  );

export const expire = fc.constant(null).map(
  () =>
    new Step('expire', true, async (model, desks, name) => {
      const due = model.bookings.filter((each) => each.status === 'held' && model.statusNow(each) === 'expired');
      const outcome = await desks.write(name, (desk) => expireHolds(desk));
      expect(outcome, name).toEqual({ kind: 'done', view: due.length });
      for (const booking of due) {
        booking.status = 'expired';
        booking.version += 1;
      }
    }),
);
