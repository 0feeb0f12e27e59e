import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { issueVoucherFor } from '../../src/booking/issue-voucher.js';
import { showBooking } from '../../src/booking/show-booking.js';
import type { Desk } from '../../src/desk.js';
import { listVouchers, showVoucher } from '../../src/payment/vouchers/show-voucher.js';
import { Random } from '../../src/seeding/random.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli, startCli } from '../support/cli.js';
import { addFlight, flightRef, NOW, openTestDesk, violationsOf } from '../support/desk.js';

/** Of each kind, per back end. OPSDESK_SEED plays a run again. */
const KILLS = process.env.OPSDESK_TORTURE ? 100 : 4;
const SEED = Number(process.env.OPSDESK_SEED ?? 20_261_121);

onEveryBackend('a voucher whose command is killed', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let lifeMs = 0;
  const random = new Random(SEED);

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1', economyRows: 40 });
    await cli(trial, ['voucher', 'list']);
    const startedAt = performance.now();
    await cli(trial, ['voucher', 'list']);
    // A write lives longer than a list, and is compiled anew.
    lifeMs = 2 * (performance.now() - startedAt);
  });
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  const book = async (pay?: { gateway: string; source: string }) =>
    (await createBooking(desk, { flights: [{ ref: flightRef('1') }], passengers: ['KILLED/A MR'], pay }, {}))
      .recordLocator;

  /** Kills it somewhere on its way, and runs it again to its end. @returns whether the first run was killed */
  async function killAndRepeat(args: readonly string[]): Promise<boolean> {
    const running = startCli(trial, args);
    await sleep(random.between(1, Math.ceil(lifeMs)));
    running.kill('SIGKILL');
    const { signal } = await running;
    const { exitCode, stdout, stderr } = await cli(trial, args);
    expect(exitCode, `${args.join(' ')}\n${stdout}${stderr}`).toBe(0);
    return signal === 'SIGKILL';
  }

  it('pays once', { timeout: 120_000 }, async () => {
    const { code } = await issueVoucherFor(desk, { amount: '100000', currency: 'USD' }, {});
    let killed = 0;
    for (let nth = 1; nth <= KILLS; nth += 1) {
      const locator = await book();
      const take = ['payment', 'take', locator, '--pay', `voucher:${code}`, '--idempotency-key', `take-${nth}`];
      if (await killAndRepeat(take)) killed += 1;
      expect(await showBooking(desk, locator)).toMatchObject({ status: 'confirmed', paid: { amountMinor: 11_000 } });
      const { balance } = await showVoucher(desk.session, code ?? '', NOW);
      expect(balance.amountMinor).toBe(10_000_000 - nth * 11_000);
    }
    console.log(`${backend.dialect}: ${killed} redemptions killed, seed ${SEED}`);
    expect(await violationsOf(desk)).toEqual([]);
  });

  it('takes the place of one refund', { timeout: 120_000 }, async () => {
    for (let nth = 1; nth <= KILLS; nth += 1) {
      const locator = await book({ gateway: 'sandbox', source: 'tok_ok' });
      await cancelBooking(desk, { recordLocator: locator, isWithoutRefund: true }, {});
      await killAndRepeat(['refund', 'issue', locator, '--to', 'voucher', '--idempotency-key', `to-voucher-${nth}`]);
      const { items } = await listVouchers(desk.session, { recordLocator: locator, limit: 10 }, NOW);
      expect(items.map(({ balance }) => balance.amountMinor)).toEqual([8_000]);
      expect(await showBooking(desk, locator)).toMatchObject({ refunded: { amountMinor: 8_000 } });
    }
    expect(await violationsOf(desk)).toEqual([]);
  });
});
