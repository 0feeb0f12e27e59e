import { expect } from 'vitest';
import type { BookingView } from '../../src/booking/view-booking.js';
import type { BookingRow } from '../../src/database/schema.js';
import type { ErrorCode } from '../../src/kernel/error-codes.js';
import { deadlinesTold } from './deadlines.js';
import { type Model, type ModelBooking, paidTowards, seatedCount, sum, totalOf } from './model.js';
import { FLIGHTS, PROPERTIES } from './small-world.js';
import type { State } from './state.js';
import type { Outcome } from './twin-desks.js';

/** What the model says of a command before it is given. */
export interface Forecast {
  /** It must be refused, by one of these; or by none of them, and may then be done. */
  readonly must: readonly ErrorCode[];
  /** What else may refuse it: rules that the model does not know. */
  readonly may: readonly ErrorCode[];
}

export function expectForecast(name: string, outcome: Outcome<unknown>, { must, may }: Forecast): void {
  const ending = outcome.kind === 'done' ? 'done' : outcome.code;
  const foreseen = [...(must.length === 0 ? ['done'] : must), ...may];
  const why = outcome.kind === 'refused' ? ` (${outcome.message})` : '';
  expect(foreseen, `${name} ended with ${ending}${why}`).toContain(ending);
}

/** The answer to a command says of the booking what the model says. */
export function expectView(view: BookingView, booking: ModelBooking, model: Model): void {
  const owed = ['expired', 'waitlisted'].includes(model.statusNow(booking)) ? 0 : booking.totalMinor;
  const told = {
    status: view.status,
    version: view.version,
    total: view.total.amountMinor,
    paid: view.paid.amountMinor,
    refunded: view.refunded.amountMinor,
    balance: view.balance.amountMinor,
    deadlines: deadlinesTold(view),
  };
  expect(told, `the answer about ${booking.locator}`).toEqual({
    status: model.statusNow(booking),
    version: booking.version,
    total: booking.totalMinor,
    paid: booking.paidMinor,
    refunded: booking.refundedMinor,
    balance: owed - paidTowards(booking),
    deadlines: deadlinesOfHold(booking),
  });
}

/** None that anybody is told once it is no hold, though one that ran out may still be called so. */
function deadlinesOfHold({ status, holdExpiresAt, payBy, priceUntil }: ModelBooking) {
  return status === 'held' ? { holdExpiresAt, payBy, priceUntil } : {};
}

/** The database holds what the model says, of every booking, flight and night. */
export function expectState(state: State, model: Model): void {
  const stored = new Map((state.booking ?? []).map((row) => [row.record_locator, row]));
  expect([...stored.keys()].sort()).toEqual(model.bookings.map(({ locator }) => locator).sort());
  for (const booking of model.bookings) {
    const row = stored.get(booking.locator);
    if (!row) continue;
    const payments = (state.payment ?? []).filter((payment) => payment.booking_id === row.id);
    const seats = (state.seat ?? []).filter((seat) => seat.booking_id === row.id);
    const nights = (state.stay_night ?? []).filter((night) => night.booking_id === row.id);
    const actual = {
      status: row.status,
      version: row.version,
      total: row.total_minor,
      paid: sum(payments.map((payment) => payment.captured_minor)),
      refunded: sum(payments.map((payment) => payment.refunded_minor)),
      deadlines: row.status === 'held' ? deadlinesOfRow(row) : {},
    };
    expect(actual, `the row of ${booking.locator}`).toEqual({
      status: booking.status,
      version: booking.version,
      total: booking.totalMinor,
      paid: booking.paidMinor,
      refunded: booking.refundedMinor,
      deadlines: deadlinesOfHold(booking),
    });
    if (model.hasSpace(booking)) expectSpace(booking, seats, nights);
    // A hold that ran out keeps what nobody else has claimed yet.
    else if (booking.status !== 'held') expect([seats, nights], `space of ${booking.locator}`).toEqual([[], []]);
    if (booking.status === 'held' || booking.status === 'confirmed')
      expect(booking.totalMinor, booking.locator).toBe(totalOf(booking));
  }
  expectFree(state, model);
}

function deadlinesOfRow(row: Pick<BookingRow, 'hold_expires_at' | 'pay_by' | 'price_until'>) {
  return {
    holdExpiresAt: row.hold_expires_at ?? undefined,
    payBy: row.pay_by ?? undefined,
    priceUntil: row.price_until ?? undefined,
  };
}

function expectSpace(booking: ModelBooking, seats: readonly object[], nights: readonly object[]): void {
  const live = booking.segments.filter((segment) => segment.isLive).length;
  const slept = booking.stays
    .filter((stay) => stay.isLive)
    .map((stay) => (Date.parse(stay.checkOut) - Date.parse(stay.checkIn)) / 86_400_000);
  const actual = { seats: seats.length, nights: nights.length };
  const status = booking.status === 'confirmed' ? 'sold' : 'held';
  expect(actual, `the space of ${booking.locator}`).toEqual({
    seats: live * seatedCount(booking),
    nights: sum(slept),
  });
  // A payment under way keeps the space until it is settled.
  const hold_expires_at = booking.status === 'held' && booking.open.length === 0 ? booking.holdExpiresAt : null;
  for (const seat of seats) expect(seat, booking.locator).toMatchObject({ status, hold_expires_at });
  for (const night of nights) expect(night, booking.locator).toMatchObject({ hold_expires_at });
}

/** Nothing is sold twice, and nothing is lost: what is free is what nobody has. */
function expectFree(state: State, model: Model): void {
  const isFree = (seat: { status: string; hold_expires_at: number | null }) =>
    seat.status === 'open' || (seat.hold_expires_at !== null && seat.hold_expires_at <= model.now);
  for (const flight of FLIGHTS) {
    const units = (state.seat ?? []).filter((seat) => seat.flight_id === flight.id);
    const dearest = flight.fares.find((fare) => fare.level === 1);
    if (!dearest) continue;
    const free = units.filter(isFree).length;
    expect(free, `free units of flight ${flight.id}`).toBe(model.freeUnits(flight, dearest).least);
  }
  for (const night of state.room_night ?? []) {
    const type = (state.room_type ?? []).find(({ id }) => id === night.room_type_id);
    const property = PROPERTIES[(type?.property_id ?? 0) - 1];
    if (!type || !property) continue;
    const runOut = (state.stay_night ?? []).filter(
      (each) =>
        each.room_type_id === night.room_type_id &&
        each.night === night.night &&
        each.hold_expires_at !== null &&
        each.hold_expires_at <= model.now,
    );
    const free = night.allotment + night.overbooking - night.taken + sum(runOut.map(({ rooms }) => rooms));
    const what = `free rooms of ${property.code}:${type.code} on ${night.night}`;
    expect(free, what).toBe(model.freeRooms(property.code, type.code, night.night));
  }
}
