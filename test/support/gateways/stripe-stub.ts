import { createHmac, randomBytes } from 'node:crypto';
import type { GatewayWord } from '../../../src/payment/read-word.js';
import { type Call, GatewayStub, type StubAnswer, type StubRequest } from './stub-server.js';

export const STRIPE_TEST_KEY = 'sk_test_of_the_stub_8f3a61c07d';

export const STRIPE_WEBHOOK_SECRET = 'whsec_of_the_stub_77d02ce4b1';

/** What Stripe would post to an endpoint, with the header that it signs it by. */
export function webHookOf(
  kind: string,
  thing: object,
  { secret = STRIPE_WEBHOOK_SECRET, at = Date.now(), id = `evt_${randomBytes(12).toString('hex')}` } = {},
): GatewayWord & { readonly signature: string } {
  const created = Math.floor(at / 1_000);
  const body = JSON.stringify({ id, object: 'event', type: kind, created, livemode: false, data: { object: thing } });
  const hash = createHmac('sha256', secret).update(`${created}.${body}`).digest('hex');
  const signature = `t=${created},v1=${hash}`;
  return { gateway: 'stripe', body, signature, headers: { 'stripe-signature': signature } };
}

const DAY_MS = 86_400_000;
/** For which money stays set aside. */
const HELD_MS = 7 * DAY_MS;

interface Intent {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  status: 'succeeded' | 'requires_payment_method' | 'requires_capture' | 'canceled';
  readonly isManual: boolean;
  /** Of what was set aside, what was taken. */
  received: number;
  cancelledBecause: string | null;
  readonly key: string;
  readonly source: string;
  readonly failure: string | null;
  readonly createdAt: number;
}

interface Refund {
  readonly id: string;
  readonly intent: string;
  readonly amount: number;
  readonly currency: string;
  readonly key: string;
  readonly createdAt: number;
}

interface Session {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly key: string;
  readonly name: string;
  /** Milliseconds. */
  readonly expiresAt: number;
  intent: string | null;
}

/** Payment methods of Stripe's own test mode that are declined, and how. */
const DECLINES = new Map([
  ['pm_card_chargeDeclined', 'generic_decline'],
  ['pm_card_chargeDeclinedInsufficientFunds', 'insufficient_funds'],
]);

/** Stripe's payments and refunds, as far as a desk uses them (docs.stripe.com/api). */
export class StripeStub extends GatewayStub {
  readonly intents: Intent[] = [];
  readonly refunds: Refund[] = [];
  readonly sessions: Session[] = [];
  /** Milliseconds for which Search does not find what was made. */
  searchLagMs = 0;
  /** False where Stripe has no Search for a merchant. */
  isSearchable = true;
  readonly versions = new Set<string>();

  /** A customer pays on a page. @returns false when it is over, or paid already */
  payOn(url: string): boolean {
    const session = this.sessions.find(({ id }) => url.endsWith(id));
    if (!session || session.intent !== null || this.now() >= session.expiresAt) return false;
    const { amount, currency, key } = session;
    const paid = { amount, currency, key, status: 'succeeded', source: 'pm_card_visa', failure: null } as const;
    const taken = { isManual: false, received: amount, cancelledBecause: null };
    const intent: Intent = { ...paid, ...taken, id: idOf('pi'), createdAt: this.now() };
    this.intents.push(intent);
    session.intent = intent.id;
    return true;
  }

  protected keptFor(): number {
    return DAY_MS;
  }

  protected describe({ method, path, headers, body }: StubRequest): Call {
    const key = headers['idempotency-key'] as string | undefined;
    if (method !== 'POST') return { kind: 'look-up', key: undefined };
    if (path === '/v1/checkout/sessions') return { kind: 'link', key };
    if (path.endsWith('/capture')) return { kind: 'capture', key };
    if (path.endsWith('/cancel')) return { kind: 'void', key };
    if (body.includes('capture_method=manual')) return { kind: 'authorise', key };
    return { kind: path === '/v1/refunds' ? 'refund' : 'charge', key };
  }

