import { HOUR_MS } from '../kernel/instant.js';
import type { DeliveryDeps } from '../notification/attempt-delivery.js';
import type { Channel } from '../notification/channels/channel.js';
import { failingChannel } from '../notification/channels/failing.js';
import { deliverDue } from '../notification/deliver.js';
import type { WriteRequest } from '../runtime/request.js';
import { UNREACHABLE_DOMAIN } from './plan-bookings.js';

const REQUEST: WriteRequest = { command: 'db seed', input: {} };
/** More than any pause between two attempts. */
const LEAP_MS = 2 * HOUR_MS;

/**
 * Sends what the scenario's bookings have queued, to nobody. Mail to the unreachable fails until it is
 * parked: its pauses are leapt over, by a real time of our own.
 */
export async function deliverScenario(deps: Omit<DeliveryDeps, 'channels'>): Promise<void> {
  let aheadMs = 0;
  const clock = { now: () => deps.clock.now(), real: () => deps.clock.real() + aheadMs };
  let isAnyWaiting = false;
  for (;;) {
    const { sent, retrying, failed } = await deliverDue({ ...deps, clock, channels: { email: scenarioMail } }, REQUEST);
    if (retrying > 0) isAnyWaiting = true;
    if (sent + retrying + failed > 0) continue;
    if (!isAnyWaiting) return;
    isAnyWaiting = false;
    aheadMs += LEAP_MS;
  }
}

const unreachable = failingChannel('the mailbox is full');

const scenarioMail: Channel = {
  deliver: async (message, signal) => {
    if (message.to.endsWith(`@${UNREACHABLE_DOMAIN}`)) await unreachable.deliver(message, signal);
  },
};
