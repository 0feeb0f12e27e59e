import type { Transaction } from '../database/dialect.js';
import type { Instant } from '../kernel/instant.js';
import type { DataSubject } from './personal-data.js';

/** Who may do what. It answers before a transaction begins. */
export interface Policy {
  /** @throws NOT_ALLOWED */
  check(actor: string, command: string): void;
}

/** What a use case says of one change; the runner adds who, when and by which command. */
export interface AuditChange {
  /** `noun.verb-in-the-past`, such as `booking.held`. */
  readonly action: string;
  readonly entity: string;
  readonly entityId: string;
  /** Without personal data. */
  readonly before?: object | undefined;
  readonly after?: object | undefined;
  /** What is personal in the change; encrypted under the key of `subject`. */
  readonly personal?: object | undefined;
  readonly subject?: DataSubject | undefined;
}

export interface AuditRecord extends AuditChange {
  readonly id: string;
  readonly operationId: string;
  readonly occurredAt: Instant;
  readonly actor: string;
  readonly command: string;
  readonly reason: string | undefined;
  readonly idempotencyKey: string | undefined;
}

/**
 * The id of an operation's nth audit entry, from 1. It follows from the operation, so that a retry of a
 * commit that did happen meets its own entry, and an operation's entries are found by their ids.
 */
export function auditEntryId(operationId: string, nth: number): string {
  return `aud_${operationId.slice('op_'.length)}_${String(nth).padStart(3, '0')}`;
}

export interface AuditTrail {
  record(tx: Transaction, record: AuditRecord): void;
  /** True when an operation with this id has committed. */
  hasCommitted(operationId: string): Promise<boolean>;
}

/** A fact that other parts of the platform may act on; it commits with the change that it tells of. */
export interface DomainEvent {
  readonly topic: string;
  readonly bookingId?: string | undefined;
  readonly bookingVersion?: number | undefined;
  /** Without personal data. */
  readonly payload: object;
}

export interface Outbox {
  publish(tx: Transaction, event: DomainEvent & { readonly id: string; readonly createdAt: Instant }): void;
}
