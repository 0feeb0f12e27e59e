import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { showBooking } from '../../src/booking/show-booking.js';
import type { Desk } from '../../src/desk.js';
import { listFlights } from '../../src/inventory/list-flights.js';
import { showFlight } from '../../src/inventory/show-flight.js';
import { parseFlightRef } from '../../src/kernel/flight-ref.js';
import { type CreateFlightInput, createFlight } from '../../src/seeding/create-flight.js';
import { type ImportInput, importSchedule } from '../../src/seeding/import-schedule.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { NOW, openTestDesk, violationsOf } from '../support/desk.js';
import { leg, type SsimLegFields, ssimFile } from './ssim-file.js';

const OUT: SsimLegFields = {
  ...{ number: '117', from: '01DEC26', to: '07DEC26' },
  ...{ origin: 'LHR', std: '0830', originOffset: '+0000' },
  ...{ destination: 'JFK', sta: '1130', destinationOffset: '-0500' },
};
const ON: SsimLegFields = {
  ...{ number: '117', from: '01DEC26', to: '07DEC26', sequence: '02' },
  ...{ origin: 'JFK', std: '1330', originOffset: '-0500' },
  ...{ destination: 'BOS', sta: '1445', destinationOffset: '-0500' },
};

onEveryBackend('importing schedules and making flights', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 6 });
  });

  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  function importText(text: string, input: Partial<ImportInput> = {}) {
    const source = async function* () {
      yield Buffer.from(text, 'latin1');
    };
    return importSchedule(desk.runner, { source: source(), name: 'x', format: 'ssim', isUpdate: false, ...input }, {});
  }
  const create = (more: Partial<CreateFlightInput> = {}) =>
    createFlight(
      desk.runner,
      {
        ...{ carrier: 'ba', number: '0117', origin: 'LHR', destination: 'JFK' },
        ...{ departs: '2026-12-24T08:30', arrives: '2026-12-24T11:30', equipment: 'A320', fares: [], ...more },
      },
      {},
    );

  it('brings the legs of SSIM, again without a change, and a number of several legs by its leg', async () => {
    const text = ssimFile([leg(OUT), leg(ON), leg({ ...OUT, number: '5', more: { 14: 'F' } })]);
    expect(await importText(text)).toMatchObject({ imported: 14, skipped: 1 });
    expect(await importText(text)).toMatchObject({ imported: 0, unchanged: 14 });
    const show = (ref: string) => showFlight(desk.session, parseFlightRef(ref), NOW);
    expect(await show('XX117/2026-12-03-JFK')).toMatchObject({
      departsAt: '2026-12-03T13:30:00-05:00',
      cabins: [
        { cabin: 'C', capacity: 12 },
        { cabin: 'Y', capacity: 132 },
      ],
    });
  });

  it('writes nothing of a damaged file', async () => {
    const whole = ssimFile([leg({ ...OUT, number: '900' }), leg({ ...OUT, number: '901' })]);
    for (const text of [whole.slice(0, -201), whole.replace('LHR08300830', 'LHR08610830')]) {
      expect(text).not.toBe(whole);
      await expect(importText(text)).rejects.toMatchObject({ code: 'IMPORT_REJECTED' });
    }
    const { items } = await listFlights(desk.session, { limit: 100, carrier: 'XX' }, NOW);
    expect(items.filter((item) => item.flight.startsWith('XX90'))).toEqual([]);
  });

  it('offers new times to the bookings of both flights that move, and tells what is small', async () => {
    const numbers = ['201', '202', '203'];
    const legsAt = (...times: [string, string][]) =>
      ssimFile(
        numbers.map((number, index) =>
          leg({ ...OUT, number, std: times[index]?.[0] ?? '', sta: times[index]?.[1] ?? '' }),
        ),
      );
    await importText(legsAt(['0830', '1130'], ['1830', '2130'], ['0830', '1130']));
    const ref = (number: string) => ({ ref: parseFlightRef(`XX${number}/2026-12-03`) });
    const book = (flights: string[]) =>
      createBooking(
        desk,
        { flights: flights.map(ref), passengers: ['ONE/A MR'], pay: { gateway: 'sandbox', source: 'tok_ok' } },
        {},
      );
    const [both, one, small] = [await book(['201', '202']), await book(['201']), await book(['203'])];
    const moved = legsAt(['1030', '1330'], ['2030', '2330'], ['0835', '1135']);
    await expect(importText(moved)).rejects.toMatchObject({ code: 'SCHEDULE_CHANGE' });
    expect(await importText(moved, { isUpdate: true })).toMatchObject({ updated: 21, imported: 0, rescheduled: 3 });
    const statuses = async ({ recordLocator }: { recordLocator: string }) =>
      (await showBooking(desk, recordLocator)).segments.map(({ status, seats }) => `${status} ${seats.length}`);
    expect(await statuses(both)).toEqual(['UN 0', 'UN 0', 'TK 1', 'TK 1']);
    expect(await statuses(one)).toEqual(['UN 0', 'TK 1']);
    expect(await statuses(small)).toEqual(['HK 1']);
    expect((await showBooking(desk, small.recordLocator)).segments[0]?.departsAt).toBe('2026-12-03T08:35:00Z');
  });

  it('makes one flight with the default tariff, and once', async () => {
    const flight = await create();
    expect(flight).toMatchObject({ flight: 'BA117/2026-12-24', departsAt: '2026-12-24T08:30:00Z', available: 174 });
    expect(flight.fares.map(({ fareClass }) => fareClass).sort()).toEqual(['D', 'J', 'M', 'Y']);
    await expect(create()).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(
      (await create({ origin: 'JFK', destination: 'LHR', departs: '2026-12-24T13:30', arrives: '2026-12-25T01:30' }))
        .flight,
    ).toBe('BA117/2026-12-24-JFK');
  });

  it('makes a flight with fares of its own, whose limits hold', async () => {
    const fares = [
      { fareClass: 'Q', cabin: 'Y', base: '80.00', tax: '12.50', limit: 2 },
      { fareClass: 'Y', cabin: 'Y', base: '180', tax: '20', limit: null },
    ];
    const flight = await create({ number: '118', seats: 4, equipment: undefined, fares });
    expect(flight.fares).toMatchObject([
      { fareClass: 'Q', bookingLimit: 2, price: { amountMinor: 9_250 } },
      { fareClass: 'Y', bookingLimit: null, price: { amountMinor: 20_000 } },
    ]);
    const buy = (fareClass?: string) =>
      createBooking(
        desk,
        { flights: [{ ref: parseFlightRef(flight.flight), fareClass }], passengers: ['ONE/A MR'] },
        {},
      );
    await buy('Q');
    await buy('Q');
    await expect(buy('Q')).rejects.toMatchObject({ code: 'SOLD_OUT' });
    expect((await buy()).total.amountMinor).toBe(20_000);
  });

  it.each([
    [{ origin: 'XQX' }],
    [{ destination: 'LHR' }],
    [{ departs: 'noon' }],
    [{ arrives: '2026-12-24T02:00' }],
    [{ equipment: 'ZEPPELIN' }],
    [{ number: '0' }],
    [{ carrier: 'BAW' }],
    [{ fares: [{ fareClass: 'W', cabin: 'W', base: '1', tax: '1', limit: null }] }],
    [{ fares: [1, 2].map(() => ({ fareClass: 'Y', cabin: 'Y', base: '1', tax: '1', limit: null })) }],
  ])('makes no flight of %j', async (more) => {
    await expect(create({ number: '119', ...more })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
