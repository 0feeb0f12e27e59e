import { type RecordedAsOf, stateAsOf } from '../audit/state-as-of.js';
import { OpsdeskError } from '../kernel/errors.js';
import { formatInstant, type Instant } from '../kernel/instant.js';
import { money } from '../kernel/money.js';
import type { MoneySummary } from '../payment/summarise-money.js';
import { summariseMoneyAsOf } from '../payment/summarise-money-as-of.js';
import type { BookingDeps } from './booking-deps.js';
import { type BookingRecord, chargeableMinor, statusAt, unpaidMinor, writtenOffMinor } from './booking-record.js';
import { getBooking } from './booking-repository.js';
import type { PersonalState, PublicState } from './recorded-state.js';
import type { BookingView } from './view-booking.js';

/** A booking as it stood, and by which change. */
export type BookingAsOf = BookingView & {
  readonly asOf: {
    readonly at: string;
    readonly lastChange: { readonly at: string; readonly action: string; readonly actor: string };
    /** The customer was erased since: who they were is known to nobody. */
    readonly isErased: boolean;
  };
};

const ERASED = '(erased)';

/**
 * The record as it stood at a business time, from the audit trail and the ledger.
 * @throws BOOKING_NOT_FOUND, also when it was made later; INVALID_INPUT for a time to come; WRONG_STATE when
 *   what was recorded then does not say enough
 */
export async function showBookingAsOf(
  { session, clock }: Pick<BookingDeps, 'session' | 'clock'>,
  locator: string,
  at: Instant,
): Promise<BookingAsOf> {
  if (at > clock.now()) {
    throw new OpsdeskError('INVALID_INPUT', `${formatInstant(at)} is still to come`, {
      hint: 'What will be is not recorded. Leave --as-of out to see what is.',
    });
  }
  const record = await getBooking(session, locator);
  const [recorded, sums] = await Promise.all([
    stateAsOf(session, 'booking', record.booking.record_locator, at),
    summariseMoneyAsOf(session, record.booking.id, at),
  ]);
  if (!recorded) {
    throw new OpsdeskError('BOOKING_NOT_FOUND', `there was no booking ${locator} yet at ${formatInstant(at)}`, {
      hint: `It was made at ${formatInstant(record.booking.created_at)}.`,
      details: { recordLocator: locator },
    });
  }
  return viewAsOf(record, recorded, sums, at);
}

function viewAsOf(record: BookingRecord, recorded: RecordedAsOf, sums: MoneySummary, at: Instant): BookingAsOf {
  const { booking } = record;
  const state = requireWhole(recorded, booking.record_locator);
  const personal = recorded.personal as PersonalState | undefined;
  const { fees: _, party, segments, stays, ...rest } = state;
  const expiresAt = state.holdExpiresAt === null ? null : Date.parse(state.holdExpiresAt);
  const then = { ...booking, status: state.status, total_minor: state.total.amountMinor, hold_expires_at: expiresAt };
  const status = statusAt(then, sums, at);
  const amount = (minor: number) => money(minor, booking.currency);
  const costMinor = chargeableMinor({ booking: then, money: sums }, at);
  return {
    ...rest,
    recordLocator: booking.record_locator,
    customerId: booking.customer_id,
    status,
    passengers: Object.entries(party).map(([id, type]) => ({
      id,
      type,
      name: personal?.passengers[id] ?? ERASED,
      service: personal?.services?.[id] ?? null,
    })),
    segments: Object.entries(segments).map(([id, { seats, ...segment }]) => ({
      ...segment,
      id,
      seats: status === 'expired' ? [] : Object.entries(seats).map(([passengerId, seat]) => ({ passengerId, seat })),
    })),
    stays: Object.entries(stays).map(([id, stay]) => ({ ...stay, id })),
    contact: { email: personal?.email ?? null, phone: personal?.phone ?? null },
    remark: personal?.remark ?? null,
    paid: amount(sums.paidMinor),
    refunded: amount(sums.refundedMinor),
    writtenOff: amount(writtenOffMinor(costMinor, sums)),
    balance: amount(unpaidMinor(costMinor, sums)),
    createdAt: formatInstant(booking.created_at),
    createdBy: booking.created_by,
    asOf: {
      at: formatInstant(at),
      lastChange: { at: recorded.at, action: recorded.action, actor: recorded.actor },
      isErased: personal === undefined,
    },
  };
}

/** Entries of the first releases tell less than a view needs. */
function requireWhole(recorded: RecordedAsOf, locator: string): PublicState {
  const state = recorded.state as PublicState;
  if (state.party && state.segments && state.stays && state.total) return state;
  throw new OpsdeskError('WRONG_STATE', `what was recorded of ${locator} at ${recorded.at} is not the whole booking`, {
    hint: `See what was: opsdesk booking history ${locator}`,
    details: { recordLocator: locator },
  });
}
