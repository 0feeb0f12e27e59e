import type { Session } from '../database/dialect.js';
import { invariant } from '../kernel/errors.js';
import { timeOfId } from '../kernel/ids.js';
import type { Instant } from '../kernel/instant.js';
import { askOnce } from './ask-once.js';
import { chargedOfPart } from './charged.js';
import type { Gateway } from './gateways/gateway.js';
import { listOpenPartsOfRefund, type OpenRefundPart } from './refund-repository.js';
import type { PartOutcome } from './settle-refund.js';

/**
 * Asks the gateways for each open part of a refund that was reserved and committed; never inside a
 * transaction. To ask again is safe: the key and the body are the part's own, and the gateway pays once.
 * @param real real time in milliseconds
 * @returns what `settleRefund` records; empty when nothing is open
 * @throws what `gatewayOf` throws for a gateway that cannot be used here
 */
export async function payOutRefund(
  session: Session,
  gatewayOf: (name: string) => Promise<Gateway>,
  refundId: string,
  real: Instant,
): Promise<PartOutcome[]> {
  const outcomes: PartOutcome[] = [];
  for (const part of await listOpenPartsOfRefund(session, refundId)) {
    const { charge_reference: chargeReference } = part;
    invariant(chargeReference !== null, `payment ${part.payment_id} was captured without a reference`);
    if (!isAskedFor(part)) {
      outcomes.push({ partId: part.id, outcome: { kind: 'succeeded', reference: part.gateway_key } });
      continue;
    }
    const gateway = await gatewayOf(part.gateway);
    const charged = chargedOfPart(part, part.currency);
    const request = { gatewayKey: part.gateway_key, chargeReference, ...charged };
    const operation = { kind: 'refund', ...request, begunAt: timeOfId(part.id) } as const;
    const outcome = await askOnce(gateway, operation, () => gateway.refund(request), part.status === 'unknown', real);
    outcomes.push({ partId: part.id, outcome });
  }
  return outcomes;
}

/** A part that is less than the smallest coin of what was charged gives nothing back, and nobody is asked for it. */
export function isAskedFor(part: OpenRefundPart): boolean {
  return chargedOfPart(part, part.currency).amountMinor > 0;
}
