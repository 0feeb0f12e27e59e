import type Stripe from 'stripe';
import { DAY_MS, HOUR_MS, type Instant } from '../../kernel/instant.js';
import type { StripeSettings } from '../../settings/gateway-settings.js';
import {
  type AuthorisationState,
  type Authorisations,
  type CaptureRequest,
  type ChargeRequest,
  findEnding,
  type Gateway,
  GatewayError,
  type GatewayEvents,
  type GatewayOutcome,
  type LookUpOutcome,
  type PaymentLinks,
  type RefundRequest,
  type SentOperation,
  type VoidRequest,
} from './gateway.js';
import {
  callStripe,
  fromStripeUnits,
  inStripeUnits,
  KEY,
  openStripe,
  reachStripe,
  reasonOf,
  requireSame,
  TOO_FINE,
} from './stripe-client.js';
import { StripeEvents } from './stripe-events.js';
import { StripePages } from './stripe-pages.js';

/** PaymentIntents and refunds by Stripe's own library. Idempotency keys live for 24 hours. */
export class StripeGateway implements Gateway {
  readonly name = 'stripe';
  /** The index behind Search is behind by a minute as a rule, and by up to an hour in an outage. */
  readonly lookUpLagMs = HOUR_MS;
  readonly authorisations: Authorisations;
  readonly links?: PaymentLinks;
  readonly events?: GatewayEvents;
  private readonly stripe: Stripe;

  constructor(settings: StripeSettings, timeoutMs?: number) {
    this.stripe = openStripe(settings, timeoutMs);
    this.authorisations = new StripeAuthorisations(this.stripe);
    if (settings.webhookSecret !== undefined) this.events = new StripeEvents(this.stripe, settings.webhookSecret);
    if (settings.returnUrl !== undefined) this.links = new StripePages(this.stripe, settings.returnUrl);
  }

  keyRetentionMs(): number {
    return DAY_MS;
  }

  async charge(request: ChargeRequest): Promise<GatewayOutcome> {
    return createIntent(this.stripe, request, 'charge');
  }

  async refund(request: RefundRequest): Promise<GatewayOutcome> {
    const amount = inStripeUnits(request.amountMinor, request.currency);
    if (amount === undefined) return TOO_FINE;
    return callStripe(async () => {
      const refund = await this.stripe.refunds.create(
        { payment_intent: request.chargeReference, amount, metadata: { [KEY]: request.gatewayKey } },
        { idempotencyKey: request.gatewayKey },
      );
      requireSame(refund, request, amount);
      return outcomeOfRefund(refund);
    });
  }

  async lookUp(operation: SentOperation): Promise<LookUpOutcome> {
    const { kind } = operation;
    if (kind === 'capture' || kind === 'void') return findEnding(this.authorisations, operation);
    // A search that is refused tells nothing of what was searched for.
    return reachStripe(() => (kind === 'refund' ? this.findRefund(operation) : this.findIntent(operation, kind)));
  }

  private async findIntent(operation: SentOperation, kind: 'charge' | 'authorise'): Promise<LookUpOutcome> {
    const query = `metadata['${KEY}']:'${operation.gatewayKey}'`;
    const found = listOf(await this.stripe.paymentIntents.search({ query, limit: 2 }));
    const [first] = found;
    if (!first) return { kind: 'not-found' };
    if (found.length > 1) throw new GatewayError('found_twice', `two payments have the key ${operation.gatewayKey}`);
    // The index may be behind the payment that it found.
    const intent = await this.stripe.paymentIntents.retrieve(first.id, WITH_CHARGE);
    requireSame(intent, operation, inStripeUnits(operation.amountMinor, operation.currency));
    return outcomeOfIntent(intent, kind);
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
}

/** An authorisation is a PaymentIntent that is captured by hand. It can be captured once. */
class StripeAuthorisations implements Authorisations {
  /** docs.stripe.com/payments/place-a-hold-on-a-payment-method: of most cards, where nobody is at a terminal. */
  readonly lifeMs = 7 * DAY_MS;

  constructor(private readonly stripe: Stripe) {}

