import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openGateway } from '../../src/payment/gateways/open-gateway.js';
import { SandboxGateway } from '../../src/payment/gateways/sandbox.js';
import { onEveryBackend } from '../support/backends.js';
import { type Backend, openOn, RACERS } from './support.js';

const charge = (source: string, amountMinor = 10_000) => ({
  gatewayKey: randomUUID(),
  amountMinor,
  currency: 'EUR',
  source,
});

onEveryBackend('the sandbox gateway', (on) => {
  const open = () => openOn(on);
  let backend: Backend;
  let gateway: SandboxGateway;

  beforeAll(async () => {
    backend = await open();
    gateway = new SandboxGateway({ database: backend.database, slowMs: 200 });
  });
  afterAll(() => backend.close());

  async function charged(source = 'tok_ok', amountMinor = 10_000): Promise<string> {
    const outcome = await gateway.charge(charge(source, amountMinor));
    if (outcome.kind !== 'succeeded') throw new Error(`charge ended ${outcome.kind}`);
    return outcome.reference;
  }

  const refund = (chargeReference: string, amountMinor: number, gatewayKey = randomUUID()) =>
    gateway.refund({ gatewayKey, chargeReference, amountMinor, currency: 'EUR' });

  it('gives the same answer to the same key and body, however many ask at once', async () => {
    const request = charge('tok_ok');
    const outcomes = await Promise.all(Array.from({ length: RACERS }, () => gateway.charge(request)));
    expect(outcomes[0]).toMatchObject({ kind: 'succeeded' });
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect(await gateway.lookUp(request)).toEqual(outcomes[0]);
  });

  it('refuses the same key with another body', async () => {
    const request = charge('tok_ok');
    await gateway.charge(request);
    await expect(gateway.charge({ ...request, amountMinor: 1 })).rejects.toMatchObject({
      name: 'GatewayError',
      reason: 'key_reused',
    });
  });

  it.each([
    ['tok_decline', 'card_declined'],
    ['tok_nobody', 'unknown_token'],
    ['constructor', 'unknown_token'],
  ])('declines %s, and goes on declining it', async (source, reason) => {
    const request = charge(source);
    expect(await gateway.charge(request)).toEqual({ kind: 'declined', reason });
    expect(await gateway.charge(request)).toEqual({ kind: 'declined', reason });
    expect(await gateway.lookUp(request)).toEqual({ kind: 'declined', reason });
  });

  it('charges tok_timeout and loses the answer, once', async () => {
    const request = charge('tok_timeout');
    expect(await gateway.charge(request)).toEqual({ kind: 'unknown', reason: 'timeout' });
    const again = await gateway.charge(request);
    expect(again).toMatchObject({ kind: 'succeeded' });
    expect(await refund(again.kind === 'succeeded' ? again.reference : '', 10_000)).toMatchObject({
      kind: 'succeeded',
    });
  });

  it('charges tok_slow at once and answers late', async () => {
    const request = charge('tok_slow');
    const startedAt = performance.now();
    expect(await gateway.charge(request)).toMatchObject({ kind: 'succeeded' });
    expect(performance.now() - startedAt).toBeGreaterThan(150);
  });

  it('loses the first answer to a refund of tok_refund_timeout', async () => {
    const reference = await charged('tok_refund_timeout');
    const key = randomUUID();
    expect(await refund(reference, 4_000, key)).toEqual({ kind: 'unknown', reason: 'timeout' });
    expect(await refund(reference, 4_000, key)).toMatchObject({ kind: 'succeeded' });
    expect(await refund(reference, 6_001)).toEqual({ kind: 'declined', reason: 'exceeds_charge' });
  });

  it('never gives back more than it took', async () => {
    const reference = await charged();
    expect(await refund(reference, 10_001)).toEqual({ kind: 'declined', reason: 'exceeds_charge' });
    expect(await refund(reference, -1)).toEqual({ kind: 'declined', reason: 'invalid_amount' });
    expect(await refund('nothing', 1)).toEqual({ kind: 'declined', reason: 'charge_not_found' });
    const racing = await Promise.all(Array.from({ length: RACERS }, () => refund(reference, 3_000)));
    expect(racing.filter((outcome) => outcome.kind === 'succeeded')).toHaveLength(3);
    expect(racing.filter((outcome) => outcome.kind === 'declined')).toHaveLength(RACERS - 3);
  });

  it('does not know what it was never asked', async () => {
    expect(await gateway.lookUp({ gatewayKey: randomUUID() })).toEqual({ kind: 'not-found' });
  });

  it('is refused on a production database', async () => {
    const { database } = backend;
    await expect(openGateway('sandbox', { database, isProduction: true, settings: {} })).rejects.toMatchObject({
      code: 'PRODUCTION_DATABASE',
    });
  });
});
