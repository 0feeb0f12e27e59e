import Stripe from 'stripe';
import { minorDigits } from '../../catalog/currencies.js';
import { OpsdeskError } from '../../kernel/errors.js';
import { DAY_MS, HOUR_MS, type Instant } from '../../kernel/instant.js';
import type { StripeSettings } from '../../settings/gateway-settings.js';
import {
  type ChargeRequest,
  type Gateway,
  GatewayError,
  type GatewayEvent,
  type GatewayEvents,
  type GatewayOutcome,
  type LinkRequest,
  type LinkState,
  type LookUpOutcome,
  type PaymentLink,
  type PaymentLinks,
  type RefundRequest,
  type SentOperation,
} from './gateway.js';
import { inGatewayUnits } from './gateway-amount.js';

/** The one that this adapter was written against; Stripe keeps answering in it. */
const API_VERSION = '2026-10-28.endive';

/** A person waits on the telephone, and card networks need up to ten seconds. */
const TIMEOUT_MS = 20_000;

/** Kinds of events that may concern a payment, a refund or a page. */
const ABOUT_MONEY = /^(payment_intent|charge|refund|checkout\.session)\./;

/** Under which an operation's key stands in what it has made, so that a lost one can be found. */
const KEY = 'opsdesk_key';

/** Currencies that Stripe counts in whole units (docs.stripe.com/currencies, "Zero-decimal currencies"). */
const WHOLE = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
/** Whole ones that it nevertheless wants in hundredths (the same page, "Special cases"). */
const WHOLE_IN_HUNDREDTHS = new Set(['ISK', 'UGX']);
/** Of those with three decimals the last must be nothing (the same page, "Three-decimal currencies"). */
const THOUSANDTHS_STEP = 10;

const TOO_FINE: GatewayOutcome = { kind: 'declined', reason: 'amount_too_fine' };

/** PaymentIntents and refunds by Stripe's own library. Idempotency keys live for 24 hours. */
export class StripeGateway implements Gateway {
  readonly name = 'stripe';
  /** The index behind Search is behind by a minute as a rule, and by up to an hour in an outage. */
  readonly lookUpLagMs = HOUR_MS;
  private readonly stripe: Stripe;

  readonly links?: PaymentLinks;
  readonly events?: GatewayEvents;

  constructor({ key, baseUrl, returnUrl, webhookSecret }: StripeSettings, timeoutMs = TIMEOUT_MS) {
    const { protocol, hostname, port } = new URL(baseUrl);
    this.stripe = new Stripe(key, {
      apiVersion: API_VERSION,
      protocol: protocol === 'http:' ? 'http' : 'https',
      host: hostname,
      ...(port === '' ? {} : { port }),
      timeout: timeoutMs,
      // Whoever reserved the operation decides when it is asked again, with the same key.
      maxNetworkRetries: 0,
      telemetry: false,
    });
    if (webhookSecret !== undefined) this.events = { read: (...word) => this.readEvent(webhookSecret, ...word) };
    if (returnUrl !== undefined) {
      this.links = {
        // docs.stripe.com/api/checkout/sessions/create, expires_at
        shortestMs: HOUR_MS / 2,
        longestMs: DAY_MS,
        create: (request) => this.createSession(request, returnUrl),
        read: (reference, request) => this.readSession(reference, request),
      };
    }
  }

  keyRetentionMs(): number {
    return DAY_MS;
  }

  async charge(request: ChargeRequest): Promise<GatewayOutcome> {
    const amount = inStripeUnits(request.amountMinor, request.currency);
    if (amount === undefined) return TOO_FINE;
    return this.call(async () => {
      const intent = await this.stripe.paymentIntents.create(
        {
          amount,
          currency: request.currency.toLowerCase(),
          payment_method: request.source,
          confirm: true,
          // Nobody is at a browser who could be sent elsewhere or asked for more.
          automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
          error_on_requires_action: true,
          metadata: { [KEY]: request.gatewayKey },
        },
        { idempotencyKey: request.gatewayKey },
      );
      requireSame(intent, request, amount);
      return outcomeOfIntent(intent);
    });
  }

