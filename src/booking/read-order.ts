import { parseOfferId } from '../inventory/offer.js';
import { OpsdeskError } from '../kernel/errors.js';
import { parseFlightRef } from '../kernel/flight-ref.js';
import { parsePaymentSource } from '../payment/payment-source.js';
import type { CreateBookingInput } from './create-booking.js';
import type { WantedFlight } from './seat-party.js';

/** A booking as people write it, on a command line or in a file. */
export interface BookingOrder {
  /** Of a search; in place of flights. */
  readonly offer?: string | undefined;
  readonly flights?: readonly OrderedFlight[] | undefined;
  readonly passengers: readonly string[];
  readonly seats?: readonly string[] | undefined;
  readonly customerId?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly remark?: string | undefined;
  /** `GATEWAY[:TOKEN]`. */
  readonly pay?: string | undefined;
}

export interface OrderedFlight {
  /** `REF`, or `REF:CLASS`. */
  readonly flight: string;
  readonly fareClass?: string | undefined;
}

/** @throws INVALID_INPUT when a part of it cannot be read */
export function readOrder({ offer, flights = [], pay, ...rest }: BookingOrder): CreateBookingInput {
  if (offer !== undefined && flights.length > 0) {
    throw new OpsdeskError('INVALID_INPUT', 'an offer and flights are two ways to say the same', {
      hint: 'Give the offer, or the flights.',
    });
  }
  return {
    ...rest,
    flights: offer === undefined ? flights.map(readWantedFlight) : [readOffer(offer)],
    ...(pay === undefined ? {} : { pay: parsePaymentSource(pay) }),
  };
}

/** `BA117/2026-12-01`, or with its fare class `BA117/2026-12-01:Y`. @throws INVALID_INPUT */
export function readWantedFlight({ flight, fareClass }: OrderedFlight): WantedFlight {
  const [ref = '', ...behind] = flight.split(':');
  const classes = [...behind, ...(fareClass === undefined ? [] : [fareClass])].map((text) => text.trim().toUpperCase());
  const [wanted] = classes;
  if (wanted === undefined) return { ref: parseFlightRef(ref) };
  if (classes.every((each) => each === wanted) && /^[A-Z]$/.test(wanted)) {
    return { ref: parseFlightRef(ref), fareClass: wanted };
  }
  throw new OpsdeskError(
    'INVALID_INPUT',
    `"${[flight, fareClass ?? []].flat().join(':')}" is not a flight with a fare class`,
    {
      hint: 'Write the flight, a colon and one letter, BA117/2026-12-01:Y, or leave the class out.',
    },
  );
}

function readOffer(id: string): WantedFlight {
  const { ref, fareClass, priceMinor, currency } = parseOfferId(id);
  return { ref, fareClass, offered: { priceMinor, currency } };
}
