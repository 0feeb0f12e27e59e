import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Backend, onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { ConsoleDriver } from '../support/console-driver.js';
import { answerOf, bookedFor, goToBooking, shown, violationsIn } from '../support/console-steps.js';
import { addFlight, openTestDesk } from '../support/desk.js';

onEveryBackend('other seats in the console', (backend: Backend) => {
  let trial: TrialDatabase;
  let desk: ConsoleDriver;
  let locator: string;

  beforeEach(async () => {
    trial = await backend.create();
    const seeding = await openTestDesk(trial);
    await addFlight(seeding, { number: '101', economyRows: 3 });
    await seeding.database.close();
    locator = await bookedFor(trial, ['SMITH/JOHN MR', 'SMITH/ANN MRS'], '--seat', '20A', '--seat', '20B');
    desk = new ConsoleDriver(trial);
    await desk.sees(locator);
  });
  afterEach(async () => {
    await desk.close();
    await trial.drop();
  });

  const seatStatus = async (seat: string) => {
    const { seats } = await answerOf<{ seats: { seat: string; status: string }[] }>(
      ...([trial, 'flight', 'seats', 'XX101/2026-12-01'] as const),
    );
    return seats.find((one) => one.seat === seat)?.status;
  };

  it('takes another seat on the map, shows what it costs, and gives the old one back', async () => {
    await goToBooking(desk, locator);
    await desk.type('s');
    await desk.sees('Seat 20A, Y economy: sold');
    await desk.sees(/› 1 SMITH\/JOHN MR +20A/);
    await desk.press('down', 'down');
    await desk.sees('Seat 22A, Y economy: open');
    await desk.press('enter');
    await desk.sees(/› 1 SMITH\/JOHN MR +22A/);
    await desk.type('d');
    await desk.sees('Takes');
    const priced = await desk.sees('Fare difference');
    expect(priced.join('\n')).toMatch(/Gives up +.*20A[\s\S]*Takes +.*22A[\s\S]*Then due +0\.00 USD/);
    expect(priced.join('\n')).toContain(`$ opsdesk booking modify ${locator} --seat 22A --seat 20B`);
    await desk.press('ctrl-s');
    await desk.sees(`Change ${locator} to 22A, 20B? The balance is 0.00 USD then.`);
    expect(await seatStatus('22A')).toBe('open');
    await desk.press('enter');
    await desk.sees(`${locator} sits on 22A, 20B`);
    await desk.sees(/P1 +SMITH\/JOHN MR .*22A/);
    const { segments } = await shown(trial, locator);
    expect(segments[0]?.seats).toEqual([
      { passengerId: 'P1', seat: '22A' },
      { passengerId: 'P2', seat: '20B' },
    ]);
    expect(await Promise.all(['20A', '20B', '22A'].map(seatStatus))).toEqual(['open', 'sold', 'sold']);
    expect(await violationsIn(trial)).toEqual([]);
  });

  it('lets two change places', async () => {
    await goToBooking(desk, locator);
    await desk.type('s');
    await desk.sees('Seat 20A, Y economy: sold');
    await desk.press('right', 'enter');
    await desk.sees(/2 SMITH\/ANN MRS +20A/);
    await desk.type('d');
    await desk.sees('Fare difference');
    await desk.press('ctrl-s');
    await desk.sees(`Change ${locator} to 20B, 20A?`);
    await desk.press('enter');
    await desk.sees(`${locator} sits on 20B, 20A`);
    const { segments } = await shown(trial, locator);
    expect(segments[0]?.seats.map(({ seat }) => seat)).toEqual(['20B', '20A']);
    expect(await violationsIn(trial)).toEqual([]);
  });

  it('takes no seat that somebody else has, and changes nothing unless it is agreed to', async () => {
    const other = await bookedFor(trial, ['DOE/JANE'], '--seat', '20C');
    await goToBooking(desk, locator);
    await desk.type('s');
    await desk.sees('Seat 20A, Y economy: sold');
    await desk.press('right', 'right');
    await desk.sees('Seat 20C, Y economy: sold');
    await desk.press('enter');
    await desk.sees('Seat 20C is sold.');
    await desk.press('right', 'enter');
    await desk.sees(/› 1 SMITH\/JOHN MR +20D/);
    await desk.type('d');
    await desk.sees('Fare difference');
    await desk.press('ctrl-s');
    await desk.sees('Are you sure?');
    await desk.press('escape');
    await desk.misses('Are you sure?');
    await desk.press('escape');
    await desk.sees(`${locator}  confirmed  total`);
    expect((await shown(trial, locator)).segments[0]?.seats[0]?.seat).toBe('20A');
    expect((await shown(trial, other)).segments[0]?.seats[0]?.seat).toBe('20C');
  });
});
