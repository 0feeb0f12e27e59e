import { minorDigits } from '../../catalog/currencies.js';
import { toDecimal } from '../../kernel/money.js';
import { type ChargeRequest, GatewayError, type GatewayOutcome } from './gateway.js';
import { inGatewayUnits } from './gateway-amount.js';
import type { PayPalAnswer, PayPalClient } from './paypal-client.js';

/** Currencies without decimals (developer.paypal.com/reference/currency-codes), though ISO 4217 has two. */
const WHOLE = new Set(['HUF', 'TWD']);

export const TOO_FINE: GatewayOutcome = { kind: 'declined', reason: 'amount_too_fine' };

export interface PayPalAmount {
  readonly currency_code: string;
  readonly value: string;
}

export interface Capture {
  readonly id: string;
  readonly status: string;
  readonly amount: PayPalAmount;
  readonly status_details?: { readonly reason?: string };
}

export interface Order {
  readonly id: string;
  readonly status: string;
  readonly purchase_units?: readonly {
    readonly custom_id?: string;
    readonly amount?: PayPalAmount;
    readonly payments?: OrderPayments;
  }[];
  readonly links?: readonly { readonly rel: string; readonly href: string }[];
}

export interface OrderPayments {
  readonly captures?: readonly Capture[];
  readonly authorizations?: readonly Authorization[];
}

export interface Authorization extends Capture {
  /** ISO 8601. */
  readonly expiration_time?: string;
  readonly supplementary_data?: { readonly related_ids?: { readonly order_id?: string } };
}

/** An order whose source is a vaulted token is captured, or authorised, by the call that creates it. */
export async function createOrder(
  client: PayPalClient,
  request: ChargeRequest,
  intent: 'CAPTURE' | 'AUTHORIZE',
  outcomeOf: (payments: OrderPayments, amount: PayPalAmount) => GatewayOutcome,
): Promise<GatewayOutcome> {
  const amount = amountOf(request);
  if (!amount) return TOO_FINE;
  const answer = await client.post(
    '/v2/checkout/orders',
    {
      intent,
      purchase_units: [{ custom_id: request.gatewayKey, amount }],
      payment_source: { paypal: { vault_id: request.source } },
    },
    request.gatewayKey,
  );
  return refusalOf(answer) ?? outcomeOf((answer.body as Order).purchase_units?.[0]?.payments ?? {}, amount);
}

/** An answer about something else than what was asked for proves nothing. */
export function requireSame(thing: Capture | undefined, amount: PayPalAmount): asserts thing is Capture {
  const isSame =
    typeof thing?.id === 'string' &&
    thing.amount?.value === amount.value &&
    thing.amount.currency_code === amount.currency_code;
  if (!isSame) throw new GatewayError('malformed', 'PayPal answered about something else');
}

/** What PayPal calls an amount: major units with a point, as many decimals as it has for the currency. */
export function amountOf({
  amountMinor,
  currency,
}: Pick<ChargeRequest, 'amountMinor' | 'currency'>): PayPalAmount | undefined {
  const digits = WHOLE.has(currency) ? 0 : minorDigits(currency);
  const units = inGatewayUnits(amountMinor, currency, digits);
  return units === undefined ? undefined : { currency_code: currency, value: toDecimal(units, digits) };
}

/** A charge's capture and a refund tell alike what became of them. */
export function outcomeOfCapture(capture: Capture | undefined, amount: PayPalAmount): GatewayOutcome {
  requireSame(capture, amount);
  switch (capture.status) {
    case 'COMPLETED':
      return { kind: 'succeeded', reference: capture.id };
    case 'DECLINED':
    case 'FAILED':
    case 'CANCELLED':
      return { kind: 'declined', reason: (capture.status_details?.reason ?? capture.status).toLowerCase() };
    default:
      return { kind: 'unknown', reason: capture.status.toLowerCase() };
  }
}

const DONE: readonly number[] = [200, 201, 204];
/** Of a call as a whole, with its issue in `details`. */
const REFUSALS: readonly number[] = [400, 404, 422];

/** @throws GatewayError for a status that does not tell whether anything was done */
export function refusalOf({ status, body }: PayPalAnswer): GatewayOutcome | undefined {
  if (DONE.includes(status)) return undefined;
  const { name, details } = body as { name?: string; details?: readonly { issue?: string }[] };
  const reason = (details?.[0]?.issue ?? name ?? `status_${status}`).toLowerCase();
  if (reason === 'duplicate_request_id' || reason === 'request_id_reused') throw new GatewayError('key_reused', reason);
  if (REFUSALS.includes(status)) return { kind: 'declined', reason };
  throw new GatewayError('malformed', `PayPal answered ${status}`);
}
