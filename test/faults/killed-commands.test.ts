import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import type { Desk } from '../../src/desk.js';
import { Random } from '../../src/seeding/random.js';
import { takenAtGateway } from '../concurrency/taken-at-gateway.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli, startCli } from '../support/cli.js';
import { addFlight, flightRef, openTestDesk, violationsOf } from '../support/desk.js';
import { POINTS, type Point, type StoppingPoints, stoppingPoints } from './stopping-points.js';

/** Per back end: at each point, and anywhere. OPSDESK_SEED plays a run again. */
const AT_EACH_POINT = process.env.OPSDESK_TORTURE ? 25 : 2;
const AT_RANDOM = process.env.OPSDESK_TORTURE ? 100 : 6;
const SEED = Number(process.env.OPSDESK_SEED ?? 20_261_101);

const COMMANDS = ['booking create', 'payment take', 'refund issue'] as const;
type Command = (typeof COMMANDS)[number];

/** What has committed of a command's money, seen from outside. */
type Standing = 'nothing' | 'reserved' | 'charged' | 'settled';
const STANDING_AT: Record<Point, Standing> = {
  'first transaction': 'nothing',
  'gateway call': 'reserved',
  'second transaction': 'charged',
  'stored answer': 'settled',
};

onEveryBackend('commands that are killed', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let points: StoppingPoints;
  const random = new Random(SEED);
  const killed: Record<string, number> = {};
  let subjects = 0;
  let lifeMs = 0;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1', economyRows: 100 });
    points = await stoppingPoints(trial);
    // How long a command lives here and now, once it was compiled: the random kills fall into that time.
    await cli(trial, (await prepare('booking create')).args);
    const startedAt = performance.now();
    await cli(trial, (await prepare('booking create')).args);
    lifeMs = Math.ceil(performance.now() - startedAt);
  });

  afterAll(async () => {
    console.log(
      `${backend.dialect}: killed ${JSON.stringify(killed)}, seed ${SEED}, a command lives ${Math.round(lifeMs)} ms`,
    );
    await points.close();
    await desk.database.close();
    await trial.drop();
  });

  /** One booking for each command, found again by its e-mail address. */
  async function prepare(command: Command): Promise<{ email: string; args: readonly string[] }> {
    subjects += 1;
    const email = `subject-${subjects}@example.com`;
    const key = ['--idempotency-key', `key-${subjects}`, '--json'];
    if (command === 'booking create') {
      return {
        email,
        args: [
          'booking',
          'create',
          '--flight',
          'XX1/2026-12-01',
          '--passenger',
          'KILLED/A MR',
          '--email',
          email,
          '--pay',
          'sandbox:tok_ok',
          ...key,
        ],
      };
    }
    const pay = command === 'refund issue' ? { gateway: 'sandbox', source: 'tok_ok' } : undefined;
    const { recordLocator } = await createBooking(
      desk,
      { flights: [{ ref: flightRef('1') }], passengers: ['KILLED/A MR'], email, pay },
      {},
    );
    const args =
      command === 'payment take'
        ? ['payment', 'take', recordLocator, '--pay', 'sandbox:tok_ok']
        : ['refund', 'issue', recordLocator, '--amount', '10.00'];
    return { email, args: [...args, ...key] };
  }

  async function locatorsOf(email: string): Promise<string[]> {
    const rows = await desk.session.composed((db) =>
      db.selectFrom('booking').select('record_locator').where('contact_email', '=', email),
    );
    return rows.map((row) => row.record_locator);
  }

  async function standingOf(email: string, command: Command): Promise<Standing> {
    const operations = await desk.session.composed((db) =>
      command === 'refund issue'
        ? db
            .selectFrom('refund_part as o')
            .innerJoin('payment as p', 'p.id', 'o.payment_id')
            .innerJoin('booking as b', 'b.id', 'p.booking_id')
            .leftJoin('sandbox_operation as s', 's.gateway_key', 'o.gateway_key')
            .select(['o.status', 's.reference'])
            .where('b.contact_email', '=', email)
        : db
            .selectFrom('payment as o')
            .innerJoin('booking as b', 'b.id', 'o.booking_id')
            .leftJoin('sandbox_operation as s', 's.gateway_key', 'o.gateway_key')
            .select(['o.status', 's.reference'])
            .where('b.contact_email', '=', email),
    );
    expect(operations.length).toBeLessThanOrEqual(1);
    const [operation] = operations;
    if (!operation) return 'nothing';
    if (operation.reference === null) return 'reserved';
    return isOpen(operation.status) ? 'charged' : 'settled';
  }

  const isOpen = (status: string) => status === 'created' || status === 'pending';

  /** Nothing lost and nothing twice, of one booking. */
  async function expectOnce(email: string, command: Command, mustBeDone: boolean): Promise<void> {
    const locators = await locatorsOf(email);
    expect(locators.length).toBeLessThanOrEqual(1);
    if (mustBeDone) expect(locators).toHaveLength(1);
    const taken = locators[0] === undefined ? undefined : await takenAtGateway(desk, locators[0]);
    const once = { charges: 1, chargedMinor: 11_000, refundedMinor: command === 'refund issue' ? 1_000 : 0 };
    const never =
      command === 'refund issue' ? { ...once, refundedMinor: 0 } : { charges: 0, chargedMinor: 0, refundedMinor: 0 };
    expect(mustBeDone ? [once] : [once, never, undefined]).toContainEqual(taken);
  }

  /** Kills a command, then repeats it or reconciles, as people would. */
  async function killOne(command: Command, point: Point | undefined): Promise<'killed' | 'too late'> {
    const { email, args } = await prepare(command);
    if (point) await points.arm(point);
    const running = startCli(trial, args);
    let isOver = false;
    void running.then(() => {
      isOver = true;
    });
    if (point) expect(await points.untilReached(() => isOver)).toBe(true);
    else await sleep(random.between(Math.floor(lifeMs * 0.6), Math.ceil(lifeMs)));
    const standing = await standingOf(email, command);
    if (point) expect(standing).toBe(STANDING_AT[point]);
    running.kill('SIGKILL');
    const { signal } = await running;
    if (point) await points.release(random.below(2) === 0);
    if (point) expect(signal).toBe('SIGKILL');
    if (signal !== 'SIGKILL') return 'too late';
    const name = point ? `in the ${point}` : `at random: ${standing}`;
    killed[name] = (killed[name] ?? 0) + 1;

    // An open operation is no broken invariant: even now the books are right.
    expect(await violationsOf(desk)).toEqual([]);
    const isRepeated = random.below(2) === 0;
    if (isRepeated) {
      const { exitCode, json } = await cli(trial, args);
      expect({ exitCode, answer: json() }).toMatchObject({
        exitCode: 0,
        answer: { recordLocator: (await locatorsOf(email))[0] },
      });
      const again = await cli(trial, args);
      expect(again.json()).toEqual(json());
    } else {
      expect(await cli(trial, ['payment', 'reconcile', '--json'])).toMatchObject({ exitCode: 0 });
    }
    await expectOnce(email, command, isRepeated || standing !== 'nothing');
    return 'killed';
  }

  it.each(POINTS)('in the %s lose nothing and do nothing twice', { timeout: AT_EACH_POINT * 20_000 }, async (point) => {
    for (let i = 0; i < AT_EACH_POINT; i += 1) await killOne(COMMANDS[i % COMMANDS.length] as Command, point);
    expect(killed[`in the ${point}`]).toBe(AT_EACH_POINT);
  });

  it('at random lose nothing and do nothing twice', { timeout: AT_RANDOM * 20_000 }, async () => {
    for (let count = 0; count < AT_RANDOM; ) {
      const end = await killOne(random.pick([...COMMANDS]), undefined);
      if (end === 'killed') count += 1;
      // The machine has other work, more or less of it: a life is as long as it is now.
      lifeMs *= end === 'killed' ? 1.03 : 0.9;
    }
  });

  it('leave books that the doctor finds right, and nothing that a second reconcile would change', async () => {
    expect(await cli(trial, ['payment', 'reconcile', '--json'])).toMatchObject({ exitCode: 0 });
    const second = await cli(trial, ['payment', 'reconcile', '--json']);
    expect(second.json()).toMatchObject({ checked: 0, settled: 0, stillOpen: 0, items: [] });
    const doctor = await cli(trial, ['doctor', '--json']);
    expect(doctor.json()).toMatchObject({ ok: true });
    expect(doctor.exitCode).toBe(0);
    const [sums] = await desk.session.composed((db) =>
      db
        .selectFrom('seat')
        .select((eb) => [eb.fn.countAll<number>().as('sold')])
        .where('status', '=', 'sold'),
    );
    const [confirmed] = await desk.session.composed((db) =>
      db
        .selectFrom('booking as b')
        .innerJoin('passenger as p', 'p.booking_id', 'b.id')
        .select((eb) => [eb.fn.countAll<number>().as('passengers')])
        .where('b.status', '=', 'confirmed'),
    );
    expect(sums?.sold).toBe(confirmed?.passengers);
  });
});
