import { requireEmail, requireText } from '../customer/customer.js';
import { sellHeldSeats, setSeatHold } from '../inventory/seat-repository.js';
import { OpsdeskError } from '../kernel/errors.js';
import { type Money, money } from '../kernel/money.js';
import type { WriteOptions } from '../runtime/request.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { requireVersion } from '../runtime/version.js';
import type { BookingDeps } from './booking-deps.js';
import {
  type AssignedSeat,
  type BookingRecord,
  type BookingView,
  balanceMinor,
  paidTowardsMinor,
  totalMinor,
  viewBooking,
} from './booking-record.js';
import { lockBooking, updateBooking } from './booking-repository.js';
import { requireLive, requireSettled } from './booking-state.js';
import type { Change } from './change.js';
import { changeFlight } from './change-flight.js';
import { changeSeats } from './change-seats.js';
import { correctName } from './correct-name.js';
import { queueItinerary } from './messages.js';
import type { WantedFlight } from './seat-party.js';
import { auditBooking, publishBooking } from './trail.js';

export interface ModifyBookingInput {
  readonly recordLocator: string;
  readonly flight?: WantedFlight | undefined;
  /** `S1`; needed where the booking has several. */
  readonly segment?: string | undefined;
  /** With `flight`, on the new one; in passenger order, or one for `passenger`. */
  readonly seats?: readonly string[] | undefined;
  /** `P1`; needed where the booking has several. */
  readonly passenger?: string | undefined;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly remark?: string | undefined;
  readonly ifVersion?: number | undefined;
}

export interface PricedChange {
  readonly released: readonly string[];
  readonly taken: readonly string[];
  readonly fareDifference: Money;
  readonly penalty: Money;
  /** What the customer owes after the change; negative when money is owed to them. */
  readonly balance: Money;
  readonly why: readonly string[];
}

export type ModifiedView = BookingView & { readonly change: PricedChange };

/**
 * Changes a booking in one transaction: flight, seats, a name's spelling, contact, remark. As a dry run
 * it does the same and rolls it back, so that its price is the price.
 * @throws WRONG_STATE, HOLD_EXPIRED, VERSION_CONFLICT, NAME_CHANGE_NOT_ALLOWED, and what taking a seat throws
 */
export async function modifyBooking(
  deps: BookingDeps,
  input: ModifyBookingInput,
  options: WriteOptions,
): Promise<ModifiedView> {
  // The version is what the caller had read, not what they want: a repeat with a newer one is the same command.
  const request = { ...options, command: 'booking modify', input: { ...input, ifVersion: undefined } };
  return deps.runner.write(request, async (work) => {
    const before = await lockBooking(work.tx, input.recordLocator);
    requireVersion(`booking ${before.booking.record_locator}`, before.booking.version, input.ifVersion);
    const status = requireLive(before, work.now);
    requireSettled(before);
    const changes = await applyChanges(work, before, input);
    const last = changes.at(-1);
    if (!last) {
      throw new OpsdeskError('USAGE', 'nothing to change was named', {
        hint: 'Add --flight, --seat, --name, --email, --phone or --remark.',
      });
    }
    const after = finish(work, last.record, changes);
    if (after.booking.status === 'held') await setSeatHold(work.tx, after.booking.id, after.booking.hold_expires_at);
    else if (status === 'held') await sellHeldSeats(work.tx, after.booking.id);
    updateBooking(work.tx, after.booking);
    work.concerns(after.subject);
    const why = changes.flatMap((change) => change.why);
    auditBooking(work, 'booking.modified', before, after);
    publishBooking(work, 'booking.modified', after);
    if (after.booking.status === 'confirmed') {
      queueItinerary(work, status === 'held' ? 'confirmation' : 'change', after);
    }
    return { ...viewBooking(after, work.now), change: priceChange(before, after, changes, why) };
  });
}

async function applyChanges(work: UnitOfWork, before: BookingRecord, input: ModifyBookingInput): Promise<Change[]> {
  const changes: Change[] = [];
  const record = () => changes.at(-1)?.record ?? before;
  if (input.flight) {
    changes.push(
      await changeFlight(work, record(), input.flight, { segment: input.segment, seats: input.seats ?? [] }),
    );
  } else if (input.seats && input.seats.length > 0) {
    changes.push(
      await changeSeats(work, record(), { seats: input.seats, segment: input.segment, passenger: input.passenger }),
    );
  }
  if (input.name !== undefined) changes.push(correctName(work, record(), input.name, input.passenger));
  if (input.email !== undefined || input.phone !== undefined || input.remark !== undefined) {
    changes.push(changeContact(record(), input));
  }
  return changes;
}

function changeContact(record: BookingRecord, input: ModifyBookingInput): Change {
  const { booking } = record;
  const changed = {
    ...booking,
    contact_email: input.email === undefined ? booking.contact_email : requireEmail(input.email),
    contact_phone: input.phone === undefined ? booking.contact_phone : requireText(input.phone, 'phone', 60),
    remark: input.remark === undefined ? booking.remark : requireText(input.remark, 'remark', 1_000),
  };
  return {
    record: { ...record, booking: changed },
    released: [],
    taken: ['contact'],
    feeMinor: 0,
    why: ['Contact and remarks are free to change.'],
  };
}

/** A held booking that its change leaves paid in full is confirmed with it: no payment could do that any more. */
function finish(work: UnitOfWork, record: BookingRecord, changes: readonly Change[]): BookingRecord {
  const { booking, segments, passengers, money: sums } = record;
  const feesMinor = booking.fees_minor + changes.reduce((sum, change) => sum + change.feeMinor, 0);
  const changed = {
    ...booking,
    version: booking.version + 1,
    fees_minor: feesMinor,
    total_minor: totalMinor(segments, passengers, feesMinor),
    updated_at: work.now,
  };
  const isPaid = sums.paidMinor > 0 && balanceMinor({ booking: changed, money: sums }) <= 0;
  if (booking.status === 'confirmed' || isPaid) {
    const seats = record.seats.map((seat): AssignedSeat => ({ ...seat, status: 'sold' }));
    return { ...record, booking: { ...changed, status: 'confirmed', hold_expires_at: null }, seats };
  }
  // A hold never outlives the first departure.
  const departures = segments.map((segment) => segment.flight.departs_at);
  const holdExpiresAt = changed.hold_expires_at === null ? null : Math.min(changed.hold_expires_at, ...departures);
  return { ...record, booking: { ...changed, hold_expires_at: holdExpiresAt } };
}

function priceChange(
  before: BookingRecord,
  after: BookingRecord,
  changes: readonly Change[],
  why: readonly string[],
): PricedChange {
  const { currency } = after.booking;
  const penaltyMinor = changes.reduce((sum, change) => sum + change.feeMinor, 0);
  return {
    released: changes.flatMap((change) => change.released),
    taken: changes.flatMap((change) => change.taken),
    fareDifference: money(after.booking.total_minor - before.booking.total_minor - penaltyMinor, currency),
    penalty: money(penaltyMinor, currency),
    balance: money(after.booking.total_minor - paidTowardsMinor(after.money), currency),
    why,
  };
}