  protected refusal(of: 'key-reused' | 'rate-limited' | 'busy' | 'failed'): StubAnswer {
    switch (of) {
      case 'key-reused':
        return error(400, {
          type: 'idempotency_error',
          message: 'Keys for idempotent requests can only be used with the same parameters they were first used with.',
        });
      case 'busy':
        return error(409, {
          type: 'idempotency_error',
          code: 'idempotency_key_in_use',
          message: 'There is currently another in-progress request using this key.',
        });
      case 'rate-limited':
        return error(429, { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests.' });
      case 'failed':
        return error(500, { type: 'api_error', message: 'An unknown error occurred.' });
    }
  }

  protected answer(request: StubRequest): StubAnswer {
    const { method, path, query, headers } = request;
    this.versions.add(String(headers['stripe-version']));
    if (headers.authorization !== `Bearer ${STRIPE_TEST_KEY}`) {
      return error(401, { type: 'invalid_request_error', message: 'Invalid API Key provided.' });
    }
    const body = new URLSearchParams(request.body);
    this.letGo();
    const [, endedId, ending] = /^\/v1\/payment_intents\/(\w+)\/(capture|cancel)$/.exec(path) ?? [];
    if (endedId !== undefined) return this.endIntent(endedId, ending as 'capture' | 'cancel', body);
    if (method === 'POST' && path === '/v1/payment_intents') return this.createIntent(body);
    if (method === 'POST' && path === '/v1/refunds') return this.createRefund(body);
    if (method === 'POST' && path === '/v1/checkout/sessions') return this.createSession(body);
    const session = this.sessions.find(({ id }) => path === `/v1/checkout/sessions/${id}`);
    if (session) return { status: 200, body: this.showSession(session) };
    if (path === '/v1/payment_intents/search') return this.searchIntents(query.get('query') ?? '');
    if (path === '/v1/refunds') return this.listRefunds(query);
    const intent = this.intents.find(({ id }) => path === `/v1/payment_intents/${id}`);
    if (!intent) return missing('payment_intent');
    return { status: 200, body: showIntent(intent, query.get('expand[0]') === 'latest_charge') };
  }

  /** What has been set aside for too long is free again. */
  private letGo(): void {
    for (const intent of this.intents) {
      if (intent.status !== 'requires_capture' || this.now() < intent.createdAt + HELD_MS) continue;
      intent.status = 'canceled';
      intent.cancelledBecause = 'automatic';
    }
  }

  private endIntent(id: string, ending: 'capture' | 'cancel', body: URLSearchParams): StubAnswer {
    const intent = this.intents.find((each) => each.id === id);
    if (!intent) return missing('payment_intent');
    const amount = Number(body.get('amount_to_capture') ?? intent.amount);
    if (intent.status !== 'requires_capture') {
      const message = `This PaymentIntent could not be ${ending}d because it has a status of ${intent.status}.`;
      return error(400, { type: 'invalid_request_error', code: 'payment_intent_unexpected_state', message });
    }
    if (ending === 'capture' && amount > intent.amount) {
      return error(400, { type: 'invalid_request_error', code: 'amount_too_large', message: 'Amount is too large.' });
    }
    intent.status = ending === 'capture' ? 'succeeded' : 'canceled';
    intent.received = ending === 'capture' ? amount : 0;
    intent.cancelledBecause = ending === 'capture' ? null : body.get('cancellation_reason');
    return { status: 200, body: showIntent(intent) };
  }

  private createIntent(body: URLSearchParams): StubAnswer {
    const source = body.get('payment_method') ?? '';
    const amount = Number(body.get('amount'));
    const isAutomatic = body.get('automatic_payment_methods[enabled]') === 'true';
    if (!Number.isSafeInteger(amount) || amount <= 0 || body.get('confirm') !== 'true' || !isAutomatic) {
      return error(400, {
        type: 'invalid_request_error',
        code: 'parameter_invalid_integer',
        message: 'Invalid integer',
      });
    }
    if (!source.startsWith('pm_card_')) return missing('payment_method');
    const decline = DECLINES.get(source);
    const isManual = body.get('capture_method') === 'manual';
    const isTaken = decline === undefined && !isManual;
    const intent: Intent = {
      id: idOf('pi'),
      amount,
      currency: body.get('currency') ?? '',
      status: isTaken
        ? 'succeeded'
        : isManual && decline === undefined
          ? 'requires_capture'
          : 'requires_payment_method',
      isManual,
      received: isTaken ? amount : 0,
      cancelledBecause: null,
      key: body.get('metadata[opsdesk_key]') ?? '',
      source,
      failure: decline ?? null,
      createdAt: this.now(),
    };
    this.intents.push(intent);
    const isWide = body.get('expand[0]') === 'latest_charge';
    if (decline === undefined) return { status: 200, body: showIntent(intent, isWide) };
    return error(402, {
      type: 'card_error',
      code: 'card_declined',
      decline_code: decline,
      message: 'Your card was declined.',
      payment_intent: showIntent(intent),
    });
  }

  private createSession(body: URLSearchParams): StubAnswer {
    const expiresAt = Number(body.get('expires_at')) * 1_000;
    const lifeMs = expiresAt - this.now();
    const isValid = body.get('mode') === 'payment' && body.get('success_url')?.startsWith('https://') === true;
    if (!isValid || !(lifeMs >= DAY_MS / 48 && lifeMs <= DAY_MS)) {
      return error(400, { type: 'invalid_request_error', param: 'expires_at', message: 'Invalid timestamp' });
    }
    const session: Session = {
      id: idOf('cs_test'),
      amount: Number(body.get('line_items[0][price_data][unit_amount]')),
      currency: body.get('line_items[0][price_data][currency]') ?? '',
      key: body.get('payment_intent_data[metadata][opsdesk_key]') ?? '',
      name: body.get('line_items[0][price_data][product_data][name]') ?? '',
      expiresAt,
      intent: null,
    };
    this.sessions.push(session);
    return { status: 200, body: this.showSession(session) };
  }

  showSession({ id, amount, currency, key, expiresAt, intent }: Session) {
    const status = intent !== null ? 'complete' : this.now() >= expiresAt ? 'expired' : 'open';
    return {
      id,
      object: 'checkout.session',
      amount_subtotal: amount,
      amount_total: amount,
      currency,
      expires_at: expiresAt / 1_000,
      livemode: false,
      metadata: { opsdesk_key: key },
      mode: 'payment',
      payment_intent: intent,
      payment_status: intent === null ? 'unpaid' : 'paid',
      status,
      success_url: 'https://www.example.com/thank-you',
      url: status === 'open' ? `https://checkout.stripe.example/pay/${id}` : null,
    };
  }

  private createRefund(body: URLSearchParams): StubAnswer {
    const intent = this.intents.find(({ id, status }) => id === body.get('payment_intent') && status === 'succeeded');
    if (!intent) return missing('payment_intent');
    const amount = Number(body.get('amount'));
    const given = this.refunds.filter((each) => each.intent === intent.id).reduce((sum, each) => sum + each.amount, 0);
    if (amount > intent.received - given) {
      return error(400, {
        type: 'invalid_request_error',
        code: given === intent.received ? 'charge_already_refunded' : 'amount_too_large',
        message: 'Refund amount is greater than unrefunded amount on charge.',
      });
    }
    const refund: Refund = {
      id: idOf('re'),
      intent: intent.id,
      amount,
      currency: intent.currency,
      key: body.get('metadata[opsdesk_key]') ?? '',
      createdAt: this.now(),
    };
    this.refunds.push(refund);
    return { status: 200, body: showRefund(refund) };
  }

  private searchIntents(query: string): StubAnswer {
    if (!this.isSearchable) return error(400, { type: 'invalid_request_error', message: 'Search is not available.' });
    const key = /^metadata\['opsdesk_key'\]:'([^']+)'$/.exec(query)?.[1];
    const found = this.intents.filter((each) => each.key === key && this.now() - each.createdAt >= this.searchLagMs);
    const data = found.map((intent) => showIntent(intent));
    return {
      status: 200,
      body: { object: 'search_result', data, has_more: false, next_page: null, url: '/v1/payment_intents/search' },
    };
  }

