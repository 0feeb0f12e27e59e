import { Flags } from '@oclif/core';
import { holdTermFlags } from './hold-flags.js';

/** What a booking is made of, for `booking create` and `booking hold`. */
export const orderFlags = {
  offer: Flags.string({
    summary: 'Book an offer of a search, at the price that it showed.',
    helpValue: 'ID',
    exclusive: ['flight'],
  }),
  flight: Flags.string({
    summary: 'Flight, with a fare class or in the cheapest open one.',
    helpValue: 'REF[:CLASS]',
    multiple: true,
  }),
  stay: Flags.string({
    summary: 'Rooms of a property, from the check-in to the check-out.',
    helpValue: 'PROPERTY:ROOMTYPE:IN:OUT[:ROOMS]',
    multiple: true,
  }),
  passenger: Flags.string({
    summary: 'Passenger, as "SMITH/JOHN MR"; (CHD) or (INF) behind it for a child or an infant.',
    helpValue: 'NAME',
    multiple: true,
  }),
  seat: Flags.string({
    summary: 'Seat, in passenger order, flight by flight; none for any seats.',
    helpValue: 'SEAT',
    multiple: true,
  }),
  email: Flags.string({ summary: 'E-mail address for the itinerary.', helpValue: 'ADDRESS' }),
  phone: Flags.string({ summary: 'Telephone number.', helpValue: 'NUMBER' }),
  remark: Flags.string({ summary: 'A remark for the desk.', helpValue: 'TEXT' }),
  customer: Flags.string({ summary: 'Customer to book for; else by e-mail, or a new one.', helpValue: 'ID' }),
  ...holdTermFlags,
  waitlist: Flags.boolean({ summary: 'Where a flight is sold out, wait for seats on all of them.' }),
  from: Flags.string({
    summary: 'Read the whole booking as JSON from a file, or - for stdin.',
    helpValue: 'FILE|-',
    exclusive: [
      'offer',
      'flight',
      'stay',
      'passenger',
      'seat',
      'email',
      'phone',
      'remark',
      'customer',
      'pay',
      ...Object.keys(holdTermFlags),
      'waitlist',
    ],
  }),
};

/** Required or not is the command's own matter. */
export const payFlag = {
  summary: 'Means of payment, such as stripe:pm_…, paypal:TOKEN, voucher:CODE or sandbox:tok_ok.',
  helpValue: 'GATEWAY[:TOKEN]',
} as const;

/** The currency of a payment, beside `payFlag`. */
export const chargeIn = {
  summary: "Charge this currency, at the rate of the day; the booking's unless given.",
} as const;

/** For the description of the commands that take `--from`. */
export const ORDER_SHAPE =
  'With --from the booking is a JSON object: {"flights": [{"flight": "BA117/2026-12-01", "fareClass": "Y"}], "passengers": ["SMITH/JOHN MR"], "seats": ["12A"], "stays": ["LON-01:DBL:2026-12-01:2026-12-04"], "email", "phone", "remark", "customerId"}. "offer" takes the place of "flights"; fareClass and whatever else is not needed may be left out; "waitlist": true and the durations "hold", "grace" and "priceGuarantee" as the flags have them.';
