import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaptureRequest, RefundRequest, SentOperation } from '../../src/payment/gateways/gateway.js';
import { type ContractTrial, contractTrials } from '../support/gateways/trials.js';

const AT_ONCE = 12;

/** What a desk may rely on, whichever company moves the money. */
describe.each(Object.entries(contractTrials))('the %s gateway', (_name, open) => {
  let trial: ContractTrial;

  beforeAll(async () => {
    trial = await open();
  });
  afterAll(() => trial.close());

  const begunAt = Date.now();
  const chargeOf = (source: string, amountMinor = 10_000) => ({
    gatewayKey: `charge-${randomUUID()}`,
    amountMinor,
    currency: 'EUR',
    source,
  });
  const refundOf = (chargeReference: string, amountMinor: number): RefundRequest => ({
    gatewayKey: `refund-${randomUUID()}`,
    chargeReference,
    amountMinor,
    currency: 'EUR',
  });
  type Sent = Omit<SentOperation, 'kind' | 'begunAt' | 'chargeReference'> &
    Partial<Pick<SentOperation, 'chargeReference'>>;
  const lookUp = (kind: SentOperation['kind'], request: Sent) =>
    trial.gateway.lookUp({ chargeReference: null, ...request, kind, begunAt });
  const charged = async (amountMinor?: number) => {
    const outcome = await trial.gateway.charge(chargeOf(trial.sources.pays, amountMinor));
    if (outcome.kind !== 'succeeded') throw new Error(JSON.stringify(outcome));
    return outcome.reference;
  };

  it('charges once for one key, however many ask at once', async () => {
    const request = chargeOf(trial.sources.pays);
    const outcomes = await Promise.all(Array.from({ length: AT_ONCE }, () => trial.gateway.charge(request)));
    expect(outcomes[0]).toMatchObject({ kind: 'succeeded' });
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect(await lookUp('charge', request)).toEqual(outcomes[0]);
  });

  it('refuses a key that was used with another body', async () => {
    const request = chargeOf(trial.sources.pays);
    await trial.gateway.charge(request);
    await expect(trial.gateway.charge({ ...request, amountMinor: 1 })).rejects.toMatchObject({
      name: 'GatewayError',
      reason: 'key_reused',
    });
  });

  it('says why it declines, and goes on declining', async () => {
    const request = chargeOf(trial.sources.declines);
    const outcome = await trial.gateway.charge(request);
    expect(outcome).toEqual({ kind: 'declined', reason: expect.stringMatching(/^[a-z_]+$/) });
    expect(await trial.gateway.charge(request)).toEqual(outcome);
    expect(await lookUp('charge', request)).not.toMatchObject({ kind: 'succeeded' });
  });

  it('declines a source that it does not know', async () => {
    expect(await trial.gateway.charge(chargeOf('nobody'))).toMatchObject({ kind: 'declined' });
  });

  it('gives a charge back in parts, each part once, and never more than it took', async () => {
    const reference = await charged(10_000);
    const first = refundOf(reference, 4_000);
    const outcomes = await Promise.all(Array.from({ length: AT_ONCE }, () => trial.gateway.refund(first)));
    expect(outcomes[0]).toMatchObject({ kind: 'succeeded' });
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect(await trial.gateway.refund(refundOf(reference, 6_001))).toMatchObject({ kind: 'declined' });
    const rest = [refundOf(reference, 5_000), refundOf(reference, 1_000)];
    for (const each of rest) expect(await trial.gateway.refund(each)).toMatchObject({ kind: 'succeeded' });
    for (const each of [first, ...rest]) expect(await lookUp('refund', each)).toMatchObject({ kind: 'succeeded' });
    expect(await trial.gateway.refund(refundOf(reference, 1))).toMatchObject({ kind: 'declined' });
  });

  it('declines to give back what it never took', async () => {
    expect(await trial.gateway.refund(refundOf('nothing', 1))).toMatchObject({ kind: 'declined' });
  });

  it('does not find what it was never asked for', async () => {
    const reference = await charged();
    expect(await lookUp('charge', chargeOf(trial.sources.pays))).toEqual({ kind: 'not-found' });
    expect(await lookUp('refund', refundOf(reference, 1))).toEqual({ kind: 'not-found' });
  });

  const authorised = async (amountMinor?: number) => {
    const request = chargeOf(trial.sources.pays, amountMinor);
    const outcome = await authorisations().authorise(request);
    if (outcome.kind !== 'succeeded') throw new Error(JSON.stringify(outcome));
    return { request, reference: outcome.reference, expiresAt: outcome.expiresAt };
  };
  const authorisations = () => {
    if (!trial.gateway.authorisations) throw new Error('it sets nothing aside');
    return trial.gateway.authorisations;
  };
  const endOf = (authorisationReference: string, amountMinor = 10_000): CaptureRequest => ({
    gatewayKey: `end-${randomUUID()}`,
    authorisationReference,
    amountMinor,
    currency: 'EUR',
  });
  const endingOf = (kind: 'capture' | 'void', end: CaptureRequest) =>
    lookUp(kind, { ...end, chargeReference: end.authorisationReference });

  it('sets money aside once for one key, and says until when', async () => {
    const request = chargeOf(trial.sources.pays);
    const outcomes = await Promise.all(Array.from({ length: AT_ONCE }, () => authorisations().authorise(request)));
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    const [outcome] = outcomes;
    if (outcome?.kind !== 'succeeded') throw new Error(JSON.stringify(outcome));
    expect(outcome.expiresAt).toBeGreaterThan(Date.now());
    expect(await lookUp('authorise', request)).toMatchObject({ kind: 'succeeded', reference: outcome.reference });
    expect(await authorisations().read(outcome.reference, 'EUR')).toMatchObject({
      kind: 'open',
      expiresAt: outcome.expiresAt,
    });
    expect(await authorisations().authorise(chargeOf(trial.sources.declines))).toMatchObject({ kind: 'declined' });
  });

  it('takes a part of what is set aside, once, and can give that back', async () => {
    const { reference } = await authorised(10_000);
    const end = endOf(reference, 6_000);
    expect(await endingOf('capture', end)).toEqual({ kind: 'not-found' });
    const outcomes = await Promise.all(Array.from({ length: AT_ONCE }, () => authorisations().capture(end)));
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    const [taken] = outcomes;
    if (taken?.kind !== 'succeeded') throw new Error(JSON.stringify(taken));
    expect(await endingOf('capture', end)).toEqual(taken);
    expect(await authorisations().read(reference, 'EUR')).toEqual({
      kind: 'captured',
      reference: taken.reference,
      amountMinor: 6_000,
    });
    expect(await authorisations().capture(endOf(reference, 4_000))).toMatchObject({ kind: 'declined' });
    expect(await authorisations().void(endOf(reference))).toMatchObject({ kind: 'declined' });
    expect(await endingOf('capture', endOf(reference, 4_000))).not.toMatchObject({ kind: 'succeeded' });
    expect(await endingOf('void', endOf(reference))).not.toMatchObject({ kind: 'succeeded' });
    expect(await trial.gateway.refund(refundOf(taken.reference, 6_001))).toMatchObject({ kind: 'declined' });
    expect(await trial.gateway.refund(refundOf(taken.reference, 6_000))).toMatchObject({ kind: 'succeeded' });
  });

  it('takes nothing of what was set free, nor more than was set aside', async () => {
    const { reference } = await authorised(10_000);
    expect(await authorisations().capture(endOf(reference, 10_001))).toMatchObject({ kind: 'declined' });
    const end = endOf(reference);
    expect(await endingOf('void', end)).toEqual({ kind: 'not-found' });
    expect(await authorisations().void(end)).toMatchObject({ kind: 'succeeded' });
    expect(await authorisations().void(end)).toMatchObject({ kind: 'succeeded' });
    expect(await endingOf('void', end)).toMatchObject({ kind: 'succeeded' });
    expect(await authorisations().read(reference, 'EUR')).toMatchObject({ kind: 'over' });
    expect(await authorisations().capture(endOf(reference))).toMatchObject({ kind: 'declined' });
    expect(await endingOf('capture', endOf(reference))).not.toMatchObject({ kind: 'succeeded' });
  });

  it('counts yen in yen and dinars in thousandths', async () => {
    for (const [currency, amountMinor] of [
      ['JPY', 12_345],
      ['KWD', 12_340],
    ] as const) {
      const request = { ...chargeOf(trial.sources.pays, amountMinor), currency };
      expect(await trial.gateway.charge(request)).toMatchObject({ kind: 'succeeded' });
      expect(await lookUp('charge', request)).toMatchObject({ kind: 'succeeded' });
    }
  });
});

