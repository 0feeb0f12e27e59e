import type { BookingOrder, OrderedFlight } from '../booking/read-order.js';
import { didYouMean } from '../kernel/did-you-mean.js';
import { parseDuration } from '../kernel/duration.js';
import { OpsdeskError } from '../kernel/errors.js';
import { type HoldTermFlags, holdTerms } from './hold-flags.js';
import type { Prompter } from './prompter.js';
import { readJsonInput } from './read-input.js';

interface OrderFlags extends HoldTermFlags {
  readonly offer?: string | undefined;
  readonly flight?: readonly string[] | undefined;
  readonly stay?: readonly string[] | undefined;
  readonly passenger?: readonly string[] | undefined;
  readonly seat?: readonly string[] | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly remark?: string | undefined;
  readonly customer?: string | undefined;
  readonly pay?: string | undefined;
  readonly currency?: string | undefined;
  readonly waitlist?: boolean | undefined;
  readonly from?: string | undefined;
}

/**
 * The booking that was asked for, by flags or by `--from`. What a booking can't do without is asked for
 * on a terminal.
 * @throws INPUT_REQUIRED naming the flags, INVALID_INPUT
 */
export async function bookingOrder(flags: OrderFlags, prompter: Prompter, mayPay: boolean): Promise<BookingOrder> {
  if (flags.from !== undefined) return readOrderJson(await readJsonInput(flags.from), mayPay);
  const { offer, stay, seat, email, phone, remark, customer, pay, currency: payIn } = flags;
  const { flights, passengers } = await askMissing(flags, prompter);
  return {
    ...{ offer, flights, stays: stay, passengers, seats: seat, email, phone, remark, customerId: customer, pay, payIn },
    ...holdTerms(flags),
    canWait: flags.waitlist || undefined,
  };
}

async function askMissing(
  { offer, flight, stay, passenger }: OrderFlags,
  prompter: Prompter,
): Promise<{ flights: OrderedFlight[] | undefined; passengers: readonly string[] }> {
  const needsFlight = offer === undefined && flight === undefined && stay === undefined;
  const missing = [...(needsFlight ? ['--flight'] : []), ...(passenger === undefined ? ['--passenger'] : [])];
  if (missing.length > 0 && !prompter.isAvailable) {
    throw new OpsdeskError('INPUT_REQUIRED', `missing ${missing.join(' and ')}`, {
      hint: 'Give what is missing (--offer or --stay may take the place of --flight), or run this on a terminal to be asked.',
      details: { flag: missing[0], missing },
    });
  }
  const flights = needsFlight ? [await prompter.text('Flight, such as BA117/2026-12-01:', '--flight')] : flight;
  const passengers = passenger ?? [await prompter.text('Passenger, such as SMITH/JOHN MR:', '--passenger')];
  return { flights: flights?.map((text) => ({ flight: text })), passengers };
}

const TERMS = ['hold', 'grace', 'priceGuarantee', 'timeLimit'] as const;
const TEXTS = ['offer', 'email', 'phone', 'remark', 'customerId', 'pay', 'payIn', ...TERMS] as const;
const LISTS = ['passengers', 'seats', 'stays'] as const;

/** A booking from JSON, its shape looked at and its words left to the use case. @throws INVALID_INPUT */
export function readOrderJson(json: unknown, mayPay: boolean): BookingOrder {
  const known = [...TEXTS, ...LISTS, 'flights', 'waitlist'].filter((key) => mayPay || !key.startsWith('pay'));
  const order = requireObject(json, 'the booking', known);
  for (const key of TEXTS) requireKind(order[key], (value) => typeof value === 'string', key, 'a text');
  for (const key of LISTS) requireKind(order[key], isTextList, key, 'a list of texts');
  requireKind(order.flights, Array.isArray, 'flights', 'a list');
  for (const [at, item] of ((order.flights ?? []) as unknown[]).entries()) {
    const flight = requireObject(item, `flights[${at}]`, ['flight', 'fareClass']);
    if (flight.flight === undefined) throw invalid(`flights[${at}] names no flight`);
    for (const key of ['flight', 'fareClass']) {
      requireKind(flight[key], (value) => typeof value === 'string', `flights[${at}].${key}`, 'a text');
    }
  }
  requireKind(order.waitlist, (value) => typeof value === 'boolean', 'waitlist', 'true or false');
  const { hold, grace, priceGuarantee, timeLimit, waitlist, ...rest } = order as Order;
  return {
    ...rest,
    passengers: rest.passengers ?? [],
    ...holdTerms({
      hold: parsed(hold),
      grace: parsed(grace),
      'price-guarantee': parsed(priceGuarantee),
      'time-limit': readTimeLimit(timeLimit),
    }),
    canWait: waitlist,
  };
}

type Order = Partial<BookingOrder> &
  Readonly<Partial<Record<(typeof TERMS)[number], string>>> & { readonly waitlist?: boolean };

function parsed(duration: string | undefined): number | undefined {
  return duration === undefined ? undefined : parseDuration(duration);
}

function readTimeLimit(text: string | undefined): 'cancel' | 'queue' | undefined {
  if (text === undefined || text === 'cancel' || text === 'queue') return text;
  throw invalid(`"timeLimit" is neither "cancel" nor "queue"`);
}

function requireObject(value: unknown, what: string, known: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(`${what} is not a JSON object`);
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown === undefined) return value as Record<string, unknown>;
  const near = didYouMean(unknown, known);
  const hint = `${near ? `Did you mean "${near}"? ` : ''}Known keys: ${known.join(', ')}.`;
  throw new OpsdeskError('INVALID_INPUT', `${what} has an unknown key "${unknown}"`, {
    hint,
    details: { key: unknown, known },
  });
}

function requireKind(value: unknown, is: (value: unknown) => boolean, name: string, kind: string): void {
  if (value !== undefined && !is(value)) throw invalid(`"${name}" is not ${kind}`);
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function invalid(message: string): OpsdeskError {
  return new OpsdeskError('INVALID_INPUT', message, {
    hint: 'The shape of a booking in JSON: opsdesk booking create --help',
  });
}
