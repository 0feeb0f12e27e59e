import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BookingView } from '../../src/booking/view-booking.js';
import { type Backend, onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { ConsoleDriver } from '../support/console-driver.js';
import { answerOf, shown, violationsIn } from '../support/console-steps.js';
import { addFlight, openTestDesk } from '../support/desk.js';

const FLIGHT = 'XX101/2026-12-01';
const ROW = 6;

onEveryBackend('two consoles on the last seat', (backend: Backend) => {
  let trial: TrialDatabase;
  let desks: readonly [ConsoleDriver, ConsoleDriver];

  beforeEach(async () => {
    trial = await backend.create();
  });
  afterEach(async () => {
    for (const desk of desks) await desk.close();
    await trial.drop();
  });

  /** Two consoles in front of the same question, on a flight with so many seats. */
  const bothAsk = async (seats: number, wish: string) => {
    const seeding = await openTestDesk(trial);
    await addFlight(seeding, { number: '101', missing: ROW - seats });
    await seeding.database.close();
    desks = [new ConsoleDriver(trial), new ConsoleDriver(trial)];
    await Promise.all([fillIn(desks[0], 'SMITH/JOHN', wish), fillIn(desks[1], 'DOE/JANE', wish)]);
  };

  const fillIn = async (desk: ConsoleDriver, name: string, seat: string) => {
    await desk.sees('No bookings yet');
    await desk.type(FLIGHT);
    await desk.sees('go to this flight');
    await desk.press('enter');
    await desk.sees('s book one seat');
    await desk.type('s');
    await desk.sees('› Passenger 1');
    await desk.type(name);
    await desk.press('tab', 'tab', 'tab');
    await desk.sees('Enter opens the map');
    await desk.type(seat);
    await desk.press('tab');
    await desk.type('sandbox:tok_ok');
    await desk.sees('Price 110.00 USD');
    await desk.press('ctrl-s');
    await desk.sees('Book it and take 110.00 USD by sandbox:tok_ok?');
  };

  /** Both press Enter. @returns who got it and who did not */
  const bothBook = async () => {
    await Promise.all(desks.map((desk) => desk.press('enter')));
    const isFirst = await Promise.all(
      desks.map(async (desk) =>
        (await desk.sees(/is confirmed|\((SEAT_TAKEN|SOLD_OUT)\)/)).join('\n').includes('is confirmed'),
      ),
    );
    expect(isFirst.toSorted()).toEqual([false, true]);
    const [one, other] = desks;
    return isFirst[0]
      ? { winner: one, loser: other, name: 'DOE/JANE' }
      : { winner: other, loser: one, name: 'SMITH/JOHN' };
  };
  const bookings = async () => (await answerOf<{ items: BookingView[] }>(trial, 'booking', 'list')).items;
  const locatorOn = async (desk: ConsoleDriver) => {
    const lines = await desk.sees('is confirmed');
    return /([A-Z2-9]{6}) is confirmed/.exec(lines.join('\n'))?.[1] ?? '';
  };

  it('gives it to one, and offers the other what is near; the form stays and is sent again', async () => {
    await bothAsk(2, '20A');
    const { winner, loser, name } = await bothBook();
    const lines = (await loser.sees('(SEAT_TAKEN)')).join('\n');
    expect(lines).toContain('The nearest free seats: 20B.');
    expect(lines).toMatch(new RegExp(`Passenger 1 +${name}[\\s\\S]*Seats +20A[\\s\\S]*Pay with +sandbox:tok_ok`));
    expect(await bookings()).toHaveLength(1);
    // One field is another, and nothing else is typed again.
    await loser.press('up', 'ctrl-u');
    await loser.type('20b');
    await loser.sees(/P1 +\S+ +ADT +20B/);
    await loser.press('ctrl-s');
    await loser.sees('Book it and take 110.00 USD');
    await loser.press('enter');
    const made = await Promise.all([locatorOn(loser), bookings()]);
    expect(made[1]).toHaveLength(2);
    const second = await shown(trial, made[0]);
    expect(second).toMatchObject({ status: 'confirmed', paid: { amountMinor: 11_000 } });
    expect(second.passengers[0]?.name).toBe(name);
    expect(second.segments[0]?.seats[0]?.seat).toBe('20B');
    await winner.sees('confirmed');
    expect(await violationsIn(trial)).toEqual([]);
  });

  it('says that the flight is sold out where it was the last, and keeps the form', async () => {
    await bothAsk(1, '');
    const { winner, loser, name } = await bothBook();
    const lines = (await loser.sees('(SOLD_OUT)')).join('\n');
    expect(lines).toMatch(new RegExp(`Passenger 1 +${name}[\\s\\S]*Pay with +sandbox:tok_ok`));
    // Again it is asked nothing: the dry run says the same.
    await loser.press('ctrl-s');
    await loser.sees('(SOLD_OUT)');
    await loser.misses('Are you sure?');
    expect(await bookings()).toMatchObject([{ recordLocator: await locatorOn(winner) }]);
    // It is given back, and the same form gets it.
    await answerOf(trial, 'booking', 'cancel', await locatorOn(winner), '--confirm', await locatorOn(winner));
    await loser.press('ctrl-s');
    await loser.sees('Book it and take 110.00 USD');
    await loser.press('enter');
    expect((await shown(trial, await locatorOn(loser))).passengers[0]?.name).toBe(name);
    expect(await violationsIn(trial)).toEqual([]);
  });
});
