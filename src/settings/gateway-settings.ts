import { OpsdeskError } from '../kernel/errors.js';
import { readSecret } from './read-secret.js';
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
}

/** The payment gateways that there are credentials for. */
export interface GatewaySettings {
  readonly stripe?: StripeSettings;
  readonly paypal?: PayPalSettings;
}

const STRIPE_URL = 'https://api.stripe.com';
const PAYPAL_URL = 'https://api-m.paypal.com';

/** @throws INVALID_INPUT for credentials that are half there, or an address that would send them in the clear */
export function readGatewaySettings(environment: Environment): GatewaySettings {
  const key = readSecret(environment, 'OPSDESK_STRIPE_KEY');
  const clientId = environment.OPSDESK_PAYPAL_CLIENT_ID || undefined;
  const secret = readSecret(environment, 'OPSDESK_PAYPAL_SECRET');
  if ((clientId === undefined) !== (secret === undefined)) {
    throw new OpsdeskError('INVALID_INPUT', 'PayPal needs both OPSDESK_PAYPAL_CLIENT_ID and OPSDESK_PAYPAL_SECRET', {
      hint: 'Set the other one too, or unset both.',
    });
  }
  return {
    ...(key === undefined ? {} : { stripe: stripeSettings(environment, key) }),
    ...(clientId === undefined || secret === undefined
      ? {}
      : {
          paypal: {
            clientId,
            secret,
            baseUrl: baseUrl(environment, 'OPSDESK_PAYPAL_URL', PAYPAL_URL),
            ...pages(environment),
          },
        }),
  };
}

function stripeSettings(environment: Environment, key: string): StripeSettings {
  const webhookSecret = readSecret(environment, 'OPSDESK_STRIPE_WEBHOOK_SECRET');
  return {
    key,
    baseUrl: baseUrl(environment, 'OPSDESK_STRIPE_URL', STRIPE_URL),
    ...pages(environment),
    ...(webhookSecret === undefined ? {} : { webhookSecret }),
  };
}

function pages({ OPSDESK_PAYMENT_RETURN_URL: returnUrl }: Environment): { returnUrl?: string } {
  if (!returnUrl) return {};
  if (URL.canParse(returnUrl) && new URL(returnUrl).protocol === 'https:') return { returnUrl };
  throw new OpsdeskError('INVALID_INPUT', 'OPSDESK_PAYMENT_RETURN_URL is no page to send customers to', {
    hint: 'Write it like https://www.example.com/thank-you.',
  });
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

function baseUrl(environment: Environment, name: string, usual: string): string {
  const text = environment[name] || usual;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPrivate = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (url && isPrivate && url.username === '' && url.search === '') return url.origin;
  throw new OpsdeskError('INVALID_INPUT', `${name} is no address that credentials can be sent to`, {
    hint: `Write it like ${usual}; http only for this machine.`,
  });
}
