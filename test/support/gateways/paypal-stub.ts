import { randomBytes } from 'node:crypto';
import { isSignedByPayPal } from './paypal-words.js';
import { type Call, GatewayStub, type StubAnswer, type StubRequest } from './stub-server.js';

export const PAYPAL_TEST_CREDENTIALS = { clientId: 'stub-client', secret: 'stub-secret-51c0b7e94a' };

const HOUR_MS = 3_600_000;
const VERIFY = '/v1/notifications/verify-webhook-signature';

interface Amount {
  readonly currency_code: string;
  readonly value: string;
}

interface Movement {
  readonly id: string;
  readonly amount: Amount;
  /** Our key, which it calls the custom id. */
  readonly key: string;
  readonly createdAt: number;
  /** Of a refund: what it gives back from. */
  readonly captureId?: string;
  readonly orderId?: string;
}

interface Held extends Movement {
  readonly orderId: string;
  status: 'CREATED' | 'CAPTURED' | 'VOIDED';
}

interface Page extends Movement {
  status: 'PAYER_ACTION_REQUIRED' | 'APPROVED' | 'COMPLETED';
}

/** For which money stays set aside. */
const HELD_MS = 29 * 24 * HOUR_MS;

/** PayPal's orders, authorisations, refunds, Transaction Search and web hooks, as far as a desk uses them (developer.paypal.com/api/rest). */
export class PayPalStub extends GatewayStub {
  readonly captures: Movement[] = [];
  readonly refunds: Movement[] = [];
  readonly held: Held[] = [];
  readonly pages: Page[] = [];
  /** Milliseconds for which Transaction Search does not find what was made. */
  searchLagMs = 0;
  private readonly tokens = new Set<string>();

  /** As if it had taken back all that it gave out. */
  revokeTokens(): void {
    this.tokens.clear();
  }

  protected keptFor({ kind }: Call): number {
    return kind === 'charge' || kind === 'authorise' ? 6 * HOUR_MS : 45 * 24 * HOUR_MS;
  }

  protected describe({ method, path, headers, body }: StubRequest): Call {
    if (path === '/v1/oauth2/token') return { kind: 'token', key: undefined };
    if (path === VERIFY) return { kind: 'verify', key: undefined };
    if (method !== 'POST') return { kind: 'look-up', key: undefined };
    const key = headers['paypal-request-id'] as string | undefined;
    if (path.startsWith('/v2/payments/authorizations/'))
      return { kind: path.endsWith('/void') ? 'void' : 'capture', key };
    if (/\/orders\/\w+\/capture$/.test(path)) return { kind: 'capture', key };
    if (path !== '/v2/checkout/orders') return { kind: 'refund', key };
    if (!body.includes('"vault_id"')) return { kind: 'link', key };
    return { kind: body.includes('"AUTHORIZE"') ? 'authorise' : 'charge', key };
  }

  protected refusal(of: 'key-reused' | 'rate-limited' | 'busy' | 'failed'): StubAnswer {
    switch (of) {
      case 'key-reused':
        return refused(422, 'UNPROCESSABLE_ENTITY', 'DUPLICATE_REQUEST_ID');
      case 'busy':
        return refused(409, 'RESOURCE_CONFLICT', 'PREVIOUS_REQUEST_IN_PROGRESS');
      case 'rate-limited':
        return refused(429, 'RATE_LIMIT_REACHED', 'RATE_LIMIT_REACHED');
      case 'failed':
        return refused(500, 'INTERNAL_SERVER_ERROR', 'INTERNAL_SERVICE_ERROR');
    }
  }

  protected answer(request: StubRequest): StubAnswer {
    const { path, headers, query } = request;
    if (path === '/v1/oauth2/token') return this.giveToken(headers.authorization);
    if (!this.tokens.has(headers.authorization ?? '')) return refused(401, 'invalid_token', 'TOKEN_INVALID');
    for (const held of this.held) if (held.createdAt + HELD_MS <= this.now()) held.status = 'VOIDED';
    const [, heldId, ending] = /^\/v2\/payments\/authorizations\/(\w+)(?:\/(capture|void))?$/.exec(path) ?? [];
    if (heldId !== undefined) return this.endHeld(heldId, ending, request.body);
    const [, orderId, taking] = /^\/v2\/checkout\/orders\/(\w+)(\/capture)?$/.exec(path) ?? [];
    if (orderId !== undefined) return taking === undefined ? this.showOrder(orderId) : this.takePage(orderId);
    if (path === '/v2/checkout/orders') return this.order(JSON.parse(request.body));
    const captureId = /^\/v2\/payments\/captures\/([^/]+)\/refund$/.exec(path)?.[1];
    if (captureId !== undefined) return this.refund(captureId, JSON.parse(request.body));
    if (path === '/v1/reporting/transactions') return this.search(query);
    if (path === VERIFY) return verify(request.body);
    return refused(404, 'RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID');
  }