  /** Newest first, and here no more than two a page, so that pages are turned. */
  private listRefunds(query: URLSearchParams): StubAnswer {
    const all = this.refunds.filter(({ intent }) => intent === query.get('payment_intent')).reverse();
    const from = all.findIndex(({ id }) => id === query.get('starting_after')) + 1;
    const page = all.slice(from, from + 2);
    return {
      status: 200,
      body: { object: 'list', data: page.map(showRefund), has_more: from + 2 < all.length, url: '/v1/refunds' },
    };
  }
}

function error(status: number, of: object): StubAnswer {
  return { status, body: { error: of } };
}

function missing(param: string): StubAnswer {
  return error(404, { type: 'invalid_request_error', code: 'resource_missing', param, message: `No such ${param}` });
}

function idOf(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}

export function showIntent(intent: Intent, isWide = false) {
  const isMade = intent.status !== 'requires_payment_method';
  const charge = `ch_${intent.id.slice(3)}`;
  const before = intent.isManual ? Math.floor((intent.createdAt + HELD_MS) / 1_000) : undefined;
  const wide = { id: charge, object: 'charge', payment_method_details: { card: { capture_before: before } } };
  return {
    id: intent.id,
    object: 'payment_intent',
    amount: intent.amount,
    amount_capturable: intent.status === 'requires_capture' ? intent.amount : 0,
    amount_details: { tip: {} },
    amount_received: intent.received,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    canceled_at: null,
    cancellation_reason: intent.cancelledBecause,
    capture_method: intent.isManual ? 'manual' : 'automatic',
    client_secret: `${intent.id}_secret`,
    confirmation_method: 'automatic',
    created: Math.floor(intent.createdAt / 1_000),
    currency: intent.currency,
    customer: null,
    description: null,
    last_payment_error: isMade ? null : { type: 'card_error', code: 'card_declined', decline_code: intent.failure },
    latest_charge: isMade ? (isWide ? wide : charge) : null,
    livemode: false,
    metadata: { opsdesk_key: intent.key },
    next_action: null,
    on_behalf_of: null,
    payment_method: isMade ? intent.source : null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: intent.status,
    transfer_data: null,
    transfer_group: null,
    source: null,
  };
}

export function showRefund(refund: Refund) {
  return {
    id: refund.id,
    object: 'refund',
    amount: refund.amount,
    balance_transaction: null,
    charge: `ch_${refund.intent.slice(3)}`,
    created: Math.floor(refund.createdAt / 1_000),
    currency: refund.currency,
    destination_details: { card: { type: 'refund' }, type: 'card' },
    metadata: { opsdesk_key: refund.key },
    payment_intent: refund.intent,
    reason: null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  };
}
