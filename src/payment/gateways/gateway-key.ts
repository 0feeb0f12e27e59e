import type { OperationKind } from './gateway.js';

/** An operation at a gateway, a page that a customer is asked to pay on, or what a payment is after a split. */
type KeyKind = OperationKind | 'request' | 'split';

/** Says what it is for. */
export function gatewayKeyFor(kind: KeyKind, id: string): string {
  return `${kind}-${id}`;
}
