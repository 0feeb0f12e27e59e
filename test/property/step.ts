import type { AsyncCommand } from 'fast-check';
import { expect } from 'vitest';
import { expectForecast, expectState, type Forecast } from './conformity.js';
import { count } from './endings.js';
import { type Manner, PLAIN } from './manner.js';
import type { Model } from './model.js';
import type { Outcome, TwinDesks } from './twin-desks.js';
import { seeWhoWasServed } from './waiting.js';

/** One command of a sequence, given to the model and to the desks. */
export class Step implements AsyncCommand<Model, TwinDesks> {
  constructor(
    private readonly text: string,
    private readonly needsBooking: boolean,
    private readonly work: (model: Model, desks: TwinDesks, name: string) => Promise<void>,
    private readonly manner: Manner = PLAIN,
  ) {}

  /** The same command, given in another manner. */
  given(manner: Manner): Step {
    return new Step(this.text, this.needsBooking, this.work, manner);
  }

  check(model: Readonly<Model>): boolean {
    return !this.needsBooking || model.bookings.length > 0;
  }

  async run(model: Model, desks: TwinDesks): Promise<void> {
    desks.manner = this.manner;
    await this.work(model, desks, this.text);
    await seeWhoWasServed(model, desks);
    expectState(desks.state, model);
  }

  toString(): string {
    return [this.text, this.manner.isKeyed ? 'keyed' : [], this.manner.isGuarded ? 'guarded' : []].flat().join(' ');
  }
}

/** What only the gateway can tell, and no dry run asks it. */
const SAID_BY_GATEWAY = ['PAYMENT_DECLINED', 'PAYMENT_UNKNOWN', 'REFUND_UNKNOWN'];

/**
 * Judges a command by its forecast and by its dry run: what that refused is refused, and what it showed is done.
 * @param shown the part of an answer that a dry run knows already
 * @param yields others wait, whom the command serves first and its dry run does not
 */
export function judge<T>(
  name: string,
  { rehearsal, outcome }: { readonly rehearsal: Outcome<T>; readonly outcome: Outcome<T> },
  forecast: Forecast,
  shown: (view: T) => unknown,
  yields = false,
): void {
  count(`${name.split(' ')[0]} ${outcome.kind === 'done' ? 'done' : outcome.code}`);
  expectForecast(name, outcome, forecast);
  if (yields) return;
  if (rehearsal.kind === 'refused') expect(outcome, `${name} after its dry run`).toEqual(rehearsal);
  else if (outcome.kind === 'refused') expect(SAID_BY_GATEWAY, `${name} after its dry run`).toContain(outcome.code);
  else expect(shown(outcome.view), `${name} after its dry run`).toEqual(shown(rehearsal.view));
}
