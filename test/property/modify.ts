import { expect } from 'vitest';
import { type ModifyBookingInput, modifyBooking } from '../../src/booking/modify-booking.js';
import { expectView } from './conformity.js';
import { keepDeadlines } from './deadlines.js';
import { againstChange, type Reasons } from './forecasts.js';
import { dueOf, type Model, type ModelBooking, madeOf, paidTowards, totalOf } from './model.js';
import { judge } from './step.js';
import type { TwinDesks } from './twin-desks.js';

export type ModifyInput = Omit<ModifyBookingInput, 'recordLocator'>;

export interface ModifyPlan {
  readonly input: ModifyInput;
  /** What stands against it, were the booking alive and settled. */
  readonly reasons: Reasons;
  /** The penalty, told what the change has made of the booking; unchecked where the model does not know it. */
  readonly penalty?: (after: ModelBooking) => number;
}

/** Changes a booking on the desks, and in the model as the answer shows it; then adds it up anew. */
export async function modify(
  model: Model,
  desks: TwinDesks,
  name: string,
  booking: ModelBooking,
  plan: ModifyPlan,
): Promise<void> {
  const input = { ...plan.input, recordLocator: booking.locator };
  const state = againstChange(model, booking);
  const forecast = state.must.length > 0 ? state : plan.reasons;
  const ended = await desks.rehearse(name, booking, (desk, options, extra) =>
    modifyBooking(desk, { ...input, ...extra }, options),
  );
  judge(name, ended, forecast, (view) => view, model.hasWaiting());
  if (ended.outcome.kind === 'refused') return;
  const view = ended.outcome.view;
  const before = { ...booking };
  Object.assign(booking, madeOf(view, model, booking.segments), { version: booking.version + 1 });
  const penaltyMinor = view.change.penalty.amountMinor;
  const foreseen = plan.penalty?.(booking);
  if (foreseen !== undefined) expect(penaltyMinor, `the penalty of ${name}`).toBe(foreseen);
  booking.feesMinor += penaltyMinor;
  booking.discountMinor = undefined;
  booking.totalMinor = totalOf(booking);
  const isPaid = booking.paidMinor > 0 && dueOf(booking) <= 0;
  if (booking.status === 'held' && isPaid) booking.status = 'confirmed';
  const isOver = [...booking.segments, ...booking.stays].every((each) => !each.isLive);
  if (isOver) booking.status = 'cancelled';
  keepDeadlines(model, booking);
  expectView(view, booking, model);
  const balanceMinor = booking.totalMinor - paidTowards(booking);
  expect(view.change, `the price of ${name}`).toMatchObject({
    fareDifference: { amountMinor: booking.totalMinor - before.totalMinor - penaltyMinor },
    balance: { amountMinor: balanceMinor },
    owed: { amountMinor: Math.max(0, balanceMinor) },
    givenBack: { amountMinor: Math.max(0, -balanceMinor) },
  });
}