  async refund(request: RefundRequest): Promise<GatewayOutcome> {
    const amount = inStripeUnits(request.amountMinor, request.currency);
    if (amount === undefined) return TOO_FINE;
    return this.call(async () => {
      const refund = await this.stripe.refunds.create(
        { payment_intent: request.chargeReference, amount, metadata: { [KEY]: request.gatewayKey } },
        { idempotencyKey: request.gatewayKey },
      );
      requireSame(refund, request, amount);
      return outcomeOfRefund(refund);
    });
  }

  async lookUp(operation: SentOperation): Promise<LookUpOutcome> {
    // A search that is refused tells nothing of what was searched for.
    return this.reach(() => (operation.kind === 'charge' ? this.findCharge(operation) : this.findRefund(operation)));
  }

  private async createSession(request: LinkRequest, returnUrl: string): Promise<PaymentLink> {
    const { gatewayKey, currency, description } = request;
    const amount = inStripeUnits(request.amountMinor, currency);
    if (amount === undefined) throw new GatewayError('amount_too_fine', 'Stripe has no such amount');
    const metadata = { [KEY]: gatewayKey };
    const session = await this.reach(() =>
      this.stripe.checkout.sessions.create(
        {
          mode: 'payment',
          line_items: [
            {
              quantity: 1,
              price_data: {
                currency: currency.toLowerCase(),
                unit_amount: amount,
                product_data: { name: description },
              },
            },
          ],
          metadata,
          payment_intent_data: { metadata },
          expires_at: request.expiresAt / 1_000,
          success_url: returnUrl,
        },
        { idempotencyKey: gatewayKey },
      ),
    );
    if (typeof session?.url === 'string') return { reference: session.id, url: session.url };
    throw new GatewayError('malformed', 'Stripe made a page without an address');
  }

  private async readSession(
    reference: string,
    { gatewayKey, amountMinor, currency }: Pick<LinkRequest, 'gatewayKey' | 'amountMinor' | 'currency'>,
  ): Promise<LinkState> {
    const session = await this.reach(() => this.stripe.checkout.sessions.retrieve(reference));
    const isOurs =
      session?.metadata?.[KEY] === gatewayKey &&
      session.amount_total === inStripeUnits(amountMinor, currency) &&
      session.currency === currency.toLowerCase();
    if (!isOurs) throw new GatewayError('malformed', `${reference} is the page of something else`);
    if (session.status === 'expired') return { kind: 'over' };
    const intent = session.payment_intent;
    if (session.payment_status === 'paid' && intent !== null) {
      return { kind: 'paid', reference: typeof intent === 'string' ? intent : intent.id };
    }
    return { kind: 'open', url: session.url ?? '' };
  }

  /** Signed over time and body (docs.stripe.com/webhooks, "Verify webhook signatures"); five minutes old at most. */
  private readEvent(secret: string, body: string, signature: string, real: Instant): GatewayEvent {
    try {
      const event = this.stripe.webhooks.constructEvent(body, signature, secret, undefined, undefined, real);
      const thing = event.data.object as { id?: unknown; metadata?: unknown; payment_intent?: unknown };
      const key = (thing.metadata as Record<string, unknown> | null | undefined)?.[KEY];
      return {
        eventId: event.id,
        kind: event.type,
        isAboutMoney: ABOUT_MONEY.test(event.type),
        gatewayKey: typeof key === 'string' ? key : null,
        references: [thing.id, thing.payment_intent].filter((each) => typeof each === 'string'),
      };
    } catch (cause) {
      throw new OpsdeskError('WEBHOOK_REFUSED', 'that is no web hook of Stripe: its signature is wrong, or too old', {
        hint: 'Give the body as it came, to the byte, and the header Stripe-Signature; within five minutes.',
        cause,
      });
    }
  }

