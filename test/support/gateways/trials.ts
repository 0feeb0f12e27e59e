import { connect } from '../../../src/database/open.js';
import type { Gateway } from '../../../src/payment/gateways/gateway.js';
import { PayPalGateway } from '../../../src/payment/gateways/paypal.js';
import { SandboxGateway } from '../../../src/payment/gateways/sandbox.js';
import { StripeGateway } from '../../../src/payment/gateways/stripe.js';
import type { GatewaySettings } from '../../../src/settings/gateway-settings.js';
import { sqlite } from '../backends.js';
import { PAYPAL_TEST_CREDENTIALS, PayPalStub } from './paypal-stub.js';
import { STRIPE_TEST_KEY, STRIPE_WEBHOOK_SECRET, StripeStub } from './stripe-stub.js';
import type { GatewayStub } from './stub-server.js';

/** What a gateway has really done: minor units by our keys, each as often as it happened. */
export interface Effects {
  readonly charges: readonly (readonly [key: string, amountMinor: number])[];
  readonly refunds: readonly (readonly [key: string, amountMinor: number])[];
  /** What is set aside, and neither taken nor free. */
  readonly held: readonly (readonly [key: string, amountMinor: number])[];
}

/** Of a gateway across the network, what stands in for it, and what a desk needs to reach that. */
export interface RemoteTrial<S extends GatewayStub = GatewayStub> {
  readonly name: 'stripe' | 'paypal';
  readonly stub: S & { searchLagMs: number };
  readonly settings: GatewaySettings;
  readonly sources: { readonly pays: string; readonly declines: string };
  effects(): Effects;
}

const RETURN_URL = 'https://www.example.com/thank-you';

export async function stripeTrial(): Promise<RemoteTrial<StripeStub>> {
  const stub = await new StripeStub().start();
  return {
    name: 'stripe',
    stub,
    settings: {
      stripe: () => ({
        key: STRIPE_TEST_KEY,
        baseUrl: stub.url,
        returnUrl: RETURN_URL,
        webhookSecret: STRIPE_WEBHOOK_SECRET,
      }),
    },
    sources: { pays: 'pm_card_visa', declines: 'pm_card_chargeDeclined' },
    effects: () => ({
      charges: stub.intents.filter(({ status }) => status === 'succeeded').map(({ key, received }) => [key, received]),
      refunds: stub.refunds.map(({ key, amount }) => [key, amount]),
      held: stub.intents.filter(({ status }) => status === 'requires_capture').map(({ key, amount }) => [key, amount]),
    }),
  };
}

export async function payPalTrial(): Promise<RemoteTrial<PayPalStub>> {
  const stub = await new PayPalStub().start();
  const minor = (value: string) => Math.round(Number(value) * 100);
  return {
    name: 'paypal',
    stub,
    settings: { paypal: () => ({ ...PAYPAL_TEST_CREDENTIALS, baseUrl: stub.url, returnUrl: RETURN_URL }) },
    sources: { pays: 'vault-4711', declines: 'vault-declined' },
    effects: () => ({
      charges: stub.captures.map(({ key, amount }) => [key, minor(amount.value)]),
      refunds: stub.refunds.map(({ key, amount }) => [key, minor(amount.value)]),
      held: stub.held.filter(({ status }) => status === 'CREATED').map(({ key, amount }) => [key, minor(amount.value)]),
    }),
  };
}

export interface ContractTrial {
  readonly gateway: Gateway;
  readonly sources: { readonly pays: string; readonly declines: string };
  /** A customer pays on a page. @returns false when that cannot be done any more */
  readonly payOn?: (url: string) => boolean;
  close(): Promise<void>;
}

/** Every gateway that a desk knows, ready to be asked; only those across the network have a stub. */
export const contractTrials: Readonly<Record<string, () => Promise<ContractTrial>>> = {
  sandbox: async () => {
    const trial = await sqlite.create();
    const database = await connect({ url: trial.url });
    return {
      gateway: new SandboxGateway({ database }),
      sources: { pays: 'tok_ok', declines: 'tok_decline' },
      close: async () => {
        await database.close();
        await trial.drop();
      },
    };
  },
  stripe: async () => {
    const { stub, settings, sources } = await stripeTrial();
    if (!settings.stripe) throw new Error('a Stripe trial has no settings');
    return {
      gateway: new StripeGateway(settings.stripe()),
      sources,
      payOn: (url) => stub.payOn(url),
      close: () => stub.stop(),
    };
  },
  paypal: async () => {
    const { stub, settings, sources } = await payPalTrial();
    if (!settings.paypal) throw new Error('a PayPal trial has no settings');
    return {
      gateway: new PayPalGateway(settings.paypal()),
      sources,
      payOn: (url) => stub.approve(url),
      close: () => stub.stop(),
    };
  },
};
