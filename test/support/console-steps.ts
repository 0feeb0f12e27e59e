import { expect } from 'vitest';
import type { BookingView } from '../../src/booking/view-booking.js';
import { openDesk } from '../../src/desk.js';
import type { TrialDatabase } from './backends.js';
import { cli } from './cli.js';
import type { ConsoleDriver } from './console-driver.js';
import { testSettings, violationsOf } from './desk.js';

/** Runs a command that has to succeed. @returns its JSON */
export async function answerOf<T>(trial: TrialDatabase, ...args: readonly string[]): Promise<T> {
  const { exitCode, stderr, json } = await cli(trial, [...args, '--json']);
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  return json() as T;
}

/** A confirmed booking on `XX101/2026-12-01`, made beside the console. @returns its locator */
export async function bookedFor(trial: TrialDatabase, names: readonly string[], ...more: readonly string[]) {
  const passengers = names.flatMap((name) => ['--passenger', name]);
  const flight = more.includes('--flight') ? [] : ['--flight', 'XX101/2026-12-01'];
  const order = [...flight, ...passengers, '--email', 'john@example.com', '--pay', 'sandbox:tok_ok', ...more];
  return (await answerOf<BookingView>(trial, 'booking', 'create', ...order)).recordLocator;
}

export const shown = (trial: TrialDatabase, locator: string) =>
  answerOf<BookingView>(trial, 'booking', 'show', locator);

/** What the doctor has against the database. */
export async function violationsIn(trial: TrialDatabase): Promise<string[]> {
  const desk = await openDesk(testSettings(trial));
  const violations = await violationsOf(desk);
  await desk.database.close();
  return violations;
}

/** Types a locator wherever one is, and goes there. */
export async function goToBooking(desk: ConsoleDriver, locator: string): Promise<void> {
  await desk.type(locator);
  await desk.sees(new RegExp(`› ${locator} +go to this booking`));
  await desk.press('enter');
  await desk.sees(new RegExp(`${locator}  \\w+  .*version \\d+`));
}

/** Goes to a place by its name. */
export async function goTo(desk: ConsoleDriver, name: string, arrived: string | RegExp): Promise<void> {
  await desk.type(`:${name}`);
  await desk.sees(`: ${name}`);
  await desk.press('enter');
  await desk.sees(arrived);
}
