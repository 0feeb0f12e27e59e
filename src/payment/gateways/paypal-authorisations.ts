import { minorDigits } from '../../catalog/currencies.js';
import { DAY_MS, type Instant } from '../../kernel/instant.js';
import { parseDecimal } from '../../kernel/money.js';
import {
  type AuthorisationState,
  type Authorisations,
  type CaptureRequest,
  type ChargeRequest,
  GatewayError,
  type GatewayOutcome,
  type VoidRequest,
} from './gateway.js';
import {
  type Authorization,
  amountOf,
  createOrder,
  type Order,
  outcomeOfCapture,
  refusalOf,
  requireSame,
  TOO_FINE,
} from './paypal-answers.js';
import type { PayPalClient } from './paypal-client.js';

const PATH = '/v2/payments/authorizations';

/** Orders that are authorised, captured once and finally, or voided. */
export class PayPalAuthorisations implements Authorisations {
  /** developer.paypal.com, "Authorize a payment": the money is honoured for three days, and may be asked for in 29. */
  readonly lifeMs = 29 * DAY_MS;

  constructor(private readonly client: PayPalClient) {}

  async authorise(request: ChargeRequest): Promise<GatewayOutcome> {
    return createOrder(this.client, request, 'AUTHORIZE', ({ authorizations }, amount) => {
      const [made] = authorizations ?? [];
      requireSame(made, amount);
      const state = stateOf(made);
      if (state === 'open') return { kind: 'succeeded', reference: made.id, expiresAt: expiryOf(made) };
      if (state === 'over') return { kind: 'declined', reason: reasonOf(made) };
      return { kind: 'unknown', reason: reasonOf(made) };
    });
  }

  async capture(request: CaptureRequest): Promise<GatewayOutcome> {
    const amount = amountOf(request);
    if (!amount) return TOO_FINE;
    const answer = await this.client.post(
      `${PATH}/${encodeURIComponent(request.authorisationReference)}/capture`,
      { amount, final_capture: true },
      request.gatewayKey,
    );
    return refusalOf(answer) ?? outcomeOfCapture(answer.body as Authorization, amount);
  }

  async void({ gatewayKey, authorisationReference }: VoidRequest): Promise<GatewayOutcome> {
    const path = `${PATH}/${encodeURIComponent(authorisationReference)}/void`;
    const refusal = refusalOf(await this.client.post(path, {}, gatewayKey));
    return refusal ?? { kind: 'succeeded', reference: authorisationReference };
  }

  async read(reference: string, currency: string): Promise<AuthorisationState> {
    const made = await this.find<Authorization>(`${PATH}/${encodeURIComponent(reference)}`);
    if (made.id !== reference || made.amount?.currency_code !== currency) {
      throw new GatewayError('malformed', `the answer about ${reference} is about something else`);
    }
    const state = stateOf(made);
    if (state === 'open') return { kind: 'open', expiresAt: expiryOf(made) };
    if (state === 'over') return { kind: 'over', reason: reasonOf(made) };
    return this.readCapture(made, currency);
  }

  /** Only the order knows what was captured of it. */
  private async readCapture(made: Authorization, currency: string): Promise<AuthorisationState> {
    const orderId = made.supplementary_data?.related_ids?.order_id ?? '';
    const order = await this.find<Order>(`/v2/checkout/orders/${encodeURIComponent(orderId)}`);
    const capture = order.purchase_units?.[0]?.payments?.captures?.[0];
    if (capture?.status !== 'COMPLETED' || capture.amount?.currency_code !== currency) {
      throw new GatewayError('pending', `the capture of ${made.id} is ${capture?.status ?? 'not to be found'}`);
    }
    return {
      kind: 'captured',
      reference: capture.id,
      amountMinor: parseDecimal(capture.amount.value, minorDigits(currency)),
    };
  }

  private async find<T>(path: string): Promise<T> {
    const { status, body } = await this.client.get(path);
    if (status !== 200) throw new GatewayError('malformed', `PayPal answered ${status} about ${path}`);
    return body as T;
  }
}

/** developer.paypal.com, Payments v2, authorization status. */
function stateOf({ status }: Authorization): 'open' | 'captured' | 'over' | 'pending' {
  switch (status) {
    case 'CREATED':
      return 'open';
    case 'CAPTURED':
    case 'PARTIALLY_CAPTURED':
      return 'captured';
    case 'DENIED':
    case 'VOIDED':
    case 'EXPIRED':
      return 'over';
    default:
      return 'pending';
  }
}

function reasonOf({ status, status_details: details }: Authorization): string {
  return (details?.reason ?? status).toLowerCase();
}

function expiryOf({ expiration_time: at }: Authorization): Instant | undefined {
  const instant = Date.parse(at ?? '');
  return Number.isNaN(instant) ? undefined : instant;
}
