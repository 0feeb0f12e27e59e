import fc from 'fast-check';
import { expect } from 'vitest';
import { type RenewedDatabase, renewedDatabases } from '../support/property-databases.js';
import { expectState } from './conformity.js';
import { addFlight, cancelSegment, exchange, move, moveClass, moveDate, reseat } from './flight-steps.js';
import { clear, reinstate, repeat, reprice, split } from './life-steps.js';
import { manner } from './manner.js';
import { Model } from './model.js';
import { advance, cancel, expire, pay, quote, reconcile, refund } from './money-steps.js';
import { answer, overbook, price, retime, rooms } from './operations-steps.js';
import { addPassenger, addStay, cancelStay, changeStay, contact, removePassenger, rename } from './party-steps.js';
import { search } from './search-steps.js';
import { create } from './sell-steps.js';
import { loadSmallWorld } from './small-world.js';
import { digestOf } from './state.js';
import { TwinDesks } from './twin-desks.js';

/** So often that there is something to change, and that the last seats are fought for. */
const selling = [...Array.from({ length: 12 }, () => create), pay, pay, pay, pay, search, search];
const changing = [move, moveDate, moveClass, reseat, cancelSegment, addFlight, exchange];
const changingParty = [rename, contact, addPassenger, removePassenger, addStay, cancelStay, changeStay];
const ending = [cancel, quote, refund, advance, advance, advance, advance, expire, reconcile];
const living = [reinstate, split, split, clear, reprice, repeat];
const operating = [retime, retime, price, overbook, rooms, answer, answer];

/** Up to fifty commands. @param replayPath what a failure printed: which commands were run of those that were drawn */
export function sequences(replayPath?: string) {
  const commands = [...selling, ...changing, ...changingParty, ...ending, ...living, ...operating];
  const given = commands.map((each) => fc.tuple(each, manner).map(([step, how]) => step.given(how)));
  return fc.commands(given, {
    maxCommands: 50,
    size: 'max',
    ...(replayPath === undefined ? {} : { replayPath }),
  });
}

/** Runs one sequence on fresh copies: every command on every back end, then the doctor. */
export async function runSequence(
  databases: readonly RenewedDatabase[],
  commands: Iterable<fc.AsyncCommand<Model, TwinDesks>>,
): Promise<void> {
  const desks = await TwinDesks.open(databases);
  try {
    const model = new Model();
    await fc.asyncModelRun(() => ({ model, real: desks }), commands);
    expectState(desks.state, model);
    expect(digestOf(desks.state)).toMatch(/^[0-9a-f]{64}$/);
    expect(await desks.violations(), 'the doctor').toEqual([]);
  } finally {
    await desks.close();
  }
}

export const openWorlds = () => renewedDatabases(loadSmallWorld);
