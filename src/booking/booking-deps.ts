import type { Session } from '../database/dialect.js';
import type { Gateway } from '../payment/gateways/gateway.js';
import type { Clock } from '../runtime/clock.js';
import type { Runner } from '../runtime/runner.js';

/** What the booking use cases are given. */
export interface BookingDeps {
  readonly runner: Runner;
  readonly session: Session;
  readonly clock: Clock;
  gatewayOf(name: string): Promise<Gateway>;
}
