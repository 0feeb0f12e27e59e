import { HOUR_MS, type Instant, MINUTE_MS } from '../../kernel/instant.js';
import {
  GatewayError,
  type LinkRequest,
  type LinkState,
  type OpenLink,
  type PaymentLink,
  type PaymentLinks,
} from './gateway.js';
import { amountOf, type Capture, type Order, type PayPalAmount, refusalOf, requireSame } from './paypal-answers.js';
import type { PayPalClient } from './paypal-client.js';

const PATH = '/v2/checkout/orders';

/** A capture that was asked for at the last moment has been answered, or was lost, by then. */
const SURELY_OVER_MS = 10 * MINUTE_MS;

/**
 * Orders that customers approve on PayPal's own page. Nothing is taken before it is captured, which whoever looks does:
 * an order can be captured once, so that it does no harm when several look, or look again.
 */
export class PayPalPages implements PaymentLinks {
  readonly shortestMs = MINUTE_MS;
  /** developer.paypal.com, Orders v2: one that nobody approves is gone after three hours. */
  readonly longestMs = 3 * HOUR_MS;

  constructor(
    private readonly client: PayPalClient,
    private readonly returnUrl: string,
  ) {}

  async create({ gatewayKey, amountMinor, currency, description }: LinkRequest): Promise<PaymentLink> {
    const amount = amountOf({ amountMinor, currency });
    if (!amount) throw new GatewayError('amount_too_fine', 'PayPal has no such amount');
    const answer = await this.client.post(
      PATH,
      {
        intent: 'CAPTURE',
        purchase_units: [{ custom_id: gatewayKey, description, amount }],
        payment_source: {
          paypal: {
            experience_context: {
              return_url: this.returnUrl,
              cancel_url: this.returnUrl,
              user_action: 'PAY_NOW',
              shipping_preference: 'NO_SHIPPING',
            },
          },
        },
      },
      gatewayKey,
    );
    const order = this.orderOf(answer);
    return { reference: order.id, url: pageOf(order) };
  }

  async read(reference: string, link: OpenLink, real: Instant): Promise<LinkState> {
    const path = `${PATH}/${encodeURIComponent(reference)}`;
    const order = this.orderOf(await this.client.get(path));
    requireOurs(order, link);
    const [capture] = order.purchase_units?.[0]?.payments?.captures ?? [];
    if (capture !== undefined) return paidBy(capture, link);
    if (order.status === 'VOIDED' || real >= link.expiresAt + SURELY_OVER_MS) return { kind: 'over' };
    // Too late to be taken, and too early to be sure that nobody has.
    if (real >= link.expiresAt) throw new GatewayError('pending', `${reference} is about to end`);
    if (order.status !== 'APPROVED') return { kind: 'open', url: pageOf(order) };
    const taken = this.orderOf(await this.client.post(`${path}/capture`, {}, `${link.gatewayKey}-capture`));
    return paidBy(taken.purchase_units?.[0]?.payments?.captures?.[0], link);
  }

  private orderOf(answer: { readonly status: number; readonly body: unknown }): Order {
    const refusal = refusalOf(answer);
    if (refusal?.kind === 'declined') throw new GatewayError(refusal.reason, 'PayPal refuses');
    return answer.body as Order;
  }
}

function pageOf({ links }: Order): string {
  const href = links?.find(({ rel }) => rel === 'payer-action')?.href;
  if (href !== undefined) return href;
  throw new GatewayError('malformed', 'PayPal made an order without a page');
}

function amountFor(link: OpenLink): PayPalAmount {
  const amount = amountOf(link);
  if (amount) return amount;
  throw new GatewayError('amount_too_fine', 'PayPal has no such amount');
}

function requireOurs({ id, purchase_units: units }: Order, link: OpenLink): void {
  const unit = units?.[0];
  const amount = amountFor(link);
  const isOurs = unit?.custom_id === link.gatewayKey && unit.amount?.value === amount.value;
  if (!isOurs || unit.amount?.currency_code !== amount.currency_code) {
    throw new GatewayError('malformed', `${id} is the page of something else`);
  }
}

function paidBy(capture: Capture | undefined, link: OpenLink): LinkState {
  requireSame(capture, amountFor(link));
  if (capture.status === 'COMPLETED') return { kind: 'paid', reference: capture.id };
  throw new GatewayError('pending', `the capture ${capture.id} is ${capture.status}`);
}