  private giveToken(authorization: string | undefined): StubAnswer {
    const { clientId, secret } = PAYPAL_TEST_CREDENTIALS;
    const isKnown = authorization === `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;
    if (!isKnown) return { status: 401, body: { error: 'invalid_client' } };
    const token = randomBytes(16).toString('hex');
    this.tokens.add(`Bearer ${token}`);
    return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: 32_400 } };
  }

  private endHeld(id: string, ending: string | undefined, text: string): StubAnswer {
    const held = this.held.find((each) => each.id === id);
    if (!held) return refused(404, 'RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID');
    if (ending === undefined) return { status: 200, body: showHeld(held) };
    if (held.status === 'CAPTURED') return refused(422, 'UNPROCESSABLE_ENTITY', 'AUTHORIZATION_ALREADY_CAPTURED');
    if (held.status === 'VOIDED') return refused(422, 'UNPROCESSABLE_ENTITY', 'AUTHORIZATION_VOIDED');
    if (ending === 'void') {
      held.status = 'VOIDED';
      return { status: 200, body: showHeld(held) };
    }
    const { amount } = JSON.parse(text) as { amount: Amount };
    if (Number(amount.value) > Number(held.amount.value)) {
      return refused(422, 'UNPROCESSABLE_ENTITY', 'MAX_CAPTURE_AMOUNT_EXCEEDED');
    }
    held.status = 'CAPTURED';
    const capture = { id: idOf(), amount, key: held.key, createdAt: this.now(), orderId: held.orderId };
    this.captures.push(capture);
    return { status: 201, body: showMovement(capture) };
  }

  /** A customer agrees to pay on a page. @returns false when it is paid already, or was never there */
  approve(url: string): boolean {
    const page = this.pages.find(({ id }) => url.endsWith(id));
    if (page?.status !== 'PAYER_ACTION_REQUIRED') return false;
    page.status = 'APPROVED';
    return true;
  }

  private takePage(id: string): StubAnswer {
    const page = this.pages.find((each) => each.id === id);
    if (page?.status === 'COMPLETED') return refused(422, 'UNPROCESSABLE_ENTITY', 'ORDER_ALREADY_CAPTURED');
    if (page?.status !== 'APPROVED') return refused(422, 'UNPROCESSABLE_ENTITY', 'ORDER_NOT_APPROVED');
    page.status = 'COMPLETED';
    this.captures.push({ ...page, id: idOf(), createdAt: this.now(), orderId: id });
    return { ...this.showOrder(id), status: 201 };
  }

  showPage(page: Page): object {
    const { id, amount, key, status } = page;
    const captures = this.captures.filter(({ orderId }) => orderId === id).map(showMovement);
    const href = `https://www.paypal.example/checkoutnow?token=${id}`;
    const links = status === 'COMPLETED' ? [] : [{ rel: 'payer-action', method: 'GET', href }];
    return { id, status, links, purchase_units: [{ amount, custom_id: key, payments: { captures } }] };
  }

  private showOrder(id: string): StubAnswer {
    const page = this.pages.find((each) => each.id === id);
    if (page) return { status: 200, body: this.showPage(page) };
    const captures = this.captures.filter(({ orderId }) => orderId === id).map(showMovement);
    return { status: 200, body: { id, status: 'COMPLETED', purchase_units: [{ payments: { captures } }] } };
  }

