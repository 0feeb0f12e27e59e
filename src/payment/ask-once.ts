import { HOUR_MS, type Instant } from '../kernel/instant.js';
import {
  askGateway,
  type Gateway,
  type GatewayOutcome,
  type LookUpOutcome,
  type SentOperation,
} from './gateways/gateway.js';

/** For clocks that differ between desks, and calls that are still on their way. */
const MARGIN_MS = HOUR_MS;

/**
 * Has a gateway carry out an operation that was reserved and committed, once, however often and by whomever this is
 * called; never inside a transaction. While the gateway knows the key, the same call brings back the first answer.
 * Behind that the operation is only looked for: a second call would be a second charge.
 * @param post the call, with the operation's own key and body
 * @param wasLost an earlier call is known to have had no answer
 * @param real real time in milliseconds
 * @returns `not-found` only when it is certain that it would have been found
 */
export async function askOnce(
  gateway: Gateway,
  operation: SentOperation,
  post: () => Promise<GatewayOutcome>,
  wasLost: boolean,
  real: Instant,
): Promise<LookUpOutcome> {
  const ageMs = real - operation.begunAt;
  const knownForMs = gateway.keyRetentionMs(operation.kind);
  if (ageMs < knownForMs - MARGIN_MS) {
    const outcome = await askGateway(post);
    if (outcome.kind !== 'unknown' || !wasLost) return outcome;
    // A server that failed may keep that failure under the key and repeat it, whatever it has done.
    const found = await lookUp(gateway, operation);
    return found.kind === 'succeeded' || found.kind === 'declined' ? found : outcome;
  }
  const found = await lookUp(gateway, operation);
  // The last call under the key may have come as late as the key's own end.
  const isCertain = ageMs > knownForMs + gateway.lookUpLagMs + MARGIN_MS;
  return found.kind === 'not-found' && !isCertain ? { kind: 'unknown', reason: 'not_found_yet' } : found;
}

function lookUp(gateway: Gateway, operation: SentOperation): Promise<LookUpOutcome> {
  return askGateway<LookUpOutcome>(() => gateway.lookUp(operation));
}
