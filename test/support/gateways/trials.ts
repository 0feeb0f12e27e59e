import { connect } from '../../../src/database/open.js';
import { DAY_MS, MINUTE_MS } from '../../../src/kernel/instant.js';
import type { Gateway } from '../../../src/payment/gateways/gateway.js';
import { PayPalGateway } from '../../../src/payment/gateways/paypal.js';
import { SandboxGateway } from '../../../src/payment/gateways/sandbox.js';
import { StripeGateway } from '../../../src/payment/gateways/stripe.js';
import type { GatewayWord } from '../../../src/payment/read-word.js';
import { type GatewaySettings, gatewaySettings } from '../../../src/settings/gateway-settings.js';
import { sqlite } from '../backends.js';
import { PAYPAL_TEST_CREDENTIALS, PayPalStub, showHeld, showMovement } from './paypal-stub.js';
import { PAYPAL_WEBHOOK_ID, payPalWordOf } from './paypal-words.js';
import {
  STRIPE_TEST_KEY,
  STRIPE_WEBHOOK_SECRET,
  StripeStub,
  showIntent,
  showRefund,
  webHookOf,
} from './stripe-stub.js';
import type { GatewayStub } from './stub-server.js';

/** What a gateway has really done: minor units by our keys, each as often as it happened. */
export interface Effects {
  readonly charges: readonly (readonly [key: string, amountMinor: number])[];
  readonly refunds: readonly (readonly [key: string, amountMinor: number])[];
  /** What is set aside, and neither taken nor free. */
  readonly held: readonly (readonly [key: string, amountMinor: number])[];
}

/** What a gateway's web hooks are about here; `customer` is no money. */
export type Told = 'page' | 'charge' | 'authorisation' | 'refund' | 'customer';

/** How a web hook is not as its gateway sends it. */
export interface Wrong {
  readonly isForged?: boolean;
  readonly isStale?: boolean;
  readonly id?: string;
}

/** Of a gateway across the network, what stands in for it, and what a desk needs to reach that. */
export interface RemoteTrial<S extends GatewayStub = GatewayStub> {
  readonly name: 'stripe' | 'paypal';
  readonly stub: S & { searchLagMs: number };
  /** How a program reaches it, and a desk. */
  readonly env: Readonly<Record<string, string>>;
  readonly settings: GatewaySettings;
  readonly sources: { readonly pays: string; readonly declines: string };
  effects(): Effects;
  /** A customer pays on a page, or agrees to. @returns false when that cannot be done any more */
  payOn(url: string): boolean;
  /** Somebody gives money of the newest charge back in the gateway's own console. */
  giveBackByHand(): void;
  /** A web hook about the newest of its kind: of a page that it was paid, whether or not that is so. */
  wordOf(told: Told, wrong?: Wrong): GatewayWord;
  /** A web hook about each charge, authorisation and refund that there is, the newest first. */
  words(): readonly GatewayWord[];
}

const PAGES = { OPSDESK_PAYMENT_RETURN_URL: 'https://www.example.com/thank-you' };

export async function stripeTrial(): Promise<RemoteTrial<StripeStub>> {
  const stub = await new StripeStub().start();
  const env = {
    ...PAGES,
    OPSDESK_STRIPE_KEY: STRIPE_TEST_KEY,
    OPSDESK_STRIPE_URL: stub.url,
    OPSDESK_STRIPE_WEBHOOK_SECRET: STRIPE_WEBHOOK_SECRET,
  };
  const intentWord = (intent: (typeof stub.intents)[number], how = {}) =>
    webHookOf(`payment_intent.${intent.status}`, showIntent(intent), how);
  const refundWord = (refund: (typeof stub.refunds)[number], how = {}) =>
    webHookOf('refund.created', showRefund(refund), how);
  return {
    name: 'stripe',
    stub,
    env,
    settings: gatewaySettings(env),
    sources: { pays: 'pm_card_visa', declines: 'pm_card_chargeDeclined' },
    effects: () => ({
      charges: stub.intents.filter(({ status }) => status === 'succeeded').map(({ key, received }) => [key, received]),
      refunds: stub.refunds.map(({ key, amount }) => [key, amount]),
      held: stub.intents.filter(({ status }) => status === 'requires_capture').map(({ key, amount }) => [key, amount]),
    }),
    payOn: (url) => stub.payOn(url),
    giveBackByHand: () => {
      const { id: intent, currency } = newest(stub.intents);
      stub.refunds.push({ id: 're_by_hand', intent, amount: 500, currency, key: '', createdAt: stub.now() });
    },
    wordOf: (told, { isForged, isStale, id } = {}) => {
      const how = {
        ...(isForged ? { secret: 'whsec_of_somebody_else' } : {}),
        ...(isStale ? { at: Date.now() - 6 * MINUTE_MS } : {}),
        ...(id === undefined ? {} : { id }),
      };
      if (told === 'customer') return webHookOf('customer.created', { id: 'cus_1' }, how);
      if (told === 'refund') return refundWord(newest(stub.refunds), how);
      if (told !== 'page') return intentWord(newest(stub.intents), how);
      const session = stub.showSession(newest(stub.sessions));
      const paid = { payment_status: 'paid', status: 'complete', payment_intent: session.payment_intent ?? 'pi_never' };
      return webHookOf('checkout.session.completed', { ...session, ...paid }, how);
    },
    words: () =>
      newestFirst([
        ...stub.intents.map((each) => ({ at: each.createdAt, word: intentWord(each) })),
        ...stub.refunds.map((each) => ({ at: each.createdAt, word: refundWord(each) })),
      ]),
  };
}

