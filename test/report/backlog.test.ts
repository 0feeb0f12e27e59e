import { afterAll, beforeAll, expect, it } from 'vitest';
import { authorisePayment } from '../../src/booking/authorise-payment.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { endAuthorisation } from '../../src/booking/end-authorisation.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import type { Desk } from '../../src/desk.js';
import { DAY_MS, MINUTE_MS } from '../../src/kernel/instant.js';
import { finishQueueItem } from '../../src/queue/finish-item.js';
import { listQueues } from '../../src/queue/list-queues.js';
import { reportBacklog } from '../../src/report/backlog.js';
import { put, set } from '../queue/trial.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk } from '../support/desk.js';

onEveryBackend('the money before the worker', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1', economyRows: 4 });
  });
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  const order = { flights: [{ ref: flightRef('1') }], passengers: ['SMITH/JOHN MR'] };
  const sandbox = (source: string) => ({ gateway: 'sandbox', source });
  const rowOf = async (work: string) => (await reportBacklog(desk)).find((row) => row.work === work);
  /** What waits, and what is for a person: as many as the queue has. */
  async function money(): Promise<[number | undefined, number | undefined]> {
    const row = await rowOf('money without an answer');
    const { items } = await listQueues(desk, { queue: 'payments', limit: 100 });
    expect(row?.givenUp).toBe(items.length);
    return [row?.waiting, row?.givenUp];
  }
  async function setAside(source: string): Promise<string> {
    const { recordLocator } = await createBooking(desk, order, {});
    return (await authorisePayment(desk, { recordLocator, source: sandbox(source) }, {})).paymentId;
  }
  async function refundId(source: string): Promise<string> {
    const { recordLocator } = await createBooking(desk, { ...order, pay: sandbox(source) }, {});
    return (await issueRefund(desk, { recordLocator, amount: '5.00' }, {})).refundId;
  }

  it('is none of what was set aside, until its end is asked for or has come', async () => {
    const payment_id = await setAside('tok_ok');
    expect(await money()).toEqual([0, 0]);
    expect(await rowOf('money without an answer')).toMatchObject({ oldest: null });
    const { real } = desk.clock;
    await set(desk, 'authorisation', { expires_at: real() + DAY_MS / 2 }, { payment_id });
    expect(await money()).toEqual([0, 1]);
    await set(desk, 'authorisation', { expires_at: real() - MINUTE_MS }, { payment_id });
    expect(await money()).toEqual([1, 1]);
    await set(desk, 'authorisation', { expires_at: real() + 7 * DAY_MS }, { payment_id });
  });

  it('has been waiting since its end was asked for, and not since it was set aside', async () => {
    const paymentId = await setAside('tok_capture_timeout');
    await endAuthorisation(desk, { reference: paymentId, ending: 'capture' }, {}).catch(() => {});
    expect(await money()).toEqual([1, 1]);
    const { oldest } = (await rowOf('money without an answer')) ?? {};
    expect(Math.abs(Date.parse(oldest ?? '') - desk.clock.real())).toBeLessThan(MINUTE_MS);
  });

  it("is refunds and payments of which nobody knows, from a quarter of an hour on a person's in any case", async () => {
    const before = (await money()) as [number, number];
    const more = async (waiting: number, forPeople: number) =>
      expect(await money()).toEqual([before[0] + waiting, before[1] + forPeople]);
    const id = await refundId('tok_refund_timeout');
    await more(1, 1);
    await set(desk, 'refund', { status: 'pending' }, { id });
    await more(1, 0);
    await set(desk, 'refund', { created_at: NOW - 16 * MINUTE_MS }, { id });
    await more(1, 1);
    expect(await rowOf('money without an answer')).toMatchObject({ oldest: '2026-11-01T11:44:00Z' });
    await expect(createBooking(desk, { ...order, pay: sandbox('tok_timeout') }, {})).rejects.toMatchObject({
      code: 'PAYMENT_UNKNOWN',
    });
    await more(2, 2);
    await set(desk, 'payment', { status: 'created' }, { status: 'unknown' });
    await more(2, 1);
    await set(desk, 'payment', { created_at: NOW - 16 * MINUTE_MS }, { status: 'created' });
    await more(2, 2);
    await set(desk, 'payment', { status: 'needs_review' }, { status: 'created' });
    await more(1, 2);
  });

  it('is what gateways tell of money that is not in the books, for a person until they are done with it', async () => {
    const before = (await money()) as [number, number];
    await put(desk, 'gateway_event', {
      ...{ gateway: 'stripe', event_id: 'evt_1', kind: 'refund', gateway_key: null, refs: '[]' },
      ...{ status: 'parked', received_at: NOW },
    });
    expect(await money()).toEqual([before[0] + 1, before[1] + 1]);
    await finishQueueItem(desk, { item: { queue: 'payments', subject: 'evt_1' } }, {});
    expect(await money()).toEqual([before[0] + 1, before[1]]);
  });
});
