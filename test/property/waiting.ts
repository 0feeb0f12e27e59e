import { expect } from 'vitest';
import { showBooking } from '../../src/booking/show-booking.js';
import type { BookingView } from '../../src/booking/view-booking.js';
import { deadlinesOf } from './deadlines.js';
import { count } from './endings.js';
import { type Model, type ModelBooking, madeOf, seatedCount, totalOf } from './model.js';
import type { TwinDesks } from './twin-desks.js';

/** A booking as the desks show it. */
export async function shown(desks: TwinDesks, locator: string): Promise<BookingView> {
  const found = await desks.ask(`show ${locator}`, (desk) => showBooking(desk, locator));
  if (found.kind === 'refused') throw new Error(found.message);
  return found.view;
}

/** Whoever frees seats gives them to those who wait: takes over into the model who was served beside a command. */
export async function seeWhoWasServed(model: Model, desks: TwinDesks): Promise<void> {
  const stored = new Map((desks.state.booking ?? []).map((row) => [row.record_locator, row.status]));
  for (const booking of model.bookings) {
    const status = stored.get(booking.locator);
    if (booking.status !== 'waitlisted' || status === 'waitlisted' || status === undefined) continue;
    expect(['held', 'expired'], `who waited with ${booking.locator}`).toContain(status);
    booking.status = status;
    booking.version += 1;
    count(`wait ${status}`);
    // Whose flight has left keeps its lines, as it waited with them.
    if (status !== 'held') continue;
    Object.assign(booking, madeOf(await shown(desks, booking.locator), model));
    Object.assign(booking, deadlinesOf(model, booking, { timeLimit: booking.timeLimit }));
    booking.totalMinor = totalOf(booking);
  }
}

/** After everybody was looked at: who still waits does not fit, and nobody waits for a flight that has left. */
export function expectNobodyOverlooked(model: Model): void {
  for (const booking of model.bookings.filter(({ status }) => status === 'waitlisted')) {
    expect(certainlyFits(model, booking), `${booking.locator} waits though its seats are free`).toBe(false);
    const isLate = booking.segments.some(({ flight }) => model.departsAt(flight) <= model.now);
    expect(isLate, `${booking.locator} waits for a flight that has left`).toBe(false);
  }
}

function certainlyFits(model: Model, booking: ModelBooking): boolean {
  const count = seatedCount(booking);
  return booking.segments.every(({ flight, fare }) => model.freeUnits(flight, fare).least >= count);
}
