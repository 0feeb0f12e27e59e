import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { showBooking } from '../../src/booking/show-booking.js';
import { createCustomer } from '../../src/customer/create-customer.js';
import { changeCustomer } from '../../src/customer/update-customer.js';
import type { Desk } from '../../src/desk.js';
import { applyPlan, resumeJob } from '../../src/disruption/apply-plan.js';
import { planRollback } from '../../src/disruption/plan-rollback.js';
import { recordFlightEvent } from '../../src/disruption/record-flight-event.js';
import type { ApplyChoice } from '../../src/disruption/work-on-items.js';
import { OpsdeskError } from '../../src/kernel/errors.js';
import { MINUTE_MS } from '../../src/kernel/instant.js';
import { deliverDue } from '../../src/notification/deliver.js';
import { WORKER_REQUEST } from '../../src/notification/run-worker.js';
import { Templates } from '../../src/notification/templates.js';
import { RecordingChannel } from '../notification/desk.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, openTestDesk, violationsOf } from '../support/desk.js';
import { planOf, rerouted, type TestItem } from '../support/plan.js';

const PHONE = '+44 20 7123 4567';

onEveryBackend('who has several bookings in a job', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let flights = 0;
  let customers = 0;
  let [email, sms, webhook] = [new RecordingChannel(), new RecordingChannel(), new RecordingChannel()];

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 12 });
  });
  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });
  beforeEach(() => {
    [email, sms, webhook] = [new RecordingChannel(), new RecordingChannel(), new RecordingChannel()];
  });

  async function newFlight(): Promise<string> {
    flights += 1;
    await addFlight(desk, { number: String(flights), economyRows: 3 });
    return String(flights);
  }
  async function newCustomer(): Promise<string> {
    customers += 1;
    const name = { name: 'Ann Smith', email: `x${customers}@example.com` };
    const { customerId } = await createCustomer(desk.runner, name, {});
    const wants = { notify: ['all:sms=on'], webhookUrl: 'https://partner.example/hook' };
    await changeCustomer(desk.runner, { customerId, phone: PHONE, ...wants }, {});
    return customerId;
  }
  /** Bookings of each customer on a flight that is cancelled then; what they were told of that is over. */
  async function strand(counts: readonly number[]): Promise<string[][]> {
    const [gone, locators] = [await newFlight(), [] as string[][]];
    for (const count of counts) {
      const customerId = await newCustomer();
      const own: string[] = [];
      for (let index = 0; index < count; index += 1) {
        const sold = await createBooking(
          desk,
          {
            ...{ flights: [{ ref: flightRef(gone) }], passengers: ['ONE/A MR'], customerId },
            ...{ phone: PHONE, pay: { gateway: 'sandbox', source: 'tok_ok' } },
          },
          {},
        );
        own.push(sold.recordLocator);
      }
      locators.push(own);
    }
    await recordFlightEvent(desk, { ref: flightRef(gone), kind: 'cancelled', cause: 'weather' }, {});
    await deliver();
    for (const channel of [email, sms, webhook]) channel.delivered.length = 0;
    return locators;
  }
  const moved = async (locators: readonly string[], refunded: readonly string[] = []) => {
    const other = `XX${await newFlight()}/2026-12-01`;
    const items = [];
    for (const recordLocator of locators) {
      const { version } = await showBooking(desk, recordLocator);
      const action = refunded.includes(recordLocator) ? ('refund' as const) : ('move' as const);
      const journeys = [rerouted(1, ['S1'], action === 'move' ? [other] : [])];
      items.push({ recordLocator, version, action, journeys });
    }
    return planOf(desk, items);
  };
  const choice = (more: Partial<ApplyChoice> = {}): ApplyChoice => ({
    ...{ concurrency: 4, signal: new AbortController().signal, onItem: () => {}, ...more },
  });
  const deliver = (aheadMs = 0) =>
    deliverDue(
      {
        ...{ ...desk, channels: { email, sms, webhook }, formatMoney: () => '110.00 USD', templates: new Templates() },
        clock: { now: desk.clock.now, real: () => Date.now() + aheadMs },
        calendarOf: async (recordLocator) => `BEGIN:VCALENDAR of ${recordLocator}`,
      },
      WORKER_REQUEST,
    );
  const told = (channel: RecordingChannel) => channel.delivered.map(({ subject }) => subject).sort();

  it('hears of all of them in one mail and one SMS, and others as ever', async () => {
    const [own = [], [single = '']] = (await strand([5, 1])) as [string[], string[]];
    const plan = await moved([...own.slice(0, 3), single, ...own.slice(3)]);
    expect(await applyPlan(desk, plan, choice(), {})).toMatchObject({ done: 6 });
    await deliver();
    expect(told(email)).toEqual(['News of 5 of your bookings', `We have rebooked you: ${single}`]);
    const [digest] = email.delivered.filter(({ kind }) => kind === 'digest');
    for (const locator of own) expect(digest?.body).toContain(`Your booking ${locator} now reads:`);
    expect([...(digest?.calendars ?? [])].sort()).toEqual(own.map((locator) => `BEGIN:VCALENDAR of ${locator}`).sort());
    expect(told(sms)).toEqual([
      expect.stringMatching(/^News of 5 of your bookings\. Rebooked: (?:\w{6}(?:, )?){5}\.$/),
      `We have rebooked you: ${single}`,
    ]);
    for (const locator of own) expect(told(sms)[0]).toContain(locator);
    // Programs are told of each.
    expect(told(webhook)).toEqual([...own, single].map((locator) => `We have rebooked you: ${locator}`).sort());
  });

  it('hears of what was refunded, and that it was, in the same mail; and of what is taken back', async () => {
    const [own = []] = await strand([3]);
    const { jobId } = await applyPlan(desk, await moved(own, own.slice(1, 2)), choice(), {});
    await deliver();
    expect(told(email)).toEqual(['News of 3 of your bookings']);
    for (const subject of [`Your booking ${own[1]} is cancelled`, `Refund for your booking ${own[1]}`]) {
      expect(email.delivered[0]?.body).toContain(`  ${subject}\n`);
    }
    await applyPlan(desk, await planRollback(desk, jobId), choice(), {});
    await deliver();
    expect(email.delivered[1]?.subject).toBe('News of 2 of your bookings');
    expect(email.delivered).toHaveLength(2);
  });

  it('hears of them when the last of theirs is over, also where it is skipped; who has one, at once', async () => {
    const [own = [], others = [], [single = '']] = (await strand([3, 2, 1])) as [string[], string[], string[]];
    const plan = await moved([...own.slice(0, 2), single, own[2] as string, ...others]);
    await modifyBooking(desk, { recordLocator: own[2] as string, remark: 'RANG' }, {});
    await deliver();
    email.delivered.length = 0;
    const seen: string[][] = [];
    const onItem = async () => {
      await deliver();
      seen.push(told(email).map((subject) => subject.replace(single, 'ONE')));
    };
    expect(await applyPlan(desk, plan, choice({ concurrency: 1, onItem }), {})).toMatchObject({ done: 5, skipped: 1 });
    const [of, two] = ['We have rebooked you: ONE', 'News of 2 of your bookings'];
    expect(seen).toEqual([[], [], [of], [two, of], [two, of], [two, two, of]]);
  });

  it('waits for no booking that is kept as it is', async () => {
    const [[one = '', kept = ''] = []] = await strand([2]);
    const { items } = await moved([one, kept]);
    const plan = await planOf(desk, [items[0] as TestItem, { ...(items[1] as TestItem), action: 'keep' }]);
    const seen: number[] = [];
    const onItem = async () => {
      await deliver();
      seen.push(email.delivered.length);
    };
    await applyPlan(desk, plan, choice({ concurrency: 1, onItem }), {});
    expect(seen).toEqual([1, 1]);
  });

  it('waits for nothing that a run does not come to, and hears of the rest later', async () => {
    const [own = []] = await strand([4]);
    const stop = new AbortController();
    let items = 0;
    const onItem = () => {
      items += 1;
      if (items === 2) stop.abort();
    };
    const first = await applyPlan(desk, await moved(own), choice({ concurrency: 1, signal: stop.signal, onItem }), {});
    expect(first).toMatchObject({ end: 'interrupted', done: 2 });
    await deliver();
    expect(told(email)).toEqual(['News of 2 of your bookings']);
    await resumeJob(desk, first.jobId, choice({ canary: 1 }), {});
    await deliver();
    await resumeJob(desk, first.jobId, choice(), {});
    await deliver();
    expect(email.delivered.map(({ subject }) => subject.replace(/: \w{6}$/, ': ONE'))).toEqual([
      'News of 2 of your bookings',
      'We have rebooked you: ONE',
      'We have rebooked you: ONE',
    ]);
  });

  it('waits for nothing of a job that cannot go on, and hears of the rest later', async () => {
    const [own = []] = await strand([3]);
    const missing = new OpsdeskError('GATEWAY_NOT_CONFIGURED', 'there are no credentials');
    const bare: Desk = { ...desk, requireGateway: () => Promise.reject(missing) };
    const plan = await moved(own, own.slice(2));
    await expect(applyPlan(bare, plan, choice({ concurrency: 1 }), {})).rejects.toBe(missing);
    await deliver();
    expect(told(email)).toEqual(['News of 2 of your bookings']);
    expect(await applyPlan(desk, plan, choice(), {})).toMatchObject({ done: 1, status: 'finished' });
    await deliver();
    expect(email.delivered).toHaveLength(2);
  });

  it('waits no longer than its window for a job that died, and hears of what was done since with the rest', async () => {
    const [own = []] = await strand([3]);
    const died = new Error('killed');
    const onItem = () => Promise.reject(died);
    let jobId = '';
    const onJob = (id: string) => {
      jobId = id;
    };
    const plan = await moved(own);
    const runner: Desk['runner'] = Object.assign(Object.create(desk.runner), {
      step: () => Promise.reject(new Error()),
    });
    const dying = { ...desk, runner };
    await expect(applyPlan(dying, plan, choice({ concurrency: 1, onItem, onJob }), {})).rejects.toBe(died);
    await deliver(4 * MINUTE_MS);
    expect(told(email)).toEqual([]);
    await expect(resumeJob(dying, jobId, choice({ concurrency: 1, onItem }), {})).rejects.toBe(died);
    await deliver(6 * MINUTE_MS);
    expect(told(email)).toEqual(['News of 2 of your bookings']);
    await resumeJob(desk, jobId, choice(), {});
    await deliver();
    expect(email.delivered).toHaveLength(2);
  });

  it('hears of each once where two carry out the job', async () => {
    const all = (await strand([4, 4, 4])).flat();
    const plan = await moved(all);
    await Promise.all([applyPlan(desk, plan, choice(), {}), applyPlan(desk, plan, choice(), {})]);
    await deliver();
    const heard = email.delivered.flatMap(({ body }) => [...body.matchAll(/^Your booking (\w+) now reads:$/gm)]);
    expect(heard.map(([, locator]) => locator).sort()).toEqual([...all].sort());
  });
});
