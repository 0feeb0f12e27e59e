import { OpsdeskError } from '../kernel/errors.js';
import { requireBaseUrl } from './base-url.js';
import { requireSecret, type SecretSource, secretSource } from './secret-source.js';
import type { Environment } from './settings.js';

export interface StripeSettings {
  /** `sk_…` or, better, `rk_…`: a restricted one that may only take and refund payments. */
  readonly key: string;
  readonly baseUrl: string;
  /** The page that customers see when they have paid by a link; without it there are no links. */
  readonly returnUrl?: string;
  /** `whsec_…`, of the endpoint that Stripe sends its web hooks to. */
  readonly webhookSecret?: string;
}

export interface PayPalSettings {
  readonly clientId: string;
  readonly secret: string;
  readonly baseUrl: string;
  /** As Stripe's. */
  readonly returnUrl?: string;
  /** Which of its web hooks is ours, as PayPal calls it; no secret. */
  readonly webhookId?: string;
}

/**
 * The payment gateways that there are credentials for. Each is read and checked when it is used, so that a command
 * which takes no money needs no key file. All of them throw INVALID_INPUT for credentials that are half there, or an
 * address that would send them in the clear.
 */
export interface GatewaySettings {
  readonly stripe?: () => StripeSettings;
  readonly paypal?: () => PayPalSettings;
}

const STRIPE_URL = 'https://api.stripe.com';
const PAYPAL_URL = 'https://api-m.paypal.com';

export function gatewaySettings(environment: Environment): GatewaySettings {
  const key = secretSource(environment, 'OPSDESK_STRIPE_KEY');
  const clientId = environment.OPSDESK_PAYPAL_CLIENT_ID || undefined;
  const secret = secretSource(environment, 'OPSDESK_PAYPAL_SECRET');
  return {
    ...(key ? { stripe: () => readStripe(environment, key) } : {}),
    ...(clientId !== undefined || secret ? { paypal: () => readPayPal(environment, clientId, secret) } : {}),
  };
}

function readStripe(environment: Environment, source: SecretSource): StripeSettings {
  const key = requireSecret(source, 'OPSDESK_STRIPE_KEY', 'key for Stripe');
  const secret = 'OPSDESK_STRIPE_WEBHOOK_SECRET';
  const webhookSource = secretSource(environment, secret);
  return {
    key,
    baseUrl: requireBaseUrl(environment.OPSDESK_STRIPE_URL || STRIPE_URL, 'OPSDESK_STRIPE_URL', STRIPE_URL),
    ...pages(environment),
    ...(webhookSource ? { webhookSecret: requireSecret(webhookSource, secret, "secret of Stripe's web hooks") } : {}),
  };
}

function readPayPal(
  environment: Environment,
  clientId: string | undefined,
  source: SecretSource | undefined,
): PayPalSettings {
  if (clientId === undefined || source === undefined) {
    throw new OpsdeskError('INVALID_INPUT', 'PayPal needs both OPSDESK_PAYPAL_CLIENT_ID and OPSDESK_PAYPAL_SECRET', {
      hint: 'Set the other one too, or unset both.',
    });
  }
  const secret = requireSecret(source, 'OPSDESK_PAYPAL_SECRET', 'secret for PayPal');
  const url = requireBaseUrl(environment.OPSDESK_PAYPAL_URL || PAYPAL_URL, 'OPSDESK_PAYPAL_URL', PAYPAL_URL);
  return { clientId, secret, baseUrl: url, ...pages(environment), ...webHook(environment) };
}

/** developer.paypal.com, Verify webhook signature: what an id looks like. */
function webHook({ OPSDESK_PAYPAL_WEBHOOK_ID: webhookId }: Environment): { webhookId?: string } {
  if (!webhookId) return {};
  if (/^[a-z\d]{1,50}$/i.test(webhookId)) return { webhookId };
  throw new OpsdeskError('INVALID_INPUT', 'OPSDESK_PAYPAL_WEBHOOK_ID is no id of a web hook', {
    hint: 'It stands beside the web hook in the REST app: 4JH86294D6297924G. It is not its address.',
  });
}

function pages({ OPSDESK_PAYMENT_RETURN_URL: returnUrl }: Environment): { returnUrl?: string } {
  if (!returnUrl) return {};
  if (URL.canParse(returnUrl) && new URL(returnUrl).protocol === 'https:') return { returnUrl };
  throw new OpsdeskError('INVALID_INPUT', 'OPSDESK_PAYMENT_RETURN_URL is no page to send customers to', {
    hint: 'Write it like https://www.example.com/thank-you.',
  });
}
