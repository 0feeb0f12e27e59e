import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { reconcilePayments } from '../../src/booking/reconcile-payments.js';
import { showBooking } from '../../src/booking/show-booking.js';
import { takePayment } from '../../src/booking/take-payment.js';
import type { Desk } from '../../src/desk.js';
import { type FlightEventInput, recordFlightEvent } from '../../src/disruption/record-flight-event.js';
import { listFlights } from '../../src/inventory/list-flights.js';
import { showFlight } from '../../src/inventory/show-flight.js';
import { HOUR_MS } from '../../src/kernel/instant.js';
import { deskAt } from '../concurrency/desk-at.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk, type TestFlight, violationsOf } from '../support/desk.js';

const PAID = { pay: { gateway: 'sandbox', source: 'tok_ok' } };

onEveryBackend('what becomes of a flight', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let later: Desk;
  let flights = 0;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    later = deskAt(desk, NOW + HOUR_MS);
  });
  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  async function newFlight(flight: Omit<TestFlight, 'number'> = {}): Promise<string> {
    flights += 1;
    await addFlight(desk, { number: String(flights), ...flight });
    return String(flights);
  }
  const sell = (numbers: readonly string[], more: object = PAID) =>
    createBooking(
      desk,
      {
        flights: numbers.map((number) => ({ ref: flightRef(number) })),
        passengers: ['ONE/A MR', 'TWO/B MRS'],
        email: `x${flights}@example.com`,
        ...more,
      },
      {},
    );
  const say = (number: string, event: Omit<FlightEventInput, 'ref'>, isDryRun = false, at = desk) =>
    recordFlightEvent(at, { ref: flightRef(number), ...event }, { isDryRun });
  const cancel = (number: string, more: object = {}) => say(number, { kind: 'cancelled', cause: 'weather', ...more });
  const messagesOf = async (recordLocator: string) => {
    const rows = await desk.session.composed((db) =>
      db
        .selectFrom('notification as n')
        .innerJoin('booking as b', 'b.id', 'n.booking_id')
        .select('n.template')
        .where('b.record_locator', '=', recordLocator)
        .orderBy('n.id'),
    );
    return rows.map(({ template }) => template);
  };
  const eventsOf = (number: string) =>
    desk.session.composed((db) =>
      db
        .selectFrom('flight_event')
        .select(['kind', 'cause', 'delay_minutes', 'diverted_to', 'equipment'])
        .where('flight_id', '=', Number(number))
        .orderBy('id'),
    );

  it('cancelled: segments are UN, seats are free, the money is owed, and the other segments stay', async () => {
    const [there, back] = [await newFlight(), await newFlight()];
    const sold = await sell([there, back]);
    const said = await cancel(there);
    expect(said).toMatchObject({
      outcome: 'recorded',
      status: 'cancelled',
      version: 2,
      event: 'cancelled',
      notified: 1,
    });
    expect(said.bookings).toEqual([sold.recordLocator]);
    const booking = await showBooking(desk, sold.recordLocator);
    expect(booking).toMatchObject({
      status: 'confirmed',
      version: sold.version + 1,
      total: { amountMinor: sold.total.amountMinor / 2 },
      balance: { amountMinor: -sold.total.amountMinor / 2 },
      segments: [
        { status: 'UN', seats: [] },
        { status: 'HK', seats: [{}, {}] },
      ],
    });
    expect((await showFlight(desk.session, flightRef(there), NOW)).cabins[0]).toMatchObject({ sold: 0, available: 6 });
    expect(await messagesOf(sold.recordLocator)).toEqual(['confirmation', 'flight-cancelled']);
    await expect(sell([there])).rejects.toMatchObject({ code: 'FLIGHT_NOT_SELLABLE' });
  });

  it('cancelled again: nothing changes, unless the cause is another, and then nobody is told', async () => {
    const number = await newFlight();
    const { recordLocator } = await sell([number]);
    const first = await say(number, { kind: 'cancelled' });
    const again = await say(number, { kind: 'cancelled' });
    expect(again).toEqual({ ...first, outcome: 'unchanged', bookings: [], notified: 0 });
    expect(await cancel(number)).toMatchObject({ outcome: 'recorded', cause: 'weather', version: 2, notified: 0 });
    expect(await say(number, { kind: 'cancelled' })).toMatchObject({ outcome: 'unchanged', cause: 'weather' });
    expect((await eventsOf(number)).map(({ cause }) => cause)).toEqual(['unknown', 'weather']);
    expect(await messagesOf(recordLocator)).toEqual(['confirmation', 'flight-cancelled']);
  });

  it('cancelled: it is listed, and has no seat to sell', async () => {
    const number = await newFlight();
    const listed = async () => {
      const { items } = await listFlights(desk.session, { limit: 1_000 }, NOW);
      return items.find(({ flight }) => flight.startsWith(`XX${number}/`));
    };
    expect((await listed())?.available).toBeGreaterThan(0);
    await cancel(number);
    expect(await listed()).toMatchObject({ status: 'cancelled', available: 0 });
  });

  it('cancelled: an offer of new times among its segments is overtaken', async () => {
    const number = await newFlight();
    const { recordLocator } = await sell([number]);
    await say(number, { kind: 'delayed', delayMinutes: 60 });
    await cancel(number);
    const { segments } = await showBooking(desk, recordLocator);
    expect(segments.map(({ status }) => status)).toEqual(['UN', 'UN']);
    const offers = await desk.session.composed((db) =>
      db.selectFrom('schedule_change').select('status').where('flight_id', '=', Number(number)),
    );
    expect(offers).toEqual([{ status: 'superseded' }]);
  });

  it('cancelled: a hold of nothing else ends with it, and one of more goes on', async () => {
    const [gone, stays] = [await newFlight(), await newFlight()];
    const alone = await sell([gone], {});
    const both = await sell([gone, stays], {});
    await cancel(gone);
    expect(await showBooking(desk, alone.recordLocator)).toMatchObject({
      status: 'cancelled',
      total: { amountMinor: 0 },
    });
    expect(await showBooking(desk, both.recordLocator)).toMatchObject({
      status: 'held',
      total: { amountMinor: both.total.amountMinor / 2 },
      holdExpiresAt: both.holdExpiresAt,
    });
    for (const { recordLocator } of [alone, both])
      expect(await messagesOf(recordLocator)).toEqual(['flight-cancelled']);
  });

  it('cancelled: a hold whose rest is paid by now is confirmed, also where nothing is left of it', async () => {
    const [gone, stays] = [await newFlight(), await newFlight()];
    const alone = await sell([gone], {});
    const both = await sell([gone, stays], {});
    for (const [{ recordLocator }, amount] of [
      [alone, '110.00'],
      [both, '220.00'],
    ] as const) {
      await takePayment(desk, { recordLocator, source: PAID.pay, amount }, {});
    }
    await cancel(gone);
    expect(await showBooking(desk, alone.recordLocator)).toMatchObject({
      status: 'confirmed',
      balance: { amountMinor: -11_000 },
    });
    expect(await showBooking(desk, both.recordLocator)).toMatchObject({
      status: 'confirmed',
      holdExpiresAt: null,
      balance: { amountMinor: 0 },
      segments: [{ status: 'UN' }, { status: 'HK', seats: [{}, {}] }],
    });
  });

  it('cancelled while a payment is under way: what comes of it is settled as ever', async () => {
    const number = await newFlight();
    const lost = { pay: { gateway: 'sandbox', source: 'tok_timeout' }, timeLimit: 'queue' };
    await expect(sell([number], lost)).rejects.toMatchObject({ code: 'PAYMENT_UNKNOWN' });
    const { bookings } = await cancel(number);
    expect(bookings).toHaveLength(1);
    const locator = bookings[0] as string;
    expect(await showBooking(desk, locator)).toMatchObject({ status: 'held', total: { amountMinor: 0 } });
    await reconcilePayments(desk, {});
    expect(await showBooking(desk, locator)).toMatchObject({ status: 'confirmed', balance: { amountMinor: -22_000 } });
    expect(await messagesOf(locator)).toEqual(['flight-cancelled', 'change']);
  });

  it('cancelled: a hold that has run out is tidied up with it', async () => {
    const number = await newFlight();
    const { recordLocator } = await sell([number], {});
    expect(await say(number, { kind: 'cancelled' }, false, later)).toMatchObject({ bookings: [], notified: 0 });
    expect(await showBooking(desk, recordLocator)).toMatchObject({ status: 'expired' });
  });

  it('cancelled: whoever waits for it leaves the list, and waits on for what else they wanted', async () => {
    const [gone, other] = [await newFlight({ missing: 4 }), await newFlight({ missing: 4 })];
    await sell([gone]);
    await sell([other]);
    const waiting = { canWait: true };
    const only = await sell([gone], waiting);
    const both = await sell([gone, other], waiting);
    expect([only.status, both.status]).toEqual(['waitlisted', 'waitlisted']);
    await cancel(gone);
    expect(await showBooking(desk, only.recordLocator)).toMatchObject({
      status: 'cancelled',
      segments: [{ status: 'UN' }],
    });
    expect(await showBooking(desk, both.recordLocator)).toMatchObject({
      status: 'waitlisted',
      segments: [{ status: 'UN' }, { status: 'HL' }],
    });
    const listed = await desk.session.composed((db) =>
      db
        .selectFrom('waitlist_entry')
        .select('flight_id')
        .where('flight_id', 'in', [Number(gone), Number(other)]),
    );
    expect(listed.map(({ flight_id }) => Number(flight_id))).toEqual([Number(other)]);
  });

  it('delayed: it moves against its schedule, so that the same again changes nothing', async () => {
    const number = await newFlight();
    const { recordLocator } = await sell([number]);
    const first = await say(number, { kind: 'delayed', delayMinutes: 90 });
    expect(first).toMatchObject({
      status: 'delayed',
      departsAt: '2026-12-01T11:30:00Z',
      delayMinutes: 90,
      notified: 1,
    });
    expect(await say(number, { kind: 'delayed', delayMinutes: 90 })).toMatchObject({
      outcome: 'unchanged',
      version: 2,
    });
    const second = await say(number, { kind: 'delayed', delayMinutes: 100 });
    expect(second).toMatchObject({ departsAt: '2026-12-01T11:40:00Z', arrivesAt: '2026-12-01T14:40:00-05:00' });
    // Ten minutes more are told and not offered.
    const { segments } = await showBooking(desk, recordLocator);
    expect(segments.map(({ status, departsAt }) => [status, departsAt])).toEqual([
      ['UN', '2026-12-01T10:00:00Z'],
      ['TK', '2026-12-01T11:40:00Z'],
    ]);
    expect(await say(number, { kind: 'delayed', delayMinutes: 0 })).toMatchObject({
      status: 'scheduled',
      departsAt: '2026-12-01T10:00:00Z',
    });
    expect(await messagesOf(recordLocator)).toEqual(['confirmation', 'change', 'change', 'change']);
  });

  it('delayed past a change of clocks: it shows the clocks of that day', async () => {
    const departsAt = Date.parse('2027-03-27T22:00:00Z');
    const number = await newFlight({ departsAt });
    const ref = { ...flightRef(number), departureDate: '2027-03-27' };
    const said = await recordFlightEvent(desk, { ref, kind: 'delayed', delayMinutes: 240 }, {});
    expect(said).toMatchObject({ flight: `XX${number}/2027-03-27`, departsAt: '2027-03-28T03:00:00+01:00' });
  });

  it('other equipment: its passengers are seated anew, and told where they sit', async () => {
    const number = await newFlight({ economyRows: 2 });
    const { recordLocator } = await sell([number]);
    const said = await say(number, { kind: 'equipment', equipment: 'CRJ-200' });
    expect(said).toMatchObject({ outcome: 'recorded', status: 'scheduled', version: 2, bookings: [recordLocator] });
    expect(await say(number, { kind: 'equipment', equipment: 'CRJ-200' })).toMatchObject({ outcome: 'unchanged' });
    expect((await showFlight(desk.session, flightRef(number), NOW)).equipment).toBe('CRJ-200');
    expect(await messagesOf(recordLocator)).toEqual(['confirmation', 'change']);
  });

  it('departed, diverted and arrived: passengers keep their segments, and hear of a diversion', async () => {
    const number = await newFlight();
    const { recordLocator, version } = await sell([number]);
    await say(number, { kind: 'departed' });
    const diverted = { kind: 'diverted', divertedTo: 'BOS' } as const;
    expect(await say(number, diverted)).toMatchObject({ status: 'diverted', divertedTo: 'BOS', notified: 1 });
    expect(await say(number, diverted)).toMatchObject({ outcome: 'unchanged' });
    await say(number, { ...diverted, divertedTo: 'BGR' });
    await say(number, { kind: 'arrived' });
    expect(await showBooking(desk, recordLocator)).toMatchObject({ version, segments: [{ status: 'HK' }] });
    expect(await messagesOf(recordLocator)).toEqual(['confirmation', 'flight-status', 'flight-status']);
    expect((await eventsOf(number)).map(({ kind }) => kind)).toEqual(['departed', 'diverted', 'diverted', 'arrived']);
  });

  it('diverted to where it came from: it has turned back', async () => {
    const number = await newFlight();
    expect(await say(number, { kind: 'diverted', divertedTo: 'LHR' })).toMatchObject({ outcome: 'recorded' });
  });

  it.each([
    ['cancelled', { kind: 'delayed', delayMinutes: 30 }],
    ['cancelled', { kind: 'departed' }],
    ['cancelled', { kind: 'equipment', equipment: 'A380' }],
    ['departed', { kind: 'cancelled' }],
    ['departed', { kind: 'delayed', delayMinutes: 30 }],
    ['arrived', { kind: 'diverted', divertedTo: 'BOS' }],
  ] as const)('%s: nothing that cannot follow', async (kind, event) => {
    const number = await newFlight();
    await say(number, { kind });
    await expect(say(number, event)).rejects.toMatchObject({ code: 'WRONG_STATE', details: { status: kind } });
    expect(await eventsOf(number)).toHaveLength(1);
  });

  it.each([
    [{ kind: 'delayed' }, 'INVALID_INPUT'],
    [{ kind: 'delayed', delayMinutes: -1 }, 'INVALID_INPUT'],
    [{ kind: 'delayed', delayMinutes: 4_321 }, 'INVALID_INPUT'],
    [{ kind: 'cancelled', delayMinutes: 10 }, 'INVALID_INPUT'],
    [{ kind: 'diverted', divertedTo: 'XXX' }, 'AIRPORT_NOT_FOUND'],
    [{ kind: 'diverted', divertedTo: 'JFK' }, 'INVALID_INPUT'],
    [{ kind: 'equipment', equipment: 'SLEIGH' }, 'INVALID_INPUT'],
    [{ kind: 'cancelled', ifVersion: 7 }, 'VERSION_CONFLICT'],
  ] as const)('refuses %j', async (event, code) => {
    const number = await newFlight();
    await expect(say(number, event)).rejects.toMatchObject({ code });
    expect(await eventsOf(number)).toEqual([]);
  });

  it.each([
    ['a segment that lives on', "update segment set status = 'HK'", "update segment set status = 'UN'"],
    ['a place on a waiting list', "update segment set status = 'HL'", "update segment set status = 'UN'"],
  ])('cancelled: %s there is found by the doctor', async (_name, breakIt, mendIt) => {
    const number = await newFlight();
    await sell([number]);
    await cancel(number);
    const run = (sql: string) =>
      desk.database.dedicated((raw) => raw.execute(`${sql} where flight_id = ${number}`, []));
    await run(breakIt);
    try {
      expect(await violationsOf(desk)).toContain('cancelled-flights-are-empty: 1');
    } finally {
      await run(mendIt);
    }
  });

  it('in a dry run shows what it would do, and does none of it', async () => {
    const number = await newFlight();
    const { recordLocator, version } = await sell([number]);
    const preview = await say(number, { kind: 'cancelled' }, true);
    expect(preview).toMatchObject({ outcome: 'recorded', status: 'cancelled', bookings: [recordLocator], notified: 1 });
    expect(await showBooking(desk, recordLocator)).toMatchObject({ version, segments: [{ status: 'HK' }] });
    expect(await eventsOf(number)).toEqual([]);
  });

  it('with an idempotency key is recorded once, and answered as it was', async () => {
    const number = await newFlight();
    await sell([number]);
    const input = { ref: flightRef(number), kind: 'cancelled' } as const;
    const first = await recordFlightEvent(desk, input, { idempotencyKey: `k${number}` });
    expect(await recordFlightEvent(desk, input, { idempotencyKey: `k${number}` })).toEqual(first);
    expect(first).toMatchObject({ outcome: 'recorded', notified: 1 });
  });
});
