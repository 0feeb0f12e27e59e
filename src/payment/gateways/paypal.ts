import { DAY_MS, HOUR_MS, type Instant } from '../../kernel/instant.js';
import type { PayPalSettings } from '../../settings/gateway-settings.js';
import {
  type Authorisations,
  type ChargeRequest,
  findEnding,
  type Gateway,
  GatewayError,
  type GatewayEvents,
  type GatewayOutcome,
  type LookUpOutcome,
  type OperationKind,
  type PaymentLinks,
  type RefundRequest,
  type SentOperation,
} from './gateway.js';
import { amountOf, type Capture, createOrder, outcomeOfCapture, refusalOf, TOO_FINE } from './paypal-answers.js';
import { PayPalAuthorisations } from './paypal-authorisations.js';
import { PayPalClient } from './paypal-client.js';
import { PayPalEvents } from './paypal-events.js';
import { PayPalPages } from './paypal-pages.js';

/** For which PayPal stores a PayPal-Request-Id (developer.paypal.com, Orders v2 and Payments v2). */
const ORDER_MS = 6 * HOUR_MS;
const MONEY_MS = 45 * DAY_MS;
const RETENTION_MS: Readonly<Record<OperationKind, number>> = {
  charge: ORDER_MS,
  authorise: ORDER_MS,
  capture: MONEY_MS,
  void: MONEY_MS,
  refund: MONEY_MS,
};

/** The most that one search takes, and the most that it gives. */
const SEARCH_DAYS = 31;
const SEARCH_PAGE = 500;

/** Codes of transaction events (developer.paypal.com, Transaction event codes): T11… gives money back, T13… sets it aside. */
const REFUND_EVENT = /^T11/;
const AUTHORISATION_EVENT = /^T13/;

/** Orders, captures and refunds of PayPal for whoever has agreed to be charged: the source is a vaulted token. */
export class PayPalGateway implements Gateway {
  readonly name = 'paypal';
  /** Transaction Search knows of a payment within three hours. */
  readonly lookUpLagMs = 3 * HOUR_MS;
  readonly authorisations: Authorisations;
  readonly links?: PaymentLinks;
  readonly events?: GatewayEvents;
  private readonly client: PayPalClient;

  constructor(settings: PayPalSettings, timeoutMs?: number) {
    this.client = new PayPalClient(settings, timeoutMs);
    this.authorisations = new PayPalAuthorisations(this.client);
    if (settings.webhookId !== undefined) this.events = new PayPalEvents(this.client, settings.webhookId);
    if (settings.returnUrl !== undefined) this.links = new PayPalPages(this.client, settings.returnUrl);
  }

  keyRetentionMs(kind: OperationKind): number {
    return RETENTION_MS[kind];
  }

  /** An order with a vaulted source is captured by the call that creates it. */
  async charge(request: ChargeRequest): Promise<GatewayOutcome> {
    return createOrder(this.client, request, 'CAPTURE', ({ captures }, amount) =>
      outcomeOfCapture(captures?.[0], amount),
    );
  }

  async refund(request: RefundRequest): Promise<GatewayOutcome> {
    const amount = amountOf(request);
    if (!amount) return TOO_FINE;
    const answer = await this.client.post(
      `/v2/payments/captures/${encodeURIComponent(request.chargeReference)}/refund`,
      { amount, custom_id: request.gatewayKey },
      request.gatewayKey,
    );
    return refusalOf(answer) ?? outcomeOfCapture(answer.body as Capture, amount);
  }

  /** By our key, among all transactions since it was begun: PayPal finds no order by what we call it. */
  async lookUp(operation: SentOperation): Promise<LookUpOutcome> {
    if (operation.kind === 'capture' || operation.kind === 'void') return findEnding(this.authorisations, operation);
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
  return info.custom_field === gatewayKey && kindOf(info.transaction_event_code) === kind;
}

function kindOf(event: string): OperationKind {
  if (REFUND_EVENT.test(event)) return 'refund';
  return AUTHORISATION_EVENT.test(event) ? 'authorise' : 'charge';
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
