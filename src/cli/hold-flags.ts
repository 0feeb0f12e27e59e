import { Flags, type Interfaces } from '@oclif/core';
import { durationFlag } from './duration-flag.js';

/** How long a hold lasts, for the commands that make one. */
export const holdTermFlags = {
  hold: durationFlag({ summary: "Until the customer's deadline; half an hour unless given." }),
  grace: durationFlag({ summary: 'Between the deadline and the release of the space.' }),
  'price-guarantee': durationFlag({ summary: 'How long the price stands; up to the deadline unless given.' }),
  'time-limit': Flags.option({
    summary: 'What the deadline does: cancels, or queues the booking for an agent and keeps it.',
    helpValue: 'KIND',
    options: ['cancel', 'queue'] as const,
  })(),
};

export type HoldTermFlags = Partial<Interfaces.InferredFlags<typeof holdTermFlags>>;

/** The same as the use cases take it, in milliseconds. */
export function holdTerms(flags: HoldTermFlags) {
  return {
    holdMs: flags.hold,
    graceMs: flags.grace,
    priceMs: flags['price-guarantee'],
    timeLimit: flags['time-limit'],
  };
}
