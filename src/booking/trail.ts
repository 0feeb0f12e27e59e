import type { UnitOfWork } from '../runtime/unit-of-work.js';
import type { BookingRecord } from './booking-record.js';
import { recordedState } from './recorded-state.js';

/**
 * One entry of the audit trail for one change of a booking: what it was, what it became.
 * @param more what the change did that the state does not tell; nothing personal
 */
export function auditBooking(
  work: UnitOfWork,
  action: string,
  before: BookingRecord | undefined,
  after: BookingRecord,
  more: object = {},
): void {
  const [was, is] = [before && recordedState(before), recordedState(after)];
  work.audit({
    action,
    entity: 'booking',
    entityId: after.booking.record_locator,
    before: was?.public,
    after: { ...is.public, ...more },
    personal: { before: was?.personal, after: is.personal },
    subject: after.subject,
  });
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