  async authorise(request: ChargeRequest): Promise<GatewayOutcome> {
    return createIntent(this.stripe, request, 'authorise');
  }

  async capture(request: CaptureRequest): Promise<GatewayOutcome> {
    const amount = inStripeUnits(request.amountMinor, request.currency);
    if (amount === undefined) return TOO_FINE;
    return callStripe(async () => {
      const intent = await this.stripe.paymentIntents.capture(
        request.authorisationReference,
        { amount_to_capture: amount },
        { idempotencyKey: request.gatewayKey },
      );
      const taken = { id: intent?.id, amount: intent?.amount_received, currency: intent?.currency };
      requireSame(taken, request, amount);
      return outcomeOfIntent(intent, 'charge');
    });
  }

  async void({ gatewayKey, authorisationReference }: VoidRequest): Promise<GatewayOutcome> {
    return callStripe(async () => {
      const intent = await this.stripe.paymentIntents.cancel(
        authorisationReference,
        { cancellation_reason: 'abandoned' },
        { idempotencyKey: gatewayKey },
      );
      if (intent?.status !== 'canceled') throw new GatewayError('malformed', `${gatewayKey} did not cancel`);
      return { kind: 'succeeded', reference: intent.id };
    });
  }

  async read(reference: string, currency: string): Promise<AuthorisationState> {
    const intent = await reachStripe(() => this.stripe.paymentIntents.retrieve(reference, WITH_CHARGE));
    if (intent?.id !== reference || intent.currency !== currency.toLowerCase()) {
      throw new GatewayError('malformed', `the answer about ${reference} is about something else`);
    }
    switch (intent.status) {
      case 'requires_capture':
        return { kind: 'open', expiresAt: expiryOf(intent) };
      case 'succeeded':
        return { kind: 'captured', reference, amountMinor: fromStripeUnits(intent.amount_received, currency) };
      case 'canceled':
        return { kind: 'over', reason: intent.cancellation_reason ?? 'canceled' };
      default:
        throw new GatewayError('pending', `${reference} is ${intent.status}`);
    }
  }
}

/** The charge says until when it can be captured. */
const WITH_CHARGE = { expand: ['latest_charge'] };

function createIntent(stripe: Stripe, request: ChargeRequest, kind: 'charge' | 'authorise'): Promise<GatewayOutcome> {
  return callStripe(async () => {
    const amount = inStripeUnits(request.amountMinor, request.currency);
    if (amount === undefined) return TOO_FINE;
    const intent = await stripe.paymentIntents.create(
      {
        amount,
        currency: request.currency.toLowerCase(),
        payment_method: request.source,
        confirm: true,
        // Nobody is at a browser who could be sent elsewhere or asked for more.
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        error_on_requires_action: true,
        metadata: { [KEY]: request.gatewayKey },
        ...(kind === 'authorise' ? { capture_method: 'manual' as const, ...WITH_CHARGE } : {}),
      },
      { idempotencyKey: request.gatewayKey },
    );
    requireSame(intent, request, amount);
    return outcomeOfIntent(intent, kind);
  });
}

function listOf<T>(page: { readonly data: readonly T[] } | null): readonly T[] {
  if (Array.isArray(page?.data)) return page.data;
  throw new GatewayError('malformed', 'the answer is no list');
}

function outcomeOfIntent(intent: Stripe.PaymentIntent, kind: 'charge' | 'authorise'): GatewayOutcome {
  switch (intent.status) {
    case 'succeeded':
      return { kind: 'succeeded', reference: intent.id };
    case 'requires_capture':
      if (kind === 'charge') return { kind: 'unknown', reason: intent.status };
      return { kind: 'succeeded', reference: intent.id, expiresAt: expiryOf(intent) };
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

/** docs.stripe.com/api/charges/object, payment_method_details.card.capture_before: seconds. */
function expiryOf({ latest_charge: charge }: Stripe.PaymentIntent): Instant | undefined {
  if (charge === null || typeof charge === 'string') return undefined;
  const seconds = charge.payment_method_details?.card?.capture_before;
  return typeof seconds === 'number' ? seconds * 1_000 : undefined;
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
