import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway } from '../../src/payment/gateways/open-gateway.js';
import { PayPalGateway } from '../../src/payment/gateways/paypal.js';
import { StripeGateway } from '../../src/payment/gateways/stripe.js';
import { inStripeUnits } from '../../src/payment/gateways/stripe-client.js';
import { gatewaySettings } from '../../src/settings/gateway-settings.js';
import { PAYPAL_TEST_CREDENTIALS, PayPalStub } from '../support/gateways/paypal-stub.js';
import { STRIPE_TEST_KEY, StripeStub, showIntent, showRefund } from '../support/gateways/stripe-stub.js';

const PAYPAL = { OPSDESK_PAYPAL_CLIENT_ID: 'a', OPSDESK_PAYPAL_SECRET: 'b' };

const charge = (gatewayKey: string, source: string, currency = 'EUR') => ({
  gatewayKey,
  amountMinor: 10_050,
  currency,
  source,
});

describe('Stripe', () => {
  let stub: StripeStub;

  beforeAll(async () => {
    stub = await new StripeStub().start();
  });
  afterAll(() => stub.stop());

  it('is asked in the one version that was tried', async () => {
    const gateway = new StripeGateway({ key: STRIPE_TEST_KEY, baseUrl: stub.url });
    await gateway.charge(charge('charge-1', 'pm_card_visa'));
    expect([...stub.versions]).toEqual(['2026-10-28.endive']);
  });

  it('that refuses the key is no decline: an earlier call may have been paid', async () => {
    const gateway = new StripeGateway({ key: 'sk_test_of_somebody_else', baseUrl: stub.url });
    await expect(gateway.charge(charge('charge-2', 'pm_card_visa'))).rejects.toMatchObject({
      name: 'GatewayError',
      reason: 'credentials_refused',
    });
  });

  it('that is not there, or does not answer in time, is a lost call', async () => {
    const nobody = new StripeGateway({ key: STRIPE_TEST_KEY, baseUrl: 'http://127.0.0.1:9' });
    await expect(nobody.charge(charge('charge-3', 'pm_card_visa'))).rejects.toMatchObject({ reason: 'unreachable' });
    const hasty = new StripeGateway({ key: STRIPE_TEST_KEY, baseUrl: stub.url }, 1);
    await expect(hasty.charge(charge('charge-4', 'pm_card_visa'))).rejects.toMatchObject({ name: 'GatewayError' });
  });

  it('that will not search has not said that nothing is there', async () => {
    const gateway = new StripeGateway({ key: STRIPE_TEST_KEY, baseUrl: stub.url });
    const { source: _, ...sent } = charge('charge-5', 'pm_card_visa');
    const operation = { ...sent, kind: 'charge', chargeReference: null, begunAt: 0 } as const;
    stub.isSearchable = false;
    await expect(gateway.lookUp(operation)).rejects.toMatchObject({ name: 'GatewayError' });
    stub.isSearchable = true;
    expect(await gateway.lookUp(operation)).toEqual({ kind: 'not-found' });
  });

  it.each([
    ['EUR', 1_234, 1_234],
    ['JPY', 1_234, 1_234],
    // Whole by ISO 4217, and nevertheless in hundredths at Stripe.
    ['ISK', 1_234, 123_400],
    ['UGX', 1_234, 123_400],
    // Hundredths by ISO 4217, and whole at Stripe.
    ['MGA', 1_200, 12],
    ['MGA', 1_234, undefined],
    ['KWD', 1_230, 1_230],
    ['KWD', 1_234, undefined],
  ])('counts %s %i as %s', (currency, minor, units) => {
    expect(inStripeUnits(minor, currency)).toBe(units);
  });

  const fixtures = path.join(process.env.OPSDESK_STORM_DIR ?? '', 'stripe-fixtures.json');
  it.skipIf(!fs.existsSync(fixtures))('answers as the stub does (needs OPSDESK_STORM_DIR)', () => {
    const { resources } = JSON.parse(fs.readFileSync(fixtures, 'utf8')) as { resources: Record<string, object> };
    const common = { currency: 'eur', key: 'k', createdAt: 0, amount: 1 };
    const paid = { id: 'pi_1', status: 'succeeded', source: 'pm_1', failure: null } as const;
    const intent = showIntent({ ...common, ...paid, isManual: false, received: 1, cancelledBecause: null });
    const refund = showRefund({ ...common, id: 're_1', intent: 'pi_1' });
    const missing = (stubbed: object, real: object | undefined) =>
      Object.keys(stubbed).filter((field) => !(field in (real ?? {})));
    expect(missing(intent, resources.payment_intent)).toEqual([]);
    expect(missing(refund, resources.refund)).toEqual([]);
  });
});

