import type { BookingRow } from '../database/schema.js';
import { postKept } from '../payment/ledger.js';
import { recordWriteOff } from '../payment/write-off-repository.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type BookingRecord, writtenOffMinor } from './booking-record.js';
import { recordedState } from './recorded-state.js';

/**
 * One entry of the audit trail for one change of a booking: what it was, what it became. With it the ledger is told
 * of what the house keeps from now on, and of what stands written off, so that no change can forget to.
 * @param more what the change did that the state does not tell; nothing personal
 */
export function auditBooking(
  work: UnitOfWork,
  action: string,
  before: BookingRecord | undefined,
  after: BookingRecord,
  more?: object,
): void {
  const { id, version, currency } = after.booking;
  const keptMinor = keptForGood(after.booking) - (before ? keptForGood(before.booking) : 0);
  postKept(work, { bookingId: id, version, amountMinor: keptMinor, currency });
  const writtenOff = writtenOffOf(after) - (before ? writtenOffOf(before) : 0);
  if (writtenOff !== 0) recordWriteOff(work, { bookingId: id, amountMinor: writtenOff, currency });
  const [was, is] = [before && recordedState(before), recordedState(after)];
  work.audit({
    action,
    entity: 'booking',
    entityId: after.booking.record_locator,
    before: was?.public,
    after: more ? { ...is.public, ...more } : is.public,
    personal: { before: was?.personal, after: is.personal },
    subject: after.subject,
  });
}

function writtenOffOf({ booking, money }: BookingRecord): number {
  return writtenOffMinor(booking.total_minor, money);
}

/** What the house keeps of a booking's money whatever becomes of it, in minor units. */
function keptForGood({ status, total_minor, fees_minor }: BookingRow): number {
  if (status === 'cancelled') return total_minor;
  return status === 'expired' ? 0 : fees_minor;
}

export function publishBooking(work: UnitOfWork, topic: string, { booking, segments }: BookingRecord): void {
  work.publish({
    topic,
    bookingId: booking.id,
    bookingVersion: booking.version,
    payload: {
      recordLocator: booking.record_locator,
      status: booking.status,
      routes: segments.map(({ flight }) => `${flight.origin}-${flight.destination}/${flight.departure_date}`),
    },
  });
}
