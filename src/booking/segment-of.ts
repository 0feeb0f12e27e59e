import type { FareRow, FlightRow } from '../database/schema.js';
import type { SegmentRecord } from './booking-record.js';

/** A segment as it is sold: the fare with its rules is kept with it, whatever becomes of the tariff. */
export function segmentOf(
  bookingId: string,
  position: number,
  flight: FlightRow,
  fare: FareRow,
  journey = 1,
): SegmentRecord {
  return {
    booking_id: bookingId,
    position,
    flight_id: flight.id,
    status: 'HK',
    fare_class: fare.fare_class,
    cabin: fare.cabin,
    fare_basis: fare.fare_basis,
    base_minor: fare.base_minor,
    tax_minor: fare.tax_minor,
    is_refundable: fare.is_refundable,
    change_fee_minor: fare.change_fee_minor,
    cancel_fee_minor: fare.cancel_fee_minor,
    no_show_fee_minor: fare.no_show_fee_minor,
    name_change_fee_minor: fare.name_change_fee_minor,
    min_stay_days: fare.min_stay_days,
    max_stay_days: fare.max_stay_days,
    residual: fare.residual,
    journey,
    replaces: null,
    flight,
  };
}
