import { minorDigits } from '../../catalog/currencies.js';
import { DAY_MS, HOUR_MS, type Instant } from '../../kernel/instant.js';
import { toDecimal } from '../../kernel/money.js';
import type { PayPalSettings } from '../../settings/gateway-settings.js';
import {
  type ChargeRequest,
  type Gateway,
  GatewayError,
  type GatewayOutcome,
  type LookUpOutcome,
  type OperationKind,
  type RefundRequest,
  type SentOperation,
} from './gateway.js';
import { inGatewayUnits } from './gateway-amount.js';
import { type PayPalAnswer, PayPalClient } from './paypal-client.js';

/** For which PayPal stores a PayPal-Request-Id (developer.paypal.com, Orders v2 and Payments v2). */
const RETENTION_MS: Readonly<Record<OperationKind, number>> = { charge: 6 * HOUR_MS, refund: 45 * DAY_MS };

/** Currencies without decimals (developer.paypal.com/reference/currency-codes), though ISO 4217 has two. */
const WHOLE = new Set(['HUF', 'TWD']);

/** The most that one search takes, and the most that it gives. */
const SEARCH_DAYS = 31;
const SEARCH_PAGE = 500;

/** Codes of transaction events (developer.paypal.com, Transaction event codes): T11… gives money back. */
const REFUND_EVENT = /^T11/;

interface Capture {
  readonly id: string;
  readonly status: string;
  readonly amount: { readonly currency_code: string; readonly value: string };
  readonly status_details?: { readonly reason?: string };
}

interface Order {
  readonly id: string;
  readonly status: string;
  readonly purchase_units?: readonly { readonly payments?: { readonly captures?: readonly Capture[] } }[];
}

/** Orders, captures and refunds of PayPal for whoever has agreed to be charged: the source is a vaulted token. */
export class PayPalGateway implements Gateway {
  readonly name = 'paypal';
  /** Transaction Search knows of a payment within three hours. */
  readonly lookUpLagMs = 3 * HOUR_MS;
  private readonly client: PayPalClient;

  constructor(settings: PayPalSettings, timeoutMs?: number) {
    this.client = new PayPalClient(settings, timeoutMs);
  }

  keyRetentionMs(kind: OperationKind): number {
    return RETENTION_MS[kind];
  }

  /** An order with a vaulted source is captured by the call that creates it. */
  async charge(request: ChargeRequest): Promise<GatewayOutcome> {
    const amount = amountOf(request);
    if (!amount) return { kind: 'declined', reason: 'amount_too_fine' };
    const answer = await this.client.post(
      '/v2/checkout/orders',
      {
        intent: 'CAPTURE',
        purchase_units: [{ custom_id: request.gatewayKey, amount }],
        payment_source: { paypal: { vault_id: request.source } },
      },
      request.gatewayKey,
    );
    const refusal = refusalOf(answer);
    if (refusal) return refusal;
    const capture = (answer.body as Order).purchase_units?.[0]?.payments?.captures?.[0];
    return outcomeOfCapture(capture, amount);
  }

  async refund(request: RefundRequest): Promise<GatewayOutcome> {
    const amount = amountOf(request);
    if (!amount) return { kind: 'declined', reason: 'amount_too_fine' };
    const answer = await this.client.post(
      `/v2/payments/captures/${encodeURIComponent(request.chargeReference)}/refund`,
      { amount, custom_id: request.gatewayKey },
      request.gatewayKey,
    );
    return refusalOf(answer) ?? outcomeOfCapture(answer.body as Capture, amount);
  }

  /** By our key, among all transactions since it was begun: PayPal finds no order by what we call it. */
  async lookUp(operation: SentOperation): Promise<LookUpOutcome> {
    const latest = operation.begunAt + RETENTION_MS[operation.kind] + HOUR_MS;
    for (let from = operation.begunAt - HOUR_MS; from < latest; from += SEARCH_DAYS * DAY_MS) {
      const to = Math.min(from + SEARCH_DAYS * DAY_MS, latest, Date.now());
      if (to <= from) break;
      const found = await this.search(operation, from, to);
      if (found) return found;
    }
    return { kind: 'not-found' };
  }

