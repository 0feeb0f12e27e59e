import Stripe from 'stripe';
import { minorDigits } from '../../catalog/currencies.js';
import type { StripeSettings } from '../../settings/gateway-settings.js';
import { GatewayError, type GatewayOutcome, type SentOperation } from './gateway.js';
import { inGatewayUnits } from './gateway-amount.js';

/** The one that these adapters were written against; Stripe keeps answering in it. */
const API_VERSION = '2026-10-28.endive';

/** A person waits on the telephone, and card networks need up to ten seconds. */
const TIMEOUT_MS = 20_000;

/** Under which an operation's key stands in what it has made, so that a lost one can be found. */
export const KEY = 'opsdesk_key';

/** Currencies that Stripe counts in whole units (docs.stripe.com/currencies, "Zero-decimal currencies"). */
const WHOLE = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
/** Whole ones that it nevertheless wants in hundredths (the same page, "Special cases"). */
const WHOLE_IN_HUNDREDTHS = new Set(['ISK', 'UGX']);
/** Of those with three decimals the last must be nothing (the same page, "Three-decimal currencies"). */
const THOUSANDTHS_STEP = 10;

export const TOO_FINE: GatewayOutcome = { kind: 'declined', reason: 'amount_too_fine' };

export function openStripe({ key, baseUrl }: StripeSettings, timeoutMs = TIMEOUT_MS): Stripe {
  const { protocol, hostname, port } = new URL(baseUrl);
  return new Stripe(key, {
    apiVersion: API_VERSION,
    protocol: protocol === 'http:' ? 'http' : 'https',
    host: hostname,
    ...(port === '' ? {} : { port }),
    timeout: timeoutMs,
    // Whoever reserved the operation decides when it is asked again, with the same key.
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

/** How many decimals Stripe counts in, which for some currencies is not as many as there are (ISO 4217). */
function stripeDigits(currency: string): number {
  if (WHOLE.has(currency)) return 0;
  return WHOLE_IN_HUNDREDTHS.has(currency) ? 2 : minorDigits(currency);
}

/** Undefined for an amount that Stripe's units are too coarse for. */
export function inStripeUnits(amountMinor: number, currency: string): number | undefined {
  const digits = stripeDigits(currency);
  const units = inGatewayUnits(amountMinor, currency, digits);
  return units !== undefined && digits === 3 && units % THOUSANDTHS_STEP !== 0 ? undefined : units;
}

/** @throws GatewayError for an amount that ISO 4217's units are too coarse for: nobody here has asked for it */
export function fromStripeUnits(units: number, currency: string): number {
  const amountMinor = units * 10 ** (minorDigits(currency) - stripeDigits(currency));
  if (Number.isSafeInteger(amountMinor)) return amountMinor;
  throw new GatewayError('malformed', 'Stripe tells of an amount that there is not');
}

/** An answer about something else than what was asked for proves nothing. */
export function requireSame(
  answer: { readonly id: string; readonly amount: number; readonly currency: string } | null,
  { currency, gatewayKey }: Pick<SentOperation, 'currency' | 'gatewayKey'>,
  amount: number | undefined,
): void {
  const isSame =
    typeof answer?.id === 'string' && answer.amount === amount && answer.currency === currency.toLowerCase();
  if (!isSame) throw new GatewayError('malformed', `the answer to ${gatewayKey} is about something else`);
}

/** Makes a call whose refusal is an outcome. @throws GatewayError for one whose effect nobody can tell */
export async function callStripe(work: () => Promise<GatewayOutcome>): Promise<GatewayOutcome> {
  try {
    return await work();
  } catch (error) {
    return outcomeOfError(error);
  }
}

/** For what has no outcome but its answer. @throws GatewayError for whatever Stripe refuses or loses */
export async function reachStripe<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const outcome = outcomeOfError(error);
    throw new GatewayError(outcome.kind === 'succeeded' ? 'malformed' : outcome.reason, 'Stripe refuses', {
      cause: error,
    });
  }
}

interface Refusal {
  readonly code?: string | null | undefined;
  readonly decline_code?: string | null | undefined;
}

export function reasonOf(error: Refusal | null | undefined): string | undefined {
  return error?.decline_code ?? error?.code ?? undefined;
}

/** @throws GatewayError for a call whose effect nobody can tell, and whatever is a defect of ours */
function outcomeOfError(error: unknown): GatewayOutcome {
  if (error instanceof Stripe.errors.StripeCardError) {
    return { kind: 'declined', reason: reasonOf(error) ?? 'card_declined' };
  }
  if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode !== 409) {
    return { kind: 'declined', reason: reasonOf(error) ?? 'invalid_request' };
  }
  if (error instanceof Stripe.errors.StripeError)
    throw new GatewayError(lossOf(error), 'Stripe gave no answer', { cause: error });
  throw error;
}

function lossOf(error: InstanceType<typeof Stripe.errors.StripeError>): string {
  if (error instanceof Stripe.errors.StripeIdempotencyError) {
    return error.code === 'idempotency_key_in_use' ? 'busy' : 'key_reused';
  }
  if (error instanceof Stripe.errors.StripeConnectionError) return 'unreachable';
  if (error instanceof Stripe.errors.StripeRateLimitError) return 'rate_limited';
  if (error instanceof Stripe.errors.StripeAuthenticationError) return 'credentials_refused';
  if (error instanceof Stripe.errors.StripePermissionError) return 'not_permitted';
  return error.statusCode === 409 ? 'busy' : 'server_error';
}
