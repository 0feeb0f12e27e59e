import fc from 'fast-check';
import type { HoldTerms } from '../../src/booking/deadlines.js';
import type { BookingView } from '../../src/booking/view-booking.js';
import { addDays } from '../../src/kernel/local-date.js';
import { instantAt, type Model, type ModelBooking } from './model.js';

const MINUTE = 60_000;
const DEFAULT_MINUTES = 30;

/** When a hold ends, until when it is to be paid, and how long its price stands. */
export type Deadlines = Pick<ModelBooking, 'holdExpiresAt' | 'payBy' | 'priceUntil'>;

const minutes = (...choice: readonly (number | undefined)[]) =>
  fc.constantFrom(...choice).map((each) => (each === undefined ? undefined : each * MINUTE));

/** Longer than it is to a flight, now and then, and a price that stands longer than the hold. */
export const holdTerms: fc.Arbitrary<HoldTerms> = fc.record({
  holdMs: minutes(undefined, 10, 240, 60 * 24 * 40),
  graceMs: minutes(undefined, undefined, 0, 25),
  priceMs: minutes(undefined, undefined, 0, 8, 60 * 24 * 60),
  timeLimit: fc.constantFrom(undefined, undefined, 'cancel' as const, 'queue' as const),
});

type Used = Pick<ModelBooking, 'segments' | 'stays'>;

/** Of a new hold. */
export function deadlinesOf(
  model: Model,
  used: Used,
  { holdMs, graceMs = 0, priceMs, timeLimit }: HoldTerms,
): Deadlines {
  const payBy = model.now + (holdMs ?? DEFAULT_MINUTES * MINUTE);
  const priceUntil = priceMs === undefined ? payBy : model.now + priceMs;
  const firstUse = firstUseOf(model, used);
  const release = timeLimit === 'queue' ? firstUse : payBy + graceMs;
  return {
    holdExpiresAt: Math.min(release, firstUse),
    payBy: Math.min(payBy, firstUse),
    priceUntil: Math.min(priceUntil, firstUse),
  };
}

/** After any change of a booking: its deadlines never lie behind its use, and none once it is no hold. */
export function keepDeadlines(model: Model, booking: ModelBooking): void {
  const { status, holdExpiresAt = Infinity, payBy = Infinity, priceUntil = Infinity, timeLimit } = booking;
  const firstUse = firstUseOf(model, booking);
  const release = timeLimit === 'queue' ? firstUse : Math.min(holdExpiresAt, firstUse);
  const kept = {
    holdExpiresAt: release,
    payBy: Math.min(payBy, firstUse),
    priceUntil: Math.min(priceUntil, firstUse),
  };
  Object.assign(booking, status === 'held' ? kept : NO_DEADLINES);
}

export const NO_DEADLINES = { holdExpiresAt: undefined, payBy: undefined, priceUntil: undefined };

/** A flight is used when it leaves; a room is sold until the day of check-in is over. */
function firstUseOf(model: Model, { segments, stays }: Used): number {
  return Math.min(
    ...segments.filter((each) => each.isLive).map(({ flight }) => model.departsAt(flight)),
    ...stays.filter((each) => each.isLive).map(({ property, checkIn }) => instantAt(property, addDays(checkIn, 1), 0)),
  );
}

/** As an answer tells them. */
export function deadlinesTold(view: BookingView): Deadlines {
  const instant = (text: string | null) => (text === null ? undefined : Date.parse(text));
  return {
    holdExpiresAt: instant(view.holdExpiresAt),
    payBy: instant(view.payBy),
    priceUntil: instant(view.priceUntil),
  };
}
