import { createBooking } from '../../src/booking/create-booking.js';
import type { Desk } from '../../src/desk.js';
import { MINUTE_MS } from '../../src/kernel/instant.js';
import { claimQueueItem } from '../../src/queue/claim-item.js';
import { parseQueueTarget } from '../../src/queue/queues.js';
import { crowd, type Outcomes } from '../concurrency/outcomes.js';
import { addFlight, flightRef } from '../support/desk.js';
import { deskOf } from './trial.js';

export const AGENTS = 24;
export const ITEMS = 60;

/** Holds that are about to run out. @returns one of their items */
export async function fillHolds(desk: Desk): Promise<string> {
  await addFlight(desk, { number: '1', economyRows: 20 });
  let last = '';
  for (let count = 0; count < ITEMS; count += 1) {
    const order = { flights: [{ ref: flightRef('1') }], passengers: ['SMITH/JOHN MR'], holdMs: 20 * MINUTE_MS };
    ({ recordLocator: last } = await createBooking(desk, order, {}));
  }
  return `holds/${last}`;
}

/** Every agent wants the same item. */
export function wantOne(desk: Desk, item: string): Promise<Outcomes<unknown>> {
  return crowd(AGENTS, (agent) =>
    claimQueueItem(deskOf(desk, `agent ${agent}`), { target: parseQueueTarget(item) }, {}),
  );
}

/** Every agent takes from the queue until it is empty. @returns what each was given */
export async function emptyQueue(desk: Desk): Promise<string[]> {
  const given: string[] = [];
  await crowd(AGENTS, async (agent) => {
    const seat = deskOf(desk, `agent ${agent}`);
    // More than there are: an agent that is never told of the end must not go on for ever.
    for (let count = 0; count < 2 * ITEMS; count += 1) {
      given.push((await claimQueueItem(seat, { target: 'holds' }, {})).item);
    }
  });
  return given;
}