describe('PayPal', () => {
  let stub: PayPalStub;

  beforeAll(async () => {
    stub = await new PayPalStub().start();
  });
  afterAll(() => stub.stop());

  it('gives another token when it has taken one back', async () => {
    const gateway = new PayPalGateway({ ...PAYPAL_TEST_CREDENTIALS, baseUrl: stub.url });
    expect(await gateway.charge(charge('charge-1', 'vault-1'))).toMatchObject({ kind: 'succeeded' });
    stub.revokeTokens();
    expect(await gateway.charge(charge('charge-2', 'vault-1'))).toMatchObject({ kind: 'succeeded' });
  });

  it('that refuses the credentials is no decline', async () => {
    const gateway = new PayPalGateway({ clientId: 'stub-client', secret: 'wrong', baseUrl: stub.url });
    await expect(gateway.charge(charge('charge-3', 'vault-1'))).rejects.toMatchObject({
      reason: 'credentials_refused',
    });
  });

  it('takes forints whole, and no others', async () => {
    const gateway = new PayPalGateway({ ...PAYPAL_TEST_CREDENTIALS, baseUrl: stub.url });
    const forints = (amountMinor: number) =>
      gateway.charge({ ...charge(`h-${amountMinor}`, 'vault-1', 'HUF'), amountMinor });
    expect(await forints(10_050)).toEqual({ kind: 'declined', reason: 'amount_too_fine' });
    expect(await forints(10_000)).toMatchObject({ kind: 'succeeded' });
    expect(stub.captures.at(-1)?.amount).toEqual({ currency_code: 'HUF', value: '100' });
  });
});

describe('the credentials of a gateway', () => {
  const database = {} as never;
  const live = { stripe: () => ({ key: 'rk_live_1', baseUrl: 'https://api.stripe.com' }) };
  const test = { stripe: () => ({ key: STRIPE_TEST_KEY, baseUrl: 'https://api.stripe.com' }) };

  it('are those of real money on a production database, and of play money on any other', async () => {
    for (const [settings, isProduction] of [
      [live, false],
      [test, true],
    ] as const) {
      await expect(openGateway('stripe', { database, isProduction, settings })).rejects.toMatchObject({
        code: 'PRODUCTION_DATABASE',
      });
    }
    expect((await openGateway('stripe', { database, isProduction: true, settings: live })).name).toBe('stripe');
    expect((await openGateway('stripe', { database, isProduction: false, settings: test })).name).toBe('stripe');
    const paypal = gatewaySettings(PAYPAL);
    await expect(openGateway('paypal', { database, isProduction: false, settings: paypal })).rejects.toMatchObject({
      code: 'PRODUCTION_DATABASE',
    });
  });

  it('are asked for by name where there are none', async () => {
    await expect(openGateway('paypal', { database, isProduction: false, settings: {} })).rejects.toMatchObject({
      code: 'GATEWAY_NOT_CONFIGURED',
      hint: expect.stringContaining('OPSDESK_PAYPAL_SECRET'),
    });
  });

  it.each([
    ['paypal', { OPSDESK_PAYPAL_CLIENT_ID: 'a' }, 'needs both'],
    ['paypal', { OPSDESK_PAYPAL_SECRET: 'b' }, 'needs both'],
    ['paypal', { ...PAYPAL, OPSDESK_PAYPAL_WEBHOOK_ID: 'https://desk.example/webhooks/paypal' }, 'no id of a web hook'],
    ['stripe', { OPSDESK_STRIPE_KEY: 'k', OPSDESK_STRIPE_URL: 'http://stripe.example' }, 'no address'],
    ['stripe', { OPSDESK_STRIPE_KEY: 'k', OPSDESK_STRIPE_URL: 'https://user:word@stripe.example' }, 'no address'],
    ['stripe', { OPSDESK_STRIPE_KEY: 'k', OPSDESK_STRIPE_URL: 'https://proxy.example/stripe' }, 'no address'],
    ['stripe', { OPSDESK_STRIPE_KEY: 'k', OPSDESK_STRIPE_KEY_FILE: '/dev/null' }, 'both set'],
    ['stripe', { OPSDESK_STRIPE_KEY_FILE: '/dev/null' }, 'OPSDESK_STRIPE_KEY is empty'],
    ['stripe', { OPSDESK_STRIPE_KEY_FILE: '/no/such/file' }, 'cannot be read: ENOENT'],
    ['stripe', { OPSDESK_STRIPE_KEY: 'k', OPSDESK_STRIPE_WEBHOOK_SECRET_FILE: '/no/such/file' }, 'cannot be read'],
  ])('of %s are refused as %j, when it is used', async (name, environment, message) => {
    const settings = gatewaySettings(environment);
    await expect(openGateway(name, { database, isProduction: false, settings })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining(message),
    });
  });
});
