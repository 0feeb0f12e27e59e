import { OpsdeskError } from '../../kernel/errors.js';
import { DAY_MS, type Instant, MINUTE_MS } from '../../kernel/instant.js';
import { GatewayError, type GatewayEvent, type GatewayEvents, type HttpHeaders } from './gateway.js';
import { isKeyFor } from './gateway-key.js';
import { refusalOf } from './paypal-answers.js';
import type { PayPalClient } from './paypal-client.js';

const PATH = '/v1/notifications/verify-webhook-signature';

/** What PayPal asks for there, and the header that it came in. */
const SIGNED_BY = {
  auth_algo: 'paypal-auth-algo',
  cert_url: 'paypal-cert-url',
  transmission_id: 'paypal-transmission-id',
  transmission_sig: 'paypal-transmission-sig',
  transmission_time: 'paypal-transmission-time',
} as const;

/**
 * What was not taken is sent again for three days (developer.paypal.com, Webhooks guide), and keeps the id and the time
 * of its first transmission. A day more is for a last attempt that comes late. An event counts once however old it is.
 */
const OLDEST_MS = 4 * DAY_MS;
/** By which our clock may be behind. */
const SKEW_MS = 5 * MINUTE_MS;

/** Kinds of events that may concern a payment, an authorisation, a refund or a page. */
const ABOUT_MONEY = /^(CHECKOUT\.(ORDER|PAYMENT-APPROVAL)|PAYMENT\.(AUTHORIZATION|CAPTURE|REFUND))\./;
/** Of money that goes back, by our hand, in PayPal's own console, or because a bank took it. */
const GOES_BACK = /^PAYMENT\.(REFUND\.|CAPTURE\.(REFUNDED|REVERSED)$)/;

interface Sent {
  readonly id: string;
  readonly event_type: string;
  readonly resource_type?: unknown;
  readonly resource?: Thing | null;
}

/** An order, an authorisation, a capture or a refund. */
interface Thing {
  readonly id?: unknown;
  readonly order_id?: unknown;
  readonly custom_id?: unknown;
  readonly purchase_units?: readonly { readonly custom_id?: unknown }[];
  readonly supplementary_data?: { readonly related_ids?: object };
}

/** PayPal's web hooks. They are signed by a certificate; whether it was PayPal's own, PayPal is asked. */
export class PayPalEvents implements GatewayEvents {
  readonly signatureHeaders: readonly string[] = Object.values(SIGNED_BY);

  constructor(
    private readonly client: PayPalClient,
    private readonly webhookId: string,
  ) {}

  async read(body: string, headers: HttpHeaders, real: Instant): Promise<GatewayEvent> {
    // Whatever can be told without a call is told first: anybody may post here.
    const sent = sentIn(body);
    requireRecent(headers[SIGNED_BY.transmission_time], real);
    await this.verify(body, headers);
    return eventOf(sent);
  }

  /**
   * The signature is over a checksum of the bytes, which are therefore handed on as they came: written anew they would
   * be others, 1 for 1.0 (github.com/paypal/PayPal-node-SDK/issues/412). `body` is a JSON object as a whole, so that
   * nothing in it can answer for its neighbours.
   */
  private async verify(body: string, headers: HttpHeaders): Promise<void> {
    const parts = Object.entries(SIGNED_BY).map(([name, header]) => [name, headers[header]]);
    const question = JSON.stringify({ ...Object.fromEntries(parts), webhook_id: this.webhookId });
    const answer = await this.client.ask(PATH, `${question.slice(0, -1)},"webhook_event":${body}}`);
    const refusal = refusalOf(answer);
    if (refusal?.kind === 'declined') throw refused(`it is not signed as PayPal signs (${refusal.reason})`);
    const { verification_status: status } = answer.body as { verification_status?: unknown };
    if (status === 'FAILURE') throw refused('its signature is wrong');
    if (status !== 'SUCCESS') throw new GatewayError('malformed', 'PayPal does not say whether it sent a web hook');
  }
}

function sentIn(body: string): Sent {
  let sent: unknown;
  try {
    sent = JSON.parse(body);
  } catch {
    // Not the parser's words: they quote the body.
    throw refused('its body is no JSON');
  }
  const { id, event_type: kind } = (sent ?? {}) as Partial<Sent>;
  if (typeof id === 'string' && id !== '' && typeof kind === 'string') return sent as Sent;
  throw refused('its body is no event with an id and a kind');
}

function requireRecent(time: string | undefined, real: Instant): void {
  const sentAt = Date.parse(time ?? '');
  if (sentAt >= real - OLDEST_MS && sentAt <= real + SKEW_MS) return;
  throw refused(`${SIGNED_BY.transmission_time} is no time within the last four days`);
}

function eventOf({ id: eventId, event_type: kind, resource_type: type, resource }: Sent): GatewayEvent {
  const thing = resource ?? {};
  const key = thing.custom_id ?? thing.purchase_units?.[0]?.custom_id;
  const own = [thing.id ?? thing.order_id];
  const goesBack = GOES_BACK.test(kind);
  // What goes back by another hand has the key of its payment, and may even be told of as that: neither is what it is.
  const isOurs = typeof key === 'string' && (!goesBack || isKeyFor('refund', key));
  const related = Object.values(thing.supplementary_data?.related_ids ?? {});
  const references = goesBack ? (type === 'refund' ? own : []) : [...own, ...related];
  return {
    eventId,
    kind,
    isAboutMoney: ABOUT_MONEY.test(kind),
    gatewayKey: isOurs ? key : null,
    references: references.filter((each) => typeof each === 'string'),
  };
}

function refused(why: string): OpsdeskError {
  return new OpsdeskError('WEBHOOK_REFUSED', `that is no web hook of PayPal: ${why}`, {
    hint: 'Give the body as it came, to the byte, and its five headers; OPSDESK_PAYPAL_WEBHOOK_ID is the id of the web hook.',
  });
}
