import type { BookingOrder } from '../../booking/read-order.js';
import { isOpsdeskError, OpsdeskError } from '../../kernel/errors.js';
import type { Money } from '../../kernel/money.js';
import { parseSeatNumber } from '../../kernel/seat-number.js';
import { formatWallTime } from '../../present/instant.js';
import { formatMoney } from '../../present/money.js';
import { formatBooking } from '../../present/views/booking-view.js';
import { flag, flags } from '../command-line.js';
import { ActionPlace, type Values } from '../parts/action-place.js';
import type { FieldSpec } from '../parts/form.js';
import type { CommandWords, Place } from '../place.js';
import type { Stage } from '../stage.js';
import { SeatMapPlace } from './seat-map.js';

/** What was picked: an offer or a flight, a stay, or a package of both. */
export interface Picked {
  /** In the breadcrumbs: `BA117 LHR-JFK`. */
  readonly title: string;
  /** What it is, in lines, shown until the price of the booking itself is known. */
  readonly intro: string;
  /** Undefined where only the booking will tell. */
  readonly price: Money | undefined;
  readonly offer?: string;
  /** `BA117/2026-12-01`, in place of an offer. */
  readonly flight?: string;
  readonly stay?: string;
  /** In the order of travel. */
  readonly flights: readonly { readonly flight: string; readonly cabin: string | undefined }[];
  readonly adults: number;
  readonly children: number;
  readonly infants: number;
}

type Readers = Awaited<ReturnType<Stage['app']['bookings']['readers']>>;

/** From what was picked to a booking: who travels, on which seats, and how it is paid; priced at all times. */
export async function openSale(stage: Stage, picked: Picked): Promise<Place> {
  const readers = await stage.app.bookings.readers();
  const { adults, children, infants } = picked;
  const types = [...fill(adults, ''), ...fill(children, '(CHD)'), ...fill(infants, '(INF)')];
  const seated = adults + children;
  const place: ActionPlace = new ActionPlace(stage, {
    title: picked.title,
    verb: 'Book it',
    intro: picked.intro,
    headline: picked.price && headlineOf(picked.price),
    fields: [
      ...types.map((type, at) => passengerField(at, type, readers)),
      { name: 'email', label: 'E-mail', hint: 'the itinerary goes there; without it nothing is sent' },
      { name: 'phone', label: 'Phone', hint: 'where the customer can be reached' },
      ...picked.flights.map(
        ({ flight, cabin }, at): FieldSpec => ({
          name: `seats-${at}`,
          label: picked.flights.length === 1 ? 'Seats' : `Seats ${flight.split('/')[0] ?? ''}`,
          hint: 'Enter opens the map',
          empty: 'any',
          pick: () => pickSeats(at, flight, cabin),
          parse: (text) => readSeats(text, seated),
        }),
      ),
      {
        name: 'pay',
        label: 'Pay with',
        hint: 'sandbox:tok_ok; nothing holds it for now',
        parse: readers.paymentSource,
      },
      ...(picked.flights.length === 0
        ? []
        : [{ name: 'waitlist', label: 'If sold out', choices: ['say so', 'join the waiting list'] }]),
      { name: 'remark', label: 'Remark', hint: 'for the desk' },
    ],
    command: (value) => saleCommand(picked, value, types.length),
    tryOut: async (value) => {
      requireSeatsOnAll(picked, value);
      const order = orderOf(picked, value, types.length);
      const { pay } = order;
      const preview = await stage.app.bookings.create(order, { isDryRun: true });
      const until = preview.holdExpiresAt === null ? '' : ` until ${formatWallTime(preview.holdExpiresAt)}`;
      const total = formatMoney(preview.total);
      return {
        headline: headlineOf(preview.total),
        verb: pay === undefined ? 'Hold it' : 'Book it',
        // Its locator is nobody's yet.
        text: formatBooking(preview, stage.theme.paint).split('\n').slice(2).join('\n'),
        question: pay === undefined ? `Hold it${until}, for ${total}?` : `Book it and take ${total} by ${pay}?`,
        sum: preview.total,
      };
    },
    carryOut: async (value, { idempotencyKey, sum: agreed }) => {
      const order = { ...orderOf(picked, value, types.length), agreed };
      try {
        const made = await stage.app.bookings.create(order, { idempotencyKey });
        return { told: `${made.recordLocator} is ${made.status}.`, next: made.recordLocator };
      } catch (error) {
        const made = isOpsdeskError(error) ? error.details.recordLocator : undefined;
        // Declined or unanswered: the booking was made and is held.
        if (typeof made === 'string' && isMade(error)) stage.leave(place, made);
        throw error;
      }
    },
  });
  function pickSeats(at: number, flight: string, cabin: string | undefined): void {
    const names = types
      .slice(0, seated)
      .map((_type, index) => place.value(`p${index + 1}`) || `Passenger ${index + 1}`);
    const seats = seatsOf(place.value(`seats-${at}`));
    stage.open(
      new SeatMapPlace(stage, {
        ...{ flight, cabin },
        passengers: names,
        seats,
        done: (chosen) => place.set(`seats-${at}`, chosen.join(' ')),
      }),
    );
  }
  return place;
}