  private async search(operation: SentOperation, from: Instant, to: Instant): Promise<GatewayOutcome | undefined> {
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const query = new URLSearchParams({
        start_date: new Date(from).toISOString(),
        end_date: new Date(to).toISOString(),
        fields: 'transaction_info',
        page_size: String(SEARCH_PAGE),
        page: String(page),
      });
      const { status, body } = await this.client.get(`/v1/reporting/transactions?${query}`);
      const { transaction_details: details, total_pages: total } = body as Found;
      if (status !== 200 || !Array.isArray(details)) throw new GatewayError('malformed', `no transactions (${status})`);
      pages = total ?? 1;
      const match = details.find(({ transaction_info: info }) => isOf(operation, info));
      if (match) return outcomeOfTransaction(match.transaction_info, operation);
    }
    return undefined;
  }
}

interface TransactionInfo {
  readonly transaction_id: string;
  readonly transaction_event_code: string;
  readonly transaction_status: string;
  readonly transaction_amount: { readonly currency_code: string; readonly value: string };
  readonly custom_field?: string;
}

interface Found {
  readonly transaction_details?: readonly { readonly transaction_info: TransactionInfo }[];
  readonly total_pages?: number;
}

/** A refund may be listed with its payment's key beside its own. */
function isOf({ kind, gatewayKey }: SentOperation, info: TransactionInfo): boolean {
  return info.custom_field === gatewayKey && REFUND_EVENT.test(info.transaction_event_code) === (kind === 'refund');
}

function outcomeOfTransaction(info: TransactionInfo, operation: SentOperation): GatewayOutcome {
  const amount = amountOf(operation);
  const { transaction_amount: told, transaction_status: status } = info;
  const isSame = told.currency_code === amount?.currency_code && told.value.replace(/^-/, '') === amount.value;
  if (!isSame) throw new GatewayError('malformed', `${operation.gatewayKey} was found with another amount`);
  // D denied, P pending, S success, V reversed: what was reversed was carried out before.
  if (status === 'S' || status === 'V') return { kind: 'succeeded', reference: info.transaction_id };
  return status === 'D' ? { kind: 'declined', reason: 'denied' } : { kind: 'unknown', reason: 'pending' };
}

/** What PayPal calls an amount: major units with a point, as many decimals as it has for the currency. */
function amountOf({ amountMinor, currency }: Pick<ChargeRequest, 'amountMinor' | 'currency'>) {
  const digits = WHOLE.has(currency) ? 0 : minorDigits(currency);
  const units = inGatewayUnits(amountMinor, currency, digits);
  return units === undefined ? undefined : { currency_code: currency, value: toDecimal(units, digits) };
}

/** A charge's capture and a refund tell alike what became of them. */
function outcomeOfCapture(
  capture: Capture | undefined,
  amount: NonNullable<ReturnType<typeof amountOf>>,
): GatewayOutcome {
  const isSame =
    typeof capture?.id === 'string' &&
    capture.amount?.value === amount.value &&
    capture.amount.currency_code === amount.currency_code;
  if (!isSame) throw new GatewayError('malformed', 'PayPal answered about something else');
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

/** Of a call as a whole, with its issue in `details`. */
const REFUSALS: readonly number[] = [400, 404, 422];

/** @throws GatewayError for a status that does not tell whether anything was done */
function refusalOf({ status, body }: PayPalAnswer): GatewayOutcome | undefined {
  if (status === 200 || status === 201) return undefined;
  const { name, details } = body as { name?: string; details?: readonly { issue?: string }[] };
  const reason = (details?.[0]?.issue ?? name ?? `status_${status}`).toLowerCase();
  if (reason === 'duplicate_request_id' || reason === 'request_id_reused') throw new GatewayError('key_reused', reason);
  if (REFUSALS.includes(status)) return { kind: 'declined', reason };
  throw new GatewayError('malformed', `PayPal answered ${status}`);
}
