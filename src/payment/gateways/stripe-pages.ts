import type Stripe from 'stripe';
import { DAY_MS, HOUR_MS } from '../../kernel/instant.js';
import {
  GatewayError,
  type LinkRequest,
  type LinkState,
  type OpenLink,
  type PaymentLink,
  type PaymentLinks,
} from './gateway.js';
import { inStripeUnits, KEY, reachStripe } from './stripe-client.js';

/** Stripe Checkout. */
export class StripePages implements PaymentLinks {
  // docs.stripe.com/api/checkout/sessions/create, expires_at
  readonly shortestMs = HOUR_MS / 2;
  readonly longestMs = DAY_MS;

  constructor(
    private readonly stripe: Stripe,
    private readonly returnUrl: string,
  ) {}

  async create(request: LinkRequest): Promise<PaymentLink> {
    const { gatewayKey, currency, description } = request;
    const amount = inStripeUnits(request.amountMinor, currency);
    if (amount === undefined) throw new GatewayError('amount_too_fine', 'Stripe has no such amount');
    const metadata = { [KEY]: gatewayKey };
    const session = await reachStripe(() =>
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
          success_url: this.returnUrl,
        },
        { idempotencyKey: gatewayKey },
      ),
    );
    if (typeof session?.url === 'string') return { reference: session.id, url: session.url };
    throw new GatewayError('malformed', 'Stripe made a page without an address');
  }

  async read(reference: string, { gatewayKey, amountMinor, currency }: OpenLink): Promise<LinkState> {
    const session = await reachStripe(() => this.stripe.checkout.sessions.retrieve(reference));
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
}
