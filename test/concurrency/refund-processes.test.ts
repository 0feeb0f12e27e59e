import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { showBooking } from '../../src/booking/show-booking.js';
import type { Desk } from '../../src/desk.js';
import type { RefundedRow } from '../../src/seeding/issue-refunds.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { addFlight, flightRef, openTestDesk, violationsOf } from '../support/desk.js';
import { takenAtGateway } from './taken-at-gateway.js';

/** In one process `money.test.ts` does the same; it takes as many as here for two processes to meet at the last part. */
const isLong = Boolean(process.env.OPSDESK_TORTURE);
const PROCESSES = 16;
const ROUNDS = 100;
const PAID_MINOR = 11_000;
/** The money is gone when they are half through. */
const EACH_MINOR = Math.ceil((2 * PAID_MINOR) / (PROCESSES * ROUNDS));
const PAYS_FOR = Math.floor(PAID_MINOR / EACH_MINOR);

onEveryBackend(`${PROCESSES} processes that give one payment back in ${ROUNDS} parts each`, (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1' });
  });
  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  /** Each process has a file of its own, for the same file would be the same job, and its refunds the same. */
  const giveBack = async (locator: string, process: number): Promise<RefundedRow[]> => {
    const row = `${locator},${(EACH_MINOR / 100).toFixed(2)},process ${process}\n`;
    const input = `locator,amount,reason\n${row.repeat(ROUNDS)}`;
    const args = ['refund', 'issue', '--from', '-', '--concurrency', '2', '--out', '-', '-o', 'ndjson'];
    const { stdout } = await cli(trial, args, { input });
    return stdout.split('\n').flatMap((line) => (line === '' ? [] : (JSON.parse(line) as RefundedRow)));
  };

  it.runIf(isLong)('never give back more than was captured', { timeout: 900_000 }, async () => {
    const order = { flights: [{ ref: flightRef('1') }], passengers: ['RACER/A MR'] };
    const pay = { gateway: 'sandbox', source: 'tok_ok' };
    const { recordLocator } = await createBooking(desk, { ...order, pay }, {});
    const startedAt = performance.now();
    const rows = await Promise.all(Array.from({ length: PROCESSES }, (_, at) => giveBack(recordLocator, at)));
    const codes: Record<string, number> = {};
    for (const { status, code } of rows.flat()) codes[code ?? status] = (codes[code ?? status] ?? 0) + 1;
    console.log(`${backend.dialect}: ${JSON.stringify(codes)}, ${Math.round(performance.now() - startedAt)} ms`);
    const refundedMinor = PAYS_FOR * EACH_MINOR;
    expect(await takenAtGateway(desk, recordLocator)).toEqual({ charges: 1, chargedMinor: PAID_MINOR, refundedMinor });
    expect(await showBooking(desk, recordLocator)).toMatchObject({ refunded: { amountMinor: refundedMinor } });
    expect(codes).toEqual({ refunded: PAYS_FOR, REFUND_EXCEEDS_CAPTURED: PROCESSES * ROUNDS - PAYS_FOR });
  });
});
