import type { BookingDeps } from '../booking/booking-deps.js';
import { cancelBooking } from '../booking/cancel-booking.js';
import { createBooking } from '../booking/create-booking.js';
import { issueRefund } from '../booking/issue-refund.js';
import { modifyBooking } from '../booking/modify-booking.js';
import { isOpsdeskError } from '../kernel/errors.js';
import type { IdSource } from '../kernel/ids.js';
import { DAY_MS } from '../kernel/instant.js';
import { type LocalDate, toEpochDay } from '../kernel/local-date.js';
import { locatorFrom } from '../kernel/record-locator.js';
import type { FormatMoney } from '../notification/templates/template.js';
import { Templates } from '../notification/templates.js';
import { type Clock, shiftedClock } from '../runtime/clock.js';
import type { Runner } from '../runtime/runner.js';
import { deliverScenario } from './deliver-scenario.js';
import type { World } from './hub-scenario.js';
import { LocatorIds } from './locator-ids.js';
import { type PlannedBooking, planBookings } from './plan-bookings.js';
import type { SeedInput } from './seed.js';

export interface ScenarioDeps extends Omit<BookingDeps, 'runner'> {
  readonly ids: IdSource;
  readonly formatMoney: FormatMoney;
  /** A runner with ids and a business time of the scenario's own. */
  runnerWith(ids: IdSource, clock: Clock): Runner;
}

const SANDBOX_PAYS = { gateway: 'sandbox', source: 'tok_ok' };
const SANDBOX_DECLINES = { gateway: 'sandbox', source: 'tok_decline' };
/** Long enough for a held booking to be looked at. */
const HOLD_MS = DAY_MS;

/** Sells some of a world's flights, by the use cases that desks sell with, one booking after the other. */
export async function bookScenario(deps: ScenarioDeps, world: World, input: SeedInput): Promise<void> {
  const ids = new LocatorIds(deps.ids);
  const clock = salesClock(deps.clock, world.start);
  const seller: BookingDeps = {
    session: deps.session,
    gatewayOf: (name) => deps.gatewayOf(name),
    requireGateway: (name) => deps.requireGateway(name),
    clock,
    runner: deps.runnerWith(ids, clock),
  };
  for (const planned of planBookings(world, input.seed, input.size)) {
    ids.locator = planned.locator;
    await play(seller, planned);
  }
  const { runner } = seller;
  await deliverScenario({ runner, clock, ids: deps.ids, formatMoney: deps.formatMoney, templates: new Templates() });
}

/** Departed flights are not sold: a schedule of the past sells on the day before it begins. */
function salesClock(clock: Clock, start: LocalDate): Clock {
  const startsAt = toEpochDay(start) * DAY_MS;
  return clock.now() < startsAt ? clock : shiftedClock(startsAt - DAY_MS - clock.real());
}

async function play(seller: BookingDeps, planned: PlannedBooking): Promise<void> {
  const recordLocator = locatorFrom(planned.locator);
  await sell(seller, planned);
  switch (planned.fate) {
    case 'reseated':
      if (planned.backSeat === undefined) return;
      await modifyBooking(seller, { recordLocator, segment: 'S1', passenger: 'P1', seats: [planned.backSeat] }, {});
      return;
    case 'goodwill':
      await issueRefund(seller, { recordLocator, amount: '25.00' }, { reason: 'the seat did not recline' });
      return;
    case 'cancelled':
      await cancelBooking(seller, { recordLocator }, { reason: 'the customer asked for it' });
      return;
    case 'held':
    case 'declined':
    case 'confirmed':
      return;
  }
}

async function sell(seller: BookingDeps, planned: PlannedBooking): Promise<void> {
  const { flights, passengers, email, phone, remark, fate } = planned;
  const hold = { flights, passengers, email, phone, remark, holdMs: HOLD_MS };
  if (fate === 'held') {
    await createBooking(seller, hold, {}, 'booking hold');
    return;
  }
  const pay = fate === 'declined' ? SANDBOX_DECLINES : SANDBOX_PAYS;
  try {
    await createBooking(seller, { ...hold, pay }, {});
  } catch (error) {
    if (fate !== 'declined' || !isOpsdeskError(error, 'PAYMENT_DECLINED')) throw error;
  }
}