/** Of the gateways that have pages on which customers pay. */
describe.each(['stripe', 'paypal'])('a page of %s', (name) => {
  let trial: ContractTrial;
  beforeAll(async () => {
    trial = await (contractTrials[name] as () => Promise<ContractTrial>)();
  });
  afterAll(() => trial.close());

  const links = () => {
    if (!trial.gateway.links || !trial.payOn) throw new Error('it has no pages');
    const { links: pages } = trial.gateway;
    return { read: pages.read.bind(pages), payOn: trial.payOn };
  };
  const linkOf = () => ({
    gatewayKey: `request-${randomUUID()}`,
    amountMinor: 10_000,
    currency: 'EUR',
    expiresAt: (Math.floor(Date.now() / 1_000) + 7_200) * 1_000,
  });
  const made = async () => {
    const link = linkOf();
    const request = { ...link, description: 'Booking K7QX2M' };
    const create = () => trial.gateway.links?.create(request);
    const pages = await Promise.all(Array.from({ length: AT_ONCE }, create));
    expect(new Set(pages.map((page) => JSON.stringify(page))).size).toBe(1);
    return { link, reference: pages[0]?.reference ?? '', url: pages[0]?.url ?? '' };
  };

  it('is one for one key, open until it is paid, and paid once however many look', async () => {
    const { link, reference, url } = await made();
    expect(await links().read(reference, link, Date.now())).toEqual({ kind: 'open', url });
    expect(links().payOn(url)).toBe(true);
    const first = await links().read(reference, link, Date.now());
    if (first.kind !== 'paid') throw new Error(JSON.stringify(first));
    const looks = await Promise.all(Array.from({ length: AT_ONCE }, () => links().read(reference, link, Date.now())));
    expect(new Set([first, ...looks].map((look) => JSON.stringify(look))).size).toBe(1);
    const refund = { gatewayKey: `refund-${randomUUID()}`, chargeReference: first.reference, currency: 'EUR' };
    expect(await trial.gateway.refund({ ...refund, amountMinor: 10_001 })).toMatchObject({ kind: 'declined' });
    expect(
      await trial.gateway.refund({ ...refund, gatewayKey: `${refund.gatewayKey}-2`, amountMinor: 10_000 }),
    ).toMatchObject({ kind: 'succeeded' });
  });

  it('of something else tells nothing', async () => {
    const { link, reference } = await made();
    for (const other of [{ gatewayKey: 'another' }, { amountMinor: 9_999 }, { currency: 'USD' }]) {
      await expect(links().read(reference, { ...link, ...other }, Date.now())).rejects.toMatchObject({
        name: 'GatewayError',
      });
    }
  });
});
