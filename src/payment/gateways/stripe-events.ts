import type Stripe from 'stripe';
import { OpsdeskError } from '../../kernel/errors.js';
import type { Instant } from '../../kernel/instant.js';
import type { GatewayEvent, GatewayEvents, HttpHeaders } from './gateway.js';
import { KEY } from './stripe-client.js';

/** Kinds of events that may concern a payment, a refund or a page. */
const ABOUT_MONEY = /^(payment_intent|charge|refund|checkout\.session)\./;

const HEADER = 'stripe-signature';

/** Stripe's web hooks. */
export class StripeEvents implements GatewayEvents {
  readonly signatureHeaders = [HEADER];

  constructor(
    private readonly stripe: Stripe,
    private readonly secret: string,
  ) {}

  /** Signed over time and body (docs.stripe.com/webhooks, "Verify webhook signatures"); five minutes old at most. */
  async read(body: string, headers: HttpHeaders, real: Instant): Promise<GatewayEvent> {
    try {
      const signature = headers[HEADER] ?? '';
      const event = this.stripe.webhooks.constructEvent(body, signature, this.secret, undefined, undefined, real);
      const thing = event.data.object as { id?: unknown; metadata?: unknown };
      const key = (thing.metadata as Record<string, unknown> | null | undefined)?.[KEY];
      return {
        eventId: event.id,
        kind: event.type,
        isAboutMoney: ABOUT_MONEY.test(event.type),
        gatewayKey: typeof key === 'string' ? key : null,
        references: [thing.id].filter((each) => typeof each === 'string'),
      };
    } catch (cause) {
      throw new OpsdeskError('WEBHOOK_REFUSED', 'that is no web hook of Stripe: its signature is wrong, or too old', {
        hint: 'Give the body as it came, to the byte, and the header Stripe-Signature; within five minutes.',
        cause,
      });
    }
  }
}
