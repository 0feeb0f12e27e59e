import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import type { Desk } from '../../src/desk.js';
import { recordFlightEvent } from '../../src/disruption/record-flight-event.js';
import { sqlite, type TrialDatabase } from '../support/backends.js';
import { ConsoleModel } from '../support/console-model.js';
import { addFlight, flightRef, openTestDesk } from '../support/desk.js';

const PAID = { gateway: 'sandbox', source: 'tok_ok' };

/** From place to place by keys, and what they must not lead to. */
describe('a key', () => {
  let trial: TrialDatabase;
  let desk: Desk;
  let model: ConsoleModel;

  beforeEach(async () => {
    trial = await sqlite.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '101', economyRows: 2, businessRows: 1 });
    model = await ConsoleModel.open(trial);
  });
  afterEach(async () => {
    await model.close();
    await desk.database.close();
    await trial.drop();
  });

  const hold = async (...passengers: string[]) =>
    (await createBooking(desk, { flights: [{ ref: flightRef('101') }], passengers, holdMs: 20 * 60_000 }, {}))
      .recordLocator;
  const goTo = (name: string) => model.press('ctrl-p', ...name, 'enter');
  const openSeats = async () => {
    model.desk.jump('XX101/2026-12-01');
    await model.sees('book one seat');
    await model.press('s');
    await model.sees('Passenger 1');
    await model.press('down', 'down', 'down', 'enter');
    await model.sees('open');
  };

  it('leads from a spelled out name to the place of that name', async () => {
    await goTo('queues');
    expect(model.command).toEqual(['queue', 'list']);
    await goTo('booking list');
    expect(model.desk.place.title).toBe('Bookings');
  });

  it('leads to a command that has no place by telling how it is typed', async () => {
    await goTo('flight adjust');
    expect(model.copied).toEqual(['opsdesk flight adjust --help']);
    await model.sees('opsdesk flight adjust is for a shell');
  });

  it('leads home from anywhere, but not out of a form that somebody has filled in', async () => {
    await goTo('flights');
    await goTo('search flights');
    await model.type('LHR');
    await goTo('home');
    expect(model.desk.place.title).toBe('Search flights');
    await model.press('escape', 'escape');
    await goTo('home');
    expect(model.screen()[0]).toMatch(/^opsdesk › Bookings /);
  });

  it('leads any number of places on without losing a form that somebody has filled in', async () => {
    await goTo('search flights');
    await model.type('LHR');
    for (let hop = 0; hop < 30; hop += 1) await goTo('flights');
    await goTo('home');
    expect(await model.sees('From')).toContain('LHR');
  });

  it('after / is no key where there is nothing to filter', async () => {
    const locator = await hold('SMITH/JOHN MR');
    model.desk.jump(locator);
    await model.sees('m change');
    await model.press('/', ...'cancel');
    expect([model.desk.place.title, model.desk.overlay?.title]).toEqual([locator, 'Go to']);
  });

  it('warns of what Esc would lose, and no longer where one has gone on', async () => {
    await goTo('search flights');
    await model.type('LHR');
    await model.press('escape');
    await model.sees('What was typed here is lost');
    await model.press('escape');
    expect(model.screen().join('\n')).not.toContain('What was typed here is lost');
  });

  it('filters bookings by a whole surname and the beginning of a given name, or by a flight', async () => {
    const locator = await hold('KHAN/AMIRA MS');
    await hold('KHAN/OMAR MR');
    model.desk.refresh();
    await model.sees('of 2');
    await model.press('/', ...'khan/am', 'enter');
    expect(await model.sees('1 of 1')).toContain(locator);
    expect(model.command).toEqual(['booking', 'list', '--name', 'khan/am']);
    await model.press('escape', '/', ...'XX101/2026-12-01', 'enter');
    await model.sees('1 of 2');
    expect(model.command).toEqual(['booking', 'list', '--flight', 'XX101/2026-12-01']);
    await model.press('escape', '/', ...locator, 'enter');
    await model.sees('a locator goes to its booking when it');
  });

  it('types a seat of the map, and takes none of another cabin than the party has', async () => {
    await openSeats();
    await model.press('2', '1', 'c');
    await model.sees('Seat 21C, Y economy');
    await model.press('2', '1', 'x');
    await model.sees('There is no seat 21X');
    await model.press('2', '0', 'd');
    await model.sees('Seat 20D, Y economy');
    // Two of a party, whose fare is not chosen yet: the first seat says which cabin it is.
    const party = await hold('SMITH/JOHN MR', 'SMITH/JANE MRS');
    model.desk.jump(party);
    await model.sees('m change');
    await model.press('s');
    await model.sees('Seat 20A');
    await model.press('1', 'a', 'enter');
    expect(await model.sees('these passengers fly Y economy')).toContain('1 SMITH/JOHN MR  20A');
    // Backspace takes back the digit that was typed, and the seat only where none was.
    await model.press('2', '0', 'backspace', '1', 'b');
    expect(await model.sees('Seat 21B')).toContain('1 SMITH/JOHN MR  20A');
    await model.press('2', '1', 'backspace', 'backspace');
    expect(model.screen().join('\n')).toContain('1 SMITH/JOHN MR  20A');
    await model.press('backspace');
    await model.sees('1 SMITH/JOHN MR  any seat');
    await model.press('?');
    await model.sees('31C');
  });

  it('leads to a queue that is not behind another which is full', { timeout: 60_000 }, async () => {
    await addFlight(desk, { number: '102', economyRows: 40 });
    const sell = (at: number) => {
      const passengers = [`SMITH/JOHN${String.fromCharCode(65 + (at % 26))} MR`];
      return createBooking(desk, { flights: [{ ref: flightRef('102') }], passengers, pay: PAID }, {});
    };
    for (let at = 0; at < 201; at += 1) await sell(at);
    await recordFlightEvent(desk, { ref: flightRef('102'), kind: 'cancelled' }, {});
    await hold('SMITH/JOHN MR');
    await goTo('queues');
    await model.sees('200+');
    expect(model.screen().join('\n')).toMatch(/disrupted +200\+[\s\S]*holds +1 /);
  });
});