  private order(body: {
    intent: 'CAPTURE' | 'AUTHORIZE';
    purchase_units: [{ custom_id: string; amount: Amount }];
    payment_source: { paypal: { vault_id?: string } };
  }): StubAnswer {
    const [{ custom_id: key, amount }] = body.purchase_units;
    const { vault_id: source } = body.payment_source.paypal;
    if (source === undefined) {
      const page: Page = { id: idOf(), amount, key, createdAt: this.now(), status: 'PAYER_ACTION_REQUIRED' };
      this.pages.push(page);
      return { status: 200, body: this.showPage(page) };
    }
    if (source === 'vault-declined') return refused(422, 'UNPROCESSABLE_ENTITY', 'INSTRUMENT_DECLINED');
    if (!source.startsWith('vault-')) return refused(422, 'UNPROCESSABLE_ENTITY', 'INVALID_RESOURCE_ID');
    const orderId = idOf();
    const made = { id: idOf(), amount, key, createdAt: this.now(), orderId };
    const held: Held = { ...made, status: 'CREATED' };
    const isHeld = body.intent === 'AUTHORIZE';
    if (isHeld) this.held.push(held);
    else this.captures.push(made);
    const payments = isHeld ? { authorizations: [showHeld(held)] } : { captures: [showMovement(made)] };
    return {
      status: 201,
      body: {
        id: orderId,
        intent: body.intent,
        status: 'COMPLETED',
        purchase_units: [{ reference_id: 'default', amount, payments }],
      },
    };
  }

  private refund(captureId: string, { amount, custom_id: key }: { amount: Amount; custom_id: string }): StubAnswer {
    const capture = this.captures.find(({ id }) => id === captureId);
    if (!capture) return refused(404, 'RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID');
    const sum = (movements: readonly Movement[]) =>
      movements.reduce((total, each) => total + Number(each.amount.value), 0);
    const given = sum(this.refunds.filter((each) => each.captureId === captureId));
    if (given + Number(amount.value) > Number(capture.amount.value) + 1e-6) {
      return refused(422, 'UNPROCESSABLE_ENTITY', 'REFUND_AMOUNT_EXCEEDED');
    }
    const refund = { id: idOf(), amount, key, createdAt: this.now(), captureId };
    this.refunds.push(refund);
    return { status: 201, body: showMovement(refund) };
  }

  private search(query: URLSearchParams): StubAnswer {
    const from = Date.parse(query.get('start_date') ?? '');
    const to = Date.parse(query.get('end_date') ?? '');
    if (!(to - from <= 31 * 24 * HOUR_MS)) return refused(400, 'INVALID_REQUEST', 'INVALID_DATE_RANGE');
    const isIn = ({ createdAt }: Movement) =>
      createdAt >= from && createdAt <= to && this.now() - createdAt >= this.searchLagMs;
    const found = [
      ...this.captures.filter(isIn).map((each) => showTransaction(each, 'T0006', '')),
      ...this.held.filter(isIn).map((each) => showTransaction(each, 'T1300', '')),
      ...this.refunds.filter(isIn).map((each) => showTransaction(each, 'T1107', '-')),
    ];
    // No more than two a page, so that pages are turned.
    const page = Number(query.get('page'));
    return {
      status: 200,
      body: {
        transaction_details: found.slice((page - 1) * 2, page * 2),
        page,
        total_items: found.length,
        total_pages: Math.ceil(found.length / 2),
      },
    };
  }
}

function idOf(): string {
  return randomBytes(9).toString('hex').slice(0, 17).toUpperCase();
}

function refused(status: number, name: string, issue: string): StubAnswer {
  return { status, body: { name, message: name.toLowerCase(), debug_id: idOf(), details: [{ issue }] } };
}

function verify(question: string): StubAnswer {
  const isSigned = isSignedByPayPal(question);
  if (isSigned === undefined) return refused(400, 'INVALID_REQUEST', 'MALFORMED_REQUEST_JSON');
  return { status: 200, body: { verification_status: isSigned ? 'SUCCESS' : 'FAILURE' } };
}

export function showMovement({ id, amount, key, createdAt }: Movement) {
  return {
    id,
    status: 'COMPLETED',
    amount,
    custom_id: key,
    final_capture: true,
    create_time: new Date(createdAt).toISOString(),
    update_time: new Date(createdAt).toISOString(),
  };
}

export function showHeld(held: Held) {
  return {
    ...showMovement(held),
    status: held.status,
    expiration_time: new Date(held.createdAt + HELD_MS).toISOString(),
    supplementary_data: { related_ids: { order_id: held.orderId } },
  };
}

function showTransaction({ id, amount, key, createdAt }: Movement, event: string, sign: string) {
  return {
    transaction_info: {
      transaction_id: id,
      transaction_event_code: event,
      transaction_status: 'S',
      transaction_initiation_date: new Date(createdAt).toISOString(),
      transaction_amount: { ...amount, value: `${sign}${amount.value}` },
      custom_field: key,
    },
  };
}