function isMade(error: unknown): boolean {
  return isOpsdeskError(error, 'PAYMENT_DECLINED') || isOpsdeskError(error, 'PAYMENT_UNKNOWN');
}

function headlineOf(price: Money): string {
  return `Price ${formatMoney(price)}`;
}

function passengerField(at: number, type: string, readers: Readers): FieldSpec {
  return {
    name: `p${at + 1}`,
    label: type === '' ? `Passenger ${at + 1}` : `${TYPE_WORDS[type] ?? 'Passenger'} ${at + 1}`,
    hint: type === '' ? 'SMITH/JOHN MR' : `SMITH/TIM ${type}`,
    isRequired: true,
    parse: (text) => readers.passengerName(withType(text, type)),
  };
}

const TYPE_WORDS: Readonly<Record<string, string>> = { '(CHD)': 'Child', '(INF)': 'Infant' };

/** The type that was searched for, unless another stands there. */
function withType(name: string, type: string): string {
  return type === '' || name.includes('(') ? name : `${name} ${type}`;
}

function readSeats(text: string, count: number): void {
  const seats = seatsOf(text);
  for (const seat of seats) parseSeatNumber(seat);
  if (seats.length !== count) throw new OpsdeskError('INVALID_INPUT', `${count} needed, ${seats.length} named`);
}

function seatsOf(text: string): string[] {
  return text
    .toUpperCase()
    .split(/[\s,;]+/)
    .filter((seat) => seat !== '');
}

/** Half of the flights with seats is what nobody means. @throws INVALID_INPUT */
function requireSeatsOnAll({ flights }: Picked, value: Values): void {
  const chosen = flights.filter((_flight, at) => value(`seats-${at}`) !== '').length;
  if (chosen === 0 || chosen === flights.length) return;
  throw new OpsdeskError('INVALID_INPUT', `seats are chosen on ${chosen} of ${flights.length} flights`, {
    hint: 'Choose them on the others too, or take them out for any seats.',
  });
}

function orderOf(
  { offer, flight, stay, flights, children, infants }: Picked,
  value: Values,
  count: number,
): BookingOrder {
  const adults = count - children - infants;
  const typeAt = (at: number) => (at < adults ? '' : at < adults + children ? '(CHD)' : '(INF)');
  const passengers = Array.from({ length: count }, (_, at) => withType(value(`p${at + 1}`), typeAt(at)));
  const seats = flights.flatMap((_flight, at) => seatsOf(value(`seats-${at}`)));
  return {
    passengers,
    ...(offer === undefined ? {} : { offer }),
    ...(flight === undefined ? {} : { flights: [{ flight }] }),
    ...(stay === undefined ? {} : { stays: [stay] }),
    ...(seats.length === 0 ? {} : { seats }),
    ...(value('waitlist') === 'join the waiting list' ? { canWait: true } : {}),
    ...given('email', value),
    ...given('phone', value),
    ...given('remark', value),
    ...given('pay', value),
  };
}

function given(name: 'email' | 'phone' | 'remark' | 'pay', value: Values): { readonly [K in typeof name]?: string } {
  return value(name) === '' ? {} : { [name]: value(name) };
}

function saleCommand(picked: Picked, value: Values, count: number): CommandWords {
  const {
    offer,
    flights: wanted,
    stays,
    passengers,
    seats,
    email,
    phone,
    remark,
    pay,
    canWait,
  } = orderOf(picked, value, count);
  return [
    ...['booking', 'create'],
    ...flag('offer', offer),
    ...flags('flight', wanted?.map(({ flight }) => flight) ?? []),
    ...flags('stay', stays ?? []),
    ...flags('passenger', passengers),
    ...flags('seat', seats ?? []),
    ...flag('email', email),
    ...flag('phone', phone),
    ...flag('remark', remark),
    ...flag('pay', pay),
    ...(canWait === true ? ['--waitlist'] : []),
  ];
}

function fill(count: number, type: string): string[] {
  return Array.from({ length: count }, () => type);
}
