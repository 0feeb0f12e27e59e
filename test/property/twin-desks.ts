import { expect } from 'vitest';
import type { Desk } from '../../src/desk.js';
import type { ErrorCode } from '../../src/kernel/error-codes.js';
import { OpsdeskError } from '../../src/kernel/errors.js';
import type { WriteOptions } from '../../src/runtime/request.js';
import { violationsOf } from '../support/desk.js';
import type { RenewedDatabase } from '../support/property-databases.js';
import { comparable, digestOf, readState, type State } from './state.js';
import { SteppedClock, SteppedIds, steppedDesk } from './stepped-desk.js';

/** How a command ended, the same on every back end. */
export type Outcome<T> =
  | { readonly kind: 'done'; readonly view: T }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string; readonly details: unknown };

interface Twin {
  readonly desk: Desk;
  readonly ids: SteppedIds;
  readonly clock: SteppedClock;
  leave(): Promise<void>;
}

/** The same desk on every back end: what one is told to do, all do, and all must answer alike. */
export class TwinDesks {
  /** After the last command; of the first back end, where nothing that is drawn by chance is looked at. */
  state: State = {};
  private step = 0;
  /** Of each back end, all of it: what a dry run must leave as it was. */
  private digests: readonly string[] = [];

  private constructor(private readonly twins: readonly Twin[]) {}

  static async open(databases: readonly RenewedDatabase[]): Promise<TwinDesks> {
    const opened = await Promise.all(
      databases.map(async (database): Promise<Twin> => {
        const { desk, leave } = await database.open();
        const clock = new SteppedClock();
        const ids = new SteppedIds();
        return { desk: steppedDesk(desk, clock, ids), ids, clock, leave };
      }),
    );
    const twins = new TwinDesks(opened);
    await twins.compareStates('at the start');
    return twins;
  }

  async close(): Promise<void> {
    await Promise.all(this.twins.map((twin) => twin.leave()));
  }

  now(): number {
    return this.twins[0]?.clock.now() ?? 0;
  }

  advance(ms: number): void {
    for (const { clock } of this.twins) clock.advance(ms);
  }

  /** A command, and the comparison of all that it has written. */
  async write<T>(name: string, call: (desk: Desk) => Promise<T>): Promise<Outcome<T>> {
    this.step += 1;
    const outcome = await this.ask(name, call);
    await this.compareStates(name);
    return outcome;
  }

  /** The same command as a dry run, which must change nothing; then for real, with the same ids. */
  async rehearse<T>(name: string, call: (desk: Desk, options: WriteOptions) => Promise<T>) {
    this.step += 1;
    const rehearsal = await this.ask(`${name} --dry-run`, (desk) => call(desk, { isDryRun: true }));
    const states = await Promise.all(this.twins.map(({ desk }) => readState(desk.session)));
    expect(states.map(digestOf), `${name} --dry-run has written`).toEqual(this.digests);
    const outcome = await this.ask(name, (desk) => call(desk, {}));
    await this.compareStates(name);
    return { rehearsal, outcome };
  }

  /** A read: the same answer everywhere. */
  async ask<T>(name: string, call: (desk: Desk) => Promise<T>): Promise<Outcome<T>> {
    const outcomes = await Promise.all(
      this.twins.map(async ({ desk, ids }) => {
        ids.begin(this.step);
        return outcomeOf(() => call(desk));
      }),
    );
    const [first, ...others] = outcomes as [Outcome<T>, ...Outcome<T>[]];
    for (const other of others) expectSame(other, first, `the answer to ${name}`);
    return first;
  }

  /** The violations that the doctor finds, by back end. */
  async violations(): Promise<string[]> {
    const found = await Promise.all(this.twins.map(({ desk }) => violationsOf(desk)));
    return found.flatMap((lines, index) => lines.map((line) => `${this.twins[index]?.desk.session.dialect} ${line}`));
  }

  private async compareStates(name: string): Promise<void> {
    const states = await Promise.all(this.twins.map(({ desk }) => readState(desk.session)));
    this.digests = states.map(digestOf);
    const [first = {}, ...others] = states.map(comparable);
    for (const other of others) expectSame(other, first, `the rows after ${name}`);
    this.state = first;
  }
}

/** Texts are compared first: a deep look at all rows after each of fifty commands would take longer than they do. */
function expectSame(actual: unknown, expected: unknown, what: string): void {
  if (JSON.stringify(actual) === JSON.stringify(expected)) return;
  expect(actual, `${what} differs between the back ends`).toEqual(expected);
}

async function outcomeOf<T>(call: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { kind: 'done', view: await call() };
  } catch (error) {
    if (!(error instanceof OpsdeskError)) throw error;
    const { code, message, details } = error;
    return { kind: 'refused', code, message, details };
  }
}