export async function payPalTrial(): Promise<RemoteTrial<PayPalStub>> {
  const stub = await new PayPalStub().start();
  const env = {
    ...PAGES,
    OPSDESK_PAYPAL_CLIENT_ID: PAYPAL_TEST_CREDENTIALS.clientId,
    OPSDESK_PAYPAL_SECRET: PAYPAL_TEST_CREDENTIALS.secret,
    OPSDESK_PAYPAL_URL: stub.url,
    OPSDESK_PAYPAL_WEBHOOK_ID: PAYPAL_WEBHOOK_ID,
  };
  const minor = (value: string) => Math.round(Number(value) * 100);
  const captureWord = (capture: (typeof stub.captures)[number], how = {}) =>
    payPalWordOf('PAYMENT.CAPTURE.COMPLETED', 'capture', showMovement(capture), how);
  const heldWord = (held: (typeof stub.held)[number], how = {}) =>
    payPalWordOf('PAYMENT.AUTHORIZATION.CREATED', 'authorization', showHeld(held), how);
  const refundWord = (refund: (typeof stub.refunds)[number], how = {}) =>
    payPalWordOf('PAYMENT.CAPTURE.REFUNDED', 'refund', showMovement(refund), how);
  return {
    name: 'paypal',
    stub,
    env,
    settings: gatewaySettings(env),
    sources: { pays: 'vault-4711', declines: 'vault-declined' },
    effects: () => ({
      charges: stub.captures.map(({ key, amount }) => [key, minor(amount.value)]),
      refunds: stub.refunds.map(({ key, amount }) => [key, minor(amount.value)]),
      held: stub.held.filter(({ status }) => status === 'CREATED').map(({ key, amount }) => [key, minor(amount.value)]),
    }),
    payOn: (url) => stub.approve(url),
    giveBackByHand: () => {
      const { id: captureId, amount, key } = newest(stub.captures);
      // It goes back with what its payment was called by.
      const part = { ...amount, value: '5.00' };
      stub.refunds.push({ id: 'BYHAND00000000001', captureId, amount: part, key, createdAt: stub.now() });
    },
    wordOf: (told, { isForged, isStale, id } = {}) => {
      const how = { isForged, id, at: Date.now() - (isStale ? 5 * DAY_MS : 0) };
      if (told === 'customer') return payPalWordOf('CUSTOMER.ACCOUNT.CREATED', 'customer', {}, how);
      if (told === 'refund') return refundWord(newest(stub.refunds), how);
      if (told === 'charge') return captureWord(newest(stub.captures), how);
      if (told === 'authorisation') return heldWord(newest(stub.held), how);
      const order = { ...stub.showPage(newest(stub.pages)), status: 'APPROVED' };
      return payPalWordOf('CHECKOUT.ORDER.APPROVED', 'checkout-order', order, how);
    },
    words: () =>
      newestFirst([
        ...stub.captures.map((each) => ({ at: each.createdAt, word: captureWord(each) })),
        ...stub.held.map((each) => ({ at: each.createdAt, word: heldWord(each) })),
        ...stub.refunds.map((each) => ({ at: each.createdAt, word: refundWord(each) })),
      ]),
  };
}

function newestFirst(words: readonly { readonly at: number; readonly word: GatewayWord }[]): readonly GatewayWord[] {
  return words.toSorted((one, other) => other.at - one.at).map(({ word }) => word);
}

function newest<T>(made: readonly T[]): T {
  const last = made.at(-1);
  if (last === undefined) throw new Error('there is none yet');
  return last;
}

export const remoteTrials = { stripe: stripeTrial, paypal: payPalTrial };

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
    const { stub, settings, sources, payOn } = await stripeTrial();
    if (!settings.stripe) throw new Error('a Stripe trial has no settings');
    return {
      gateway: new StripeGateway(settings.stripe()),
      sources,
      payOn,
      close: () => stub.stop(),
    };
  },
  paypal: async () => {
    const { stub, settings, sources, payOn } = await payPalTrial();
    if (!settings.paypal) throw new Error('a PayPal trial has no settings');
    return {
      gateway: new PayPalGateway(settings.paypal()),
      sources,
      payOn,
      close: () => stub.stop(),
    };
  },
};
