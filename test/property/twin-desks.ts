import { expect } from 'vitest';
import type { Desk } from '../../src/desk.js';
import type { ErrorCode } from '../../src/kernel/error-codes.js';
import { OpsdeskError } from '../../src/kernel/errors.js';
import type { WriteOptions } from '../../src/runtime/request.js';
import { violationsOf } from '../support/desk.js';
import type { RenewedDatabase } from '../support/property-databases.js';
import { type Extra, type Manner, PLAIN } from './manner.js';
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

type Call<T> = (desk: Desk, options: WriteOptions, extra: Extra) => Promise<T>;

type Subject = { readonly locator: string } | { readonly flightId: number } | { readonly property: string };

/** A command that has its answer stored under a key. */
interface Answered {
  readonly name: string;
  readonly outcome: Outcome<unknown>;
  repeat(desk: Desk, extra: Extra): Promise<unknown>;
}

function endsWith(outcome: Outcome<unknown>, code: ErrorCode): boolean {
  return outcome.kind === 'refused' && outcome.code === code;
}

/** The same desk on every back end: what one is told to do, all do, and all must answer alike. */
export class TwinDesks {
  /** After the last command; of the first back end, where nothing that is drawn by chance is looked at. */
  state: State = {};
  /** Of the command at hand. */
  manner: Manner = PLAIN;
  private readonly answered: Answered[] = [];
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

  /**
   * The same command as a dry run, which must change nothing; then for real, with the same ids, and in the manner
   * that was drawn for it.
   * @param subject what it changes, and has a version that the caller may have read
   * @returns `carriedOn`: how a payment ended whose answer was lost, once its command was repeated with its key
   */
  async rehearse<T>(name: string, subject: Subject | undefined, call: Call<T>) {
    this.step += 1;
    const idempotencyKey = this.manner.isKeyed ? `key-${this.step}` : undefined;
    const ifVersion = this.manner.isGuarded ? this.versionOf(subject) : undefined;
    const rehearsal = await this.ask(`${name} --dry-run`, (desk) =>
      call(desk, { isDryRun: true, idempotencyKey }, { ifVersion }),
    );
    if (ifVersion !== undefined) await this.expectStale(name, call, ifVersion - 1, rehearsal);
    await this.expectUntouched(`${name} --dry-run`);
    const outcome = await this.ask(name, (desk) => call(desk, { idempotencyKey }, { ifVersion }));
    await this.compareStates(name);
    if (idempotencyKey === undefined) return { rehearsal, outcome };
    const repeat = (desk: Desk, extra: Extra) => call(desk, { idempotencyKey }, extra);
    const carriedOn = endsWith(outcome, 'PAYMENT_UNKNOWN')
      ? await this.write(`${name} again`, (desk) => repeat(desk, {}))
      : undefined;
    await this.expectKept({ name, outcome: carriedOn ?? outcome, repeat });
    return { rehearsal, outcome, carriedOn };
  }

  /** Any command that was answered under a key, long after it. */
  async repeatAny(which: number): Promise<boolean> {
    const answered = this.answered[which % this.answered.length];
    if (answered) await this.expectSameAnswer(answered);
    return answered !== undefined;
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

  /** Under its key, what was done is answered again, and nothing else is. */
  private async expectKept(answered: Answered): Promise<void> {
    const { outcome } = answered;
    // A refusal has changed nothing, and is not kept; what the gateway said is.
    if (outcome.kind === 'refused' && !endsWith(outcome, 'PAYMENT_DECLINED')) return;
    this.answered.push(answered);
    await this.expectSameAnswer(answered);
  }

  /** A version of its own is no part of what a command asks for: the answer is the same without it. */
  private async expectSameAnswer({ name, outcome, repeat }: Answered): Promise<void> {
    // With other ids, so that nothing can be hidden behind those that it had.
    this.step += 1;
    const again = await this.ask(`${name} again`, (desk) => repeat(desk, {}));
    expect(again, `${name} repeated with its key`).toEqual(outcome);
    const other = await this.ask(`${name} otherwise`, (desk) => repeat(desk, { remark: 'something else' }));
    expect(other, `${name} with other input under its key`).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    await this.expectUntouched(`${name} again`);
  }

  private async expectStale<T>(name: string, call: Call<T>, ifVersion: number, rehearsal: Outcome<T>): Promise<void> {
    const stale = await this.ask(`${name} --if-version ${ifVersion}`, (desk) => call(desk, {}, { ifVersion }));
    // What makes no sense is refused before anybody looks at a version.
    const may = ['VERSION_CONFLICT', ...(rehearsal.kind === 'refused' ? [rehearsal.code] : [])];
    expect(may, `${name} with a stale version`).toContain(stale.kind === 'refused' ? stale.code : 'done');
  }

  private async expectUntouched(name: string): Promise<void> {
    const states = await Promise.all(this.twins.map(({ desk }) => readState(desk.session)));
    expect(states.map(digestOf), `${name} has written`).toEqual(this.digests);
  }

  private versionOf(subject: Subject | undefined): number | undefined {
    const { booking = [], flight = [], property = [] } = this.state;
    if (subject === undefined) return undefined;
    if ('locator' in subject) return booking.find((row) => row.record_locator === subject.locator)?.version;
    if ('flightId' in subject) return flight.find(({ id }) => id === subject.flightId)?.version;
    return property.find(({ code }) => code === subject.property)?.version;
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
