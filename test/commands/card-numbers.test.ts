import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { readOrder } from '../../src/booking/read-order.js';
import { createCustomer } from '../../src/customer/create-customer.js';
import { changeCustomer } from '../../src/customer/update-customer.js';
import { TABLES } from '../../src/database/schema.js';
import type { Desk } from '../../src/desk.js';
import { OpsdeskError } from '../../src/kernel/errors.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { bareDigits, cardNumber, spaced } from '../support/cards.js';
import { type CliOptions, cli } from '../support/cli.js';
import { addFlight, flightRef, openTestDesk } from '../support/desk.js';

const CARD = '4929 4212-3460 0821';

onEveryBackend('a card number', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let locator = '';
  let customerId = '';
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-cards-'));
  const pay = { gateway: 'sandbox', source: 'tok_ok' };
  const flights = [{ ref: flightRef('1') }];

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1', economyRows: 20 });
    locator = (await createBooking(desk, { flights, passengers: ['A/B'], pay }, {})).recordLocator;
    customerId = (await createCustomer(desk.runner, { name: 'Ann' }, {})).customerId;
  });
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
    fs.rmSync(folder, { recursive: true });
  });

  /** Every cell of every table, each by itself: two that stand beside each other are no number. */
  async function dump(): Promise<string[]> {
    const cells: string[] = [];
    await desk.database.dedicated(async (raw) => {
      for (const table of TABLES) {
        const { rows } = await raw.execute(`select * from ${table}`, []);
        for (const row of rows) cells.push(...Object.values(row).map((value) => bareDigits(String(value ?? ''))));
      }
    });
    return cells;
  }

  it('enters by no field of any write, whichever it is and however it is spaced', async () => {
    const writes: readonly ((text: string) => Promise<unknown>)[] = [
      (text) => createBooking(desk, { flights, passengers: ['A/B'], remark: text }, {}),
      (text) => createBooking(desk, { flights, passengers: [`${text}/B`] }, {}),
      (text) => createBooking(desk, { flights, passengers: ['A/B'], email: `${text}@x.test` }, {}),
      (text) => createBooking(desk, { flights, passengers: ['A/B'], phone: text }, {}),
      (text) => createBooking(desk, { flights, passengers: ['A/B'] }, { reason: text }),
      (text) => createBooking(desk, { flights, passengers: ['A/B'] }, { idempotencyKey: text }),
      async (text) => createBooking(desk, readOrder({ flights: [], passengers: ['A/B'], pay: `sandbox:${text}` }), {}),
      (text) => modifyBooking(desk, { recordLocator: locator, remark: text }, {}),
      (text) => modifyBooking(desk, { recordLocator: locator, name: `A/${text}` }, {}),
      (text) => issueRefund(desk, { recordLocator: locator, amount: '1.00' }, { reason: text }),
      (text) => createCustomer(desk.runner, { name: text }, {}),
      (text) => changeCustomer(desk.runner, { customerId, phone: text }, {}),
    ];
    const typed: string[] = [];
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: writes.length - 1 }), spaced(cardNumber), async (which, card) => {
        typed.push(bareDigits(card));
        const error = await writes[which]?.(card).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        expect(error).toBeInstanceOf(OpsdeskError);
        const { code, message, hint, details } = error as OpsdeskError;
        expect(code).toBe('INVALID_INPUT');
        expect(bareDigits(JSON.stringify({ message, hint, details }))).not.toContain(bareDigits(card));
      }),
      { numRuns: 200 },
    );
    const cells = await dump();
    for (const card of typed) expect(cells.filter((cell) => cell.includes(card))).toEqual([]);
  });

  it('is told from a telephone number by how that is written, in the field that it has', async () => {
    const make = (phone: string) => createCustomer(desk.runner, { name: 'Bo', phone }, {});
    // As digits alone it could be one of Visa's.
    expect(await make('+49 1525 6012340')).toMatchObject({ phone: '+49 1525 6012340' });
    await expect(make('49 1525 6012340')).rejects.toMatchObject({ hint: expect.stringContaining('+44') });
    await expect(make('+4929 4212 3460 0821')).rejects.toMatchObject({ details: { field: 'phone' } });
    const remark = modifyBooking(desk, { recordLocator: locator, remark: '+49 1525 6012340' }, {});
    await expect(remark).rejects.toMatchObject({ details: { field: 'remark' } });
  });

  it('is neither printed nor kept, wherever it is typed', async () => {
    const outputs: string[] = [];
    const run = async (args: readonly string[], options: CliOptions = {}) => {
      const { exitCode, stdout, stderr } = await cli(trial, args, options);
      outputs.push(stdout, stderr);
      return { exitCode, text: `${args.join(' ')}: ${exitCode}\n${stdout}${stderr}` };
    };
    const refused = async (args: readonly string[], options: CliOptions = {}) => {
      const { exitCode, text } = await run(args, options);
      expect(exitCode, text).toBeGreaterThan(0);
    };
    const order = { flights: [{ flight: 'XX1/2026-12-01' }], passengers: ['A/B'] };
    const create = ['booking', 'create', '--flight', 'XX1/2026-12-01', '--passenger', 'A/B'];
    for (const args of [
      ['booking', 'show', CARD],
      ['booking', CARD],
      [CARD],
      ['booking', 'list', `--${CARD}`],
      ['payment', 'show', CARD],
      ['booking', 'create', '--flight', CARD, '--passenger', CARD],
      [...create, '--pay', `sandbox:${CARD}`],
      [...create, '--remark', CARD, '--debug'],
      [...create, '--passenger', `${CARD}`, '--json'],
      [...create, '--reason', CARD, '--dry-run'],
      ['booking', 'cancel', locator, '--confirm', CARD],
      ['customer', 'create', '--name', CARD, '--email', 'x@x.test', '--json'],
      ['refund', 'issue', locator, '--amount', CARD],
      ['profile', 'add', bareDigits(CARD), '--database-url', 'x.db'],
      ['queue', 'done', CARD, '--note', CARD, '--yes'],
    ]) {
      await refused(args);
    }
    await refused(create, { env: { OPSDESK_OPERATOR: CARD } });
    await refused(['booking', 'create', '--from', '-'], { input: JSON.stringify({ ...order, remark: CARD }) });
    await refused(['booking', 'create', '--from', '-'], { input: `{"remark": "${CARD}` });
    await refused(['booking', 'import', '-'], { input: `flights,passengers,remark\nXX1/2026-12-01,A/B,${CARD}\n` });
    await refused(['booking', 'import', '-', '-o', 'csv'], { input: `flights,passengers\n${CARD},A/B\n` });
    await refused(['booking', 'import', '-', '-o', 'ndjson'], {
      input: `${JSON.stringify({ ...order, phone: CARD })}\n`,
    });
    const schedule = [
      'carrier,number,origin,destination,departure_local,arrival_local,equipment,seats',
      `XX,9,JFK,BOS,2026-12-05T08:00,2026-12-05T09:10,${CARD},`,
    ].join('\n');
    await refused(['flight', 'import', '-'], { input: schedule });
    const file = path.join(folder, `${CARD}.csv`);
    fs.writeFileSync(file, schedule.replace(CARD, 'A320'));
    await refused(['flight', 'import', file]);
    const hotels = [
      'property,name,city,country,airports,currency,room_type,from,to,allotment,price',
      `TST-1,Inn ${CARD},Boston,US,BOS,USD,DBL,2026-12-05,2026-12-20,5,90.00`,
    ].join('\n');
    await refused(['hotel', 'import', '-'], { input: hotels });

    const trail = path.join(folder, 'trail.ndjson');
    expect((await run(['audit', 'export', '--out', trail])).exitCode).toBe(0);
    outputs.push(fs.readFileSync(trail, 'utf8'));
    const digits = bareDigits(CARD);
    // Line by line: what stands above each other is no number.
    for (const line of outputs.join('\n').split('\n')) expect(bareDigits(line)).not.toContain(digits);
    expect((await dump()).filter((cell) => cell.includes(digits))).toEqual([]);
  });
});
