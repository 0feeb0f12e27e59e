import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Backend, onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { ConsoleDriver } from '../support/console-driver.js';
import { answerOf, bookedFor, goToBooking, shown, violationsIn } from '../support/console-steps.js';
import { addFlight, openTestDesk } from '../support/desk.js';
import { addFares } from '../support/fares.js';

const NEXT_DAY = 'XX102/2026-12-02:B';

onEveryBackend('changes and splits in the console', (backend: Backend) => {
  let trial: TrialDatabase;
  let desk: ConsoleDriver;
  let locator: string;

  beforeEach(async () => {
    trial = await backend.create();
    const seeding = await openTestDesk(trial);
    await addFlight(seeding, { number: '101' });
    await addFlight(seeding, { number: '102', departsAt: Date.parse('2026-12-02T10:00:00Z') });
    await addFares(seeding, 102, [{ fareClass: 'B', baseMinor: 15_000 }]);
    await seeding.database.close();
    locator = await bookedFor(trial, ['SMITH/JOHN MR', 'SMITH/ANN MRS']);
    desk = new ConsoleDriver(trial, { columns: 120, lines: 45 });
    await desk.sees(locator);
    await goToBooking(desk, locator);
  });
  afterEach(async () => {
    await desk.close();
    await trial.drop();
  });

  /** The lines that a dry run prints about the money, as the screen has to show them. */
  const dryRun = async () => {
    const { stdout } = await cli(trial, ['booking', 'modify', locator, '--flight', NEXT_DAY, '--dry-run']);
    return (stdout.trimEnd().split('\n\n').at(-1) ?? '').split('\n').map((line) => line.trimEnd());
  };

  it('shows the difference that a dry run prints, and then makes it', async () => {
    const printed = await dryRun();
    expect(printed.join('\n')).toMatch(
      /Fare difference +100\.00 USD[\s\S]*Fees +50\.00 USD[\s\S]*Then due +150\.00 USD/,
    );
    await desk.type('m');
    await desk.sees('› To flight');
    await desk.press('ctrl-s');
    await desk.sees('Nothing is to change yet.');
    await desk.type(NEXT_DAY);
    const lines = await desk.sees('Fare difference');
    expect(lines).toEqual(expect.arrayContaining(printed));
    expect((await shown(trial, locator)).segments[0]?.flight).toBe('XX101/2026-12-01');
    expect(lines).toContain(`$ opsdesk booking modify ${locator} --flight ${NEXT_DAY}`);
    await desk.press('ctrl-s');
    await desk.sees(`Change ${locator} like this? Then 150.00 USD is due.`);
    await desk.press('enter');
    await desk.sees(`${locator} is changed. Balance 150.00 USD.`);
    const { segments, balance, status } = await shown(trial, locator);
    expect(segments.filter((segment) => segment.status !== 'XX')).toMatchObject([
      { flight: 'XX102/2026-12-02', fareClass: 'B' },
    ]);
    expect({ balance, status }).toEqual({ balance: { amountMinor: 15_000, currency: 'USD' }, status: 'confirmed' });
    // What is due can be taken at once.
    await desk.type('p');
    await desk.sees('› Pay with');
    await desk.type('sandbox:tok_ok');
    await desk.press('tab');
    await desk.sees('all that is due unless given: 150.00 USD');
    await desk.press('ctrl-s');
    await desk.sees(`Take 150.00 USD for ${locator}?`);
    await desk.press('enter');
    await desk.sees(`${locator} is confirmed. 370.00 USD is paid in all.`);
    expect(await violationsIn(trial)).toEqual([]);
  });

  it('makes no change that was agreed to on another version, and asks again on the new one', async () => {
    await desk.type('m');
    await desk.sees('› To flight');
    await desk.type(NEXT_DAY);
    await desk.sees('Fare difference');
    await desk.press('ctrl-s');
    await desk.sees('Are you sure?');
    await answerOf(trial, 'booking', 'modify', locator, '--email', 'ann@example.com', '--yes');
    await desk.press('enter');
    await desk.sees('(VERSION_CONFLICT)');
    await desk.sees(NEXT_DAY);
    expect(await shown(trial, locator)).toMatchObject({
      contact: { email: 'ann@example.com' },
      balance: { amountMinor: 0 },
    });
    await desk.press('ctrl-s');
    await desk.sees(`Change ${locator} like this? Then 150.00 USD is due.`);
    await desk.press('enter');
    await desk.sees(`${locator} is changed. Balance 150.00 USD.`);
    // A form that was opened before takes nothing back that was changed meanwhile.
    expect((await shown(trial, locator)).contact.email).toBe('ann@example.com');
    expect(await violationsIn(trial)).toEqual([]);
  });

  it('refuses what cannot be, and keeps what was typed', async () => {
    await desk.type('m');
    await desk.sees('› To flight');
    await desk.type('XX999/2026-12-02');
    await desk.sees('(FLIGHT_NOT_FOUND)');
    await desk.sees('XX999/2026-12-02');
    await desk.press('tab');
    await desk.type('2026-02-31');
    await desk.sees(/To date +2026-02-31.*✗/);
    await desk.press('ctrl-s');
    await desk.misses('Are you sure?');
    expect((await shown(trial, locator)).version).toBe(2);
  });

  it('splits a party of two', async () => {
    await desk.type('x');
    await desk.sees('Choose with ← and → who leaves.');
    await desk.press('tab', 'right');
    await desk.sees(/Who leaves +SMITH\/ANN MRS[\s\S]*Who stays +SMITH\/JOHN MR/);
    await desk.sees(`$ opsdesk booking split ${locator} --passenger P2`);
    await desk.press('ctrl-s');
    await desk.sees(`Give SMITH/ANN MRS of ${locator} a booking of their own?`);
    await desk.press('enter');
    const lines = await desk.sees(`was split from ${locator}`);
    const made = /([A-Z2-9]{6}) was split from/.exec(lines.join('\n'))?.[1] ?? '';
    await desk.sees(new RegExp(`${made}  confirmed  total 110.00 USD  version \\d+`));
    const [stays, leaves] = await Promise.all([shown(trial, locator), shown(trial, made)]);
    expect([stays, leaves].map(({ passengers }) => passengers.map(({ name }) => name))).toEqual([
      ['SMITH/JOHN MR'],
      ['SMITH/ANN MRS'],
    ]);
    expect([stays.paid.amountMinor, leaves.paid.amountMinor]).toEqual([11_000, 11_000]);
    // Back is the booking that was split, as it is now.
    await desk.press('escape');
    await desk.sees(new RegExp(`${locator}  confirmed  total 110.00 USD  version 3`));
    expect(await violationsIn(trial)).toEqual([]);
  });

  it('splits nobody off where nobody leaves', async () => {
    await desk.type('x');
    await desk.sees('Choose with ← and → who leaves.');
    await desk.press('ctrl-s');
    await desk.sees('! Choose with ← and → who leaves.');
    await desk.press('enter');
    await desk.misses('Are you sure?');
    expect((await shown(trial, locator)).passengers).toHaveLength(2);
  });
});
