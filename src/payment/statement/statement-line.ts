import type { Instant } from '../../kernel/instant.js';
import type { OperationKind } from '../gateways/gateway.js';

/** A charge or a refund as a gateway's own export tells it. */
export interface StatementLine {
  /** Of the file, from 1; the header is a line too. */
  readonly line: number;
  readonly kind: OperationKind;
  /** The gateway's own id. */
  readonly reference: string;
  /** Ours, which a gateway keeps with what it does; null where the export has none. */
  readonly key: string | null;
  readonly currency: string;
  /** Minor units, not below zero. */
  readonly amountMinor: number;
  readonly feeMinor: number | null;
  readonly createdAt: Instant | null;
}
