import { requireEmail, requireText } from '../customer/customer.js';
import type { BookingRecord } from './booking-record.js';
import type { Change } from './change.js';

export interface ContactInput {
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly remark?: string | undefined;
}

/** @throws INVALID_INPUT */
export function changeContact(record: BookingRecord, input: ContactInput): Change {
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
