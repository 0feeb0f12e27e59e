import type { Session } from '../database/dialect.js';
import type { Gateway } from '../payment/gateways/gateway.js';
import type { Clock } from '../runtime/clock.js';
import type { Runner } from '../runtime/runner.js';

/** What the booking use cases are given. */
export interface BookingDeps {
  readonly runner: Runner;
  readonly session: Session;
  readonly clock: Clock;
  /** @throws GATEWAY_NOT_CONFIGURED, PRODUCTION_DATABASE, INVALID_INPUT */
  gatewayOf(name: string): Promise<Gateway>;
  /** Cheap enough for a transaction. @throws what `gatewayOf` would */
  requireGateway(name: string): Promise<void>;
}
