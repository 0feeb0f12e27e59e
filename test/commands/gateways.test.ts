import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import type { Desk } from '../../src/desk.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { type CliResult, cli } from '../support/cli.js';
import { addFlight, flightRef, openTestDesk, violationsOf } from '../support/desk.js';
import { PAYPAL_TEST_CREDENTIALS, PayPalStub } from '../support/gateways/paypal-stub.js';
import { PAYPAL_WEBHOOK_ID, payPalWordOf } from '../support/gateways/paypal-words.js';
import { STRIPE_TEST_KEY, StripeStub } from '../support/gateways/stripe-stub.js';

const SECRETS = [STRIPE_TEST_KEY, PAYPAL_TEST_CREDENTIALS.secret];

onEveryBackend('money through Stripe and PayPal', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let stripe: StripeStub;
  let paypal: PayPalStub;
  const results: CliResult[] = [];

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1', economyRows: 3 });
    [stripe, paypal] = await Promise.all([new StripeStub().start(), new PayPalStub().start()]);
  });
  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
    await Promise.all([stripe.stop(), paypal.stop()]);
  });

  const run = async (...args: string[]) => runWith('', ...args);
  const runWith = async (input: string, ...args: string[]) => {
    const env = {
      OPSDESK_STRIPE_KEY: STRIPE_TEST_KEY,
      OPSDESK_STRIPE_URL: stripe.url,
      OPSDESK_PAYPAL_CLIENT_ID: PAYPAL_TEST_CREDENTIALS.clientId,
      OPSDESK_PAYPAL_SECRET: PAYPAL_TEST_CREDENTIALS.secret,
      OPSDESK_PAYPAL_URL: paypal.url,
      OPSDESK_PAYPAL_WEBHOOK_ID: PAYPAL_WEBHOOK_ID,
      OPSDESK_DEBUG: '1',
    };
    const result = await cli(trial, args, { env, input });
    results.push(result);
    return result;
  };
  const hold = async () =>
    (await createBooking(desk, { flights: [{ ref: flightRef('1') }], passengers: ['SMITH/JOHN MR'] }, {}))
      .recordLocator;

  it.each([
    ['stripe', 'pm_card_visa'],
    ['paypal', 'vault-4711'],
  ])('is taken by %s, given back in part, and kept with its references', async (gateway, source) => {
    const locator = await hold();
    const paid = await run('payment', 'take', locator, '--pay', `${gateway}:${source}`, '--json');
    expect(paid).toMatchObject({ exitCode: 0 });
    expect(paid.json()).toMatchObject({ status: 'confirmed', balance: { amountMinor: 0 } });
    const refund = await run('refund', 'issue', locator, '--amount', '15.00', '--json');
    expect(refund.json()).toMatchObject({ status: 'succeeded' });
    const listed = await run('payment', 'list', '--booking', locator, '--json');
    expect(listed.json()).toMatchObject({ items: [{ gateway, status: 'part_refunded' }] });
  });

  it('that is declined says why, and that is lost is found again', async () => {
    const locator = await hold();
    const declined = await run('payment', 'take', locator, '--pay', 'stripe:pm_card_chargeDeclinedInsufficientFunds');
    expect(declined.exitCode).toBe(8);
    expect(declined.stderr).toContain('insufficient_funds');
    stripe.faultOf = ({ kind }) => (kind === 'charge' ? 'failed-after' : undefined);
    const lost = await run('payment', 'take', locator, '--pay', 'stripe:pm_card_visa');
    expect(lost.exitCode).toBe(69);
    expect(lost.stderr).toContain('no answer from stripe (server_error)');
    const settled = await run('payment', 'reconcile', '--json');
    stripe.faultOf = () => undefined;
    expect(settled.json()).toMatchObject({ settled: 1, stillOpen: 0, items: [{ status: 'captured' }] });
    expect((await run('booking', 'show', locator, '--json')).json()).toMatchObject({ status: 'confirmed' });
  });

  it("is told of by PayPal's web hooks, with all the headers that they come with", async () => {
    const { body, headers } = payPalWordOf('PAYMENT.CAPTURE.COMPLETED', 'capture', { id: 'UNKNOWN' });
    const hear = (more: readonly string[]) =>
      runWith(body, 'payment', 'webhook', '--gateway', 'paypal', '--from', '-', ...more, '--json');
    const given = Object.entries(headers).flatMap(([name, value]) => ['--header', `${name.toUpperCase()}:  ${value} `]);
    const unsigned = await hear(given.slice(2));
    expect(unsigned).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('paypal-auth-algo') });
    const short = await hear(['--signature', 'x']);
    expect(short).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('signs with 5 headers') });
    expect(short.stdout).toContain("--header 'paypal-transmission-sig: …'");
    const nameless = await hear(['--header', 'x']);
    expect(nameless).toMatchObject({ exitCode: 2, stdout: expect.stringContaining('PayPal-Transmission-Id') });
    paypal.faultOf = ({ kind }) => (kind === 'verify' ? 'rate-limited' : undefined);
    const unverified = await hear(given);
    expect(unverified).toMatchObject({ exitCode: 75, stderr: expect.stringContaining('rate_limited') });
    paypal.faultOf = () => undefined;
    const heard = await hear(given);
    expect(heard.json()).toMatchObject({ kind: 'PAYMENT.CAPTURE.COMPLETED', status: 'parked' });
  });

  it('needs a token, and credentials', async () => {
    const locator = await hold();
    const tokenless = await run('payment', 'take', locator, '--pay', 'stripe');
    expect(tokenless).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('names no token of stripe') });
    const bare = await cli(trial, ['payment', 'take', locator, '--pay', 'paypal:vault-1']);
    expect(bare).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('OPSDESK_PAYPAL_CLIENT_ID') });
  });

  it('needs its settings where it is asked for, and nowhere else', async () => {
    const env = { OPSDESK_DEBUG: '1', OPSDESK_STRIPE_KEY: STRIPE_TEST_KEY, OPSDESK_STRIPE_URL: 'nonsense' };
    const wrong = await cli(trial, ['payment', 'take', await hold(), '--pay', 'stripe:pm_card_visa'], { env });
    expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('OPSDESK_STRIPE_URL is no address') });
    const unread = { OPSDESK_STRIPE_KEY_FILE: '/no/such/file', OPSDESK_PAYPAL_CLIENT_ID: 'half' };
    const others = [
      await cli(trial, ['flight', 'list'], { env: { ...env, ...unread, OPSDESK_STRIPE_KEY: '' } }),
      await cli(trial, ['payment', 'reconcile'], { env }),
    ];
    expect(others).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);
    results.push(wrong, ...others);
  });

  it('leaves no secret in what is printed, nor in the database', async () => {
    const printed = results.map(({ stdout, stderr }) => `${stdout}${stderr}`).join('');
    const kept = trial.dialect === 'sqlite' ? filesBeside(trial.url.slice('sqlite:'.length)) : '';
    for (const secret of SECRETS) {
      expect(printed).not.toContain(secret);
      expect(kept).not.toContain(secret);
    }
  });
});

/** A SQLite file with its journal. */
function filesBeside(file: string): string {
  const folder = path.dirname(file);
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => fs.readFileSync(path.join(folder, name), 'latin1'))
    .join('');
}
