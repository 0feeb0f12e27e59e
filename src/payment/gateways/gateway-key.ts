import type { OperationKind } from './gateway.js';

/** An operation at a gateway, a page that a customer is asked to pay on, or what a payment is after a split. */
type KeyKind = OperationKind | 'request' | 'split';

/** Says what it is for, as an adapter may have to know of a key that it hears from its gateway. */
export function gatewayKeyFor(kind: KeyKind, id: string): string {
  return `${kind}-${id}`;
}

export function isKeyFor(kind: KeyKind, gatewayKey: string): boolean {
  return gatewayKey.startsWith(gatewayKeyFor(kind, ''));
}