  /** For what has no outcome but its answer. @throws GatewayError for whatever Stripe refuses or loses */
  private async reach<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const outcome = outcomeOfError(error);
      throw new GatewayError(outcome.kind === 'succeeded' ? 'malformed' : outcome.reason, 'Stripe refuses', {
        cause: error,
      });
    }
  }

  private async findCharge(operation: SentOperation): Promise<LookUpOutcome> {
    const query = `metadata['${KEY}']:'${operation.gatewayKey}'`;
    const found = listOf(await this.stripe.paymentIntents.search({ query, limit: 2 }));
    const [first] = found;
    if (!first) return { kind: 'not-found' };
    if (found.length > 1) throw new GatewayError('found_twice', `two payments have the key ${operation.gatewayKey}`);
    // The index may be behind the payment that it found.
    const intent = await this.stripe.paymentIntents.retrieve(first.id);
    requireSame(intent, operation, inStripeUnits(operation.amountMinor, operation.currency));
    return outcomeOfIntent(intent);
  }

  /** A payment's own list of refunds is never behind. */
  private async findRefund(operation: SentOperation): Promise<LookUpOutcome> {
    let after: string | undefined;
    for (;;) {
      const page = await this.stripe.refunds.list({
        payment_intent: operation.chargeReference ?? '',
        limit: 100,
        ...(after === undefined ? {} : { starting_after: after }),
      });
      const refunds = listOf(page);
      const refund = refunds.find(({ metadata }) => metadata?.[KEY] === operation.gatewayKey);
      if (refund) {
        requireSame(refund, operation, inStripeUnits(operation.amountMinor, operation.currency));
        return outcomeOfRefund(refund);
      }
      after = refunds.at(-1)?.id;
      if (!page.has_more || after === undefined) return { kind: 'not-found' };
    }
  }

  private async call(work: () => Promise<GatewayOutcome>): Promise<GatewayOutcome> {
    try {
      return await work();
    } catch (error) {
      return outcomeOfError(error);
    }
  }
}

/** Undefined for an amount that Stripe's units are too coarse for. */
export function inStripeUnits(amountMinor: number, currency: string): number | undefined {
  const digits = WHOLE.has(currency) ? 0 : WHOLE_IN_HUNDREDTHS.has(currency) ? 2 : minorDigits(currency);
  const units = inGatewayUnits(amountMinor, currency, digits);
  return units !== undefined && digits === 3 && units % THOUSANDTHS_STEP !== 0 ? undefined : units;
}

function listOf<T>(page: { readonly data: readonly T[] } | null): readonly T[] {
  if (Array.isArray(page?.data)) return page.data;
  throw new GatewayError('malformed', 'the answer is no list');
}

/** An answer about something else than what was asked for proves nothing. */
function requireSame(
  answer: { readonly id: string; readonly amount: number; readonly currency: string } | null,
  { currency, gatewayKey }: Pick<SentOperation, 'currency' | 'gatewayKey'>,
  amount: number | undefined,
): void {
  const isSame =
    typeof answer?.id === 'string' && answer.amount === amount && answer.currency === currency.toLowerCase();
  if (!isSame) throw new GatewayError('malformed', `the answer to ${gatewayKey} is about something else`);
}

function outcomeOfIntent(intent: Stripe.PaymentIntent): GatewayOutcome {
  switch (intent.status) {
    case 'succeeded':
      return { kind: 'succeeded', reference: intent.id };
    case 'canceled':
      return { kind: 'declined', reason: intent.cancellation_reason ?? 'canceled' };
    case 'requires_payment_method':
    case 'requires_confirmation':
    case 'requires_action':
      return { kind: 'declined', reason: reasonOf(intent.last_payment_error) ?? intent.status };
    default:
      return { kind: 'unknown', reason: intent.status };
  }
}

function outcomeOfRefund(refund: Stripe.Refund): GatewayOutcome {
  switch (refund.status) {
    case 'succeeded':
      return { kind: 'succeeded', reference: refund.id };
    case 'failed':
    case 'canceled':
      return { kind: 'declined', reason: refund.failure_reason ?? refund.status };
    default:
      return { kind: 'unknown', reason: refund.status ?? 'pending' };
  }
}

interface Refusal {
  readonly code?: string | null | undefined;
  readonly decline_code?: string | null | undefined;
}

function reasonOf(error: Refusal | null | undefined): string | undefined {
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
