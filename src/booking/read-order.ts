import { parseOfferId } from '../inventory/offer.js';
import { OpsdeskError } from '../kernel/errors.js';
import { parseFlightRef } from '../kernel/flight-ref.js';
import type { Money } from '../kernel/money.js';
import { parsePaymentSource } from '../payment/payment-source.js';
import type { CreateBookingInput } from './create-booking.js';
import type { HoldTerms } from './deadlines.js';
import type { ModifyBookingInput } from './modify-booking.js';
import type { WantedFlight } from './seat-party.js';
import { readWantedStay } from './take-stay.js';

/** A booking as people write it, on a command line or in a file. */
export interface BookingOrder extends HoldTerms {
  /** Of a search; in place of flights. */
  readonly offer?: string | undefined;
  readonly flights?: readonly OrderedFlight[] | undefined;
  /** `PROPERTY:ROOMTYPE[/PLAN]:IN:OUT[:ROOMS]`. */
  readonly stays?: readonly string[] | undefined;
  readonly passengers: readonly string[];
  readonly seats?: readonly string[] | undefined;
  readonly customerId?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly remark?: string | undefined;
  /** Goes on the waiting list where a flight is sold out. */
  readonly canWait?: boolean | undefined;
  /** `GATEWAY[:TOKEN]`. */
  readonly pay?: string | undefined;
  /** The currency that is charged; the booking's unless given. */
  readonly payIn?: string | undefined;
  /** The total that the customer said yes to. */
  readonly agreed?: Money | undefined;
}

export interface OrderedFlight {
  /** `REF`, or `REF:CLASS`. */
  readonly flight: string;
  readonly fareClass?: string | undefined;
}

/** @throws INVALID_INPUT when a part of it cannot be read */
export function readOrder({ offer, flights = [], stays = [], pay, payIn, ...rest }: BookingOrder): CreateBookingInput {
  if (offer !== undefined && flights.length > 0) {
    throw new OpsdeskError('INVALID_INPUT', 'an offer and flights are two ways to say the same', {
      hint: 'Give the offer, or the flights.',
    });
  }
  if (payIn !== undefined && pay === undefined) {
    throw new OpsdeskError('INVALID_INPUT', 'a currency is charged to a means of payment, and there is none', {
      hint: 'Say how it is paid, or leave the currency out.',
    });
  }
  return {
    ...rest,
    flights: offer === undefined ? flights.map(readWantedFlight) : readOffer(offer),
    stays: stays.map(readWantedStay),
    ...(pay === undefined ? {} : { pay: parsePaymentSource(pay), payIn: payIn?.toUpperCase() }),
  };
}

/** A change as people write it. */
export type ChangeOrder = Omit<ModifyBookingInput, 'flight' | 'addFlights' | 'addStays'> & {
  readonly flight?: string | undefined;
  readonly addFlights?: readonly string[] | undefined;
  readonly addStays?: readonly string[] | undefined;
};

/** @throws INVALID_INPUT when a part of it cannot be read */
export function readChange({ flight, addFlights, addStays, ...rest }: ChangeOrder): ModifyBookingInput {
  return {
    ...rest,
    flight: flight === undefined ? undefined : readWantedFlight({ flight }),
    addFlights: addFlights?.map((each) => readWantedFlight({ flight: each })),
    addStays: addStays?.map(readWantedStay),
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

function readOffer(id: string): WantedFlight[] {
  return parseOfferId(id).map(({ ref, fareClass, priceMinor, currency, journey }) => ({
    ref,
    fareClass,
    journey,
    offered: { priceMinor, currency },
  }));
}
