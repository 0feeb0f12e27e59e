import type { Transaction } from '../database/dialect.js';
import type { IdSource } from '../kernel/ids.js';
import type { Instant } from '../kernel/instant.js';
import { refuseCardNumbers } from './card-guard.js';
import type { DataSubject } from './personal-data.js';
import { type AuditChange, type AuditTrail, auditEntryId, type DomainEvent, type Outbox } from './ports.js';
import type { WriteRequest } from './request.js';

/** What a use case works with inside its transaction. */
export interface UnitOfWork {
  readonly tx: Transaction;
  /** Business time, the same throughout the transaction. */
  readonly now: Instant;
  readonly actor: string;
  readonly ids: IdSource;
  readonly request: WriteRequest;
  /** Every write leaves at least one entry. */
  audit(change: AuditChange): void;
  publish(event: DomainEvent): void;
  /** Names the customer under whose key the stored answer is encrypted. */
  concerns(subject: DataSubject): void;
}

export interface UnitOfWorkDeps {
  readonly tx: Transaction;
  readonly now: Instant;
  readonly actor: string;
  readonly ids: IdSource;
  readonly request: WriteRequest;
  readonly operationId: string;
  readonly audit: AuditTrail;
  readonly outbox: Outbox;
}

/** Gathers a transaction's audit entries and events; they are sent with its commit. */
export class GatheringUnitOfWork implements UnitOfWork {
  readonly tx: Transaction;
  readonly now: Instant;
  readonly actor: string;
  readonly ids: IdSource;
  readonly request: WriteRequest;
  subject: DataSubject | undefined;
  readonly events: DomainEvent[] = [];
  private auditCount = 0;

  constructor(private readonly deps: UnitOfWorkDeps) {
    this.tx = deps.tx;
    this.now = deps.now;
    this.actor = deps.actor;
    this.ids = deps.ids;
    this.request = deps.request;
  }

  audit(change: AuditChange): void {
    // What it is about may be a file, whose name is no part of a command's input.
    refuseCardNumbers(change.entityId, change.entity);
    this.auditCount += 1;
    const { operationId, request } = this.deps;
    this.deps.audit.record(this.tx, {
      action: change.action,
      entity: change.entity,
      entityId: change.entityId,
      before: change.before,
      after: change.after,
      personal: change.personal,
      subject: change.subject,
      id: auditEntryId(operationId, this.auditCount),
      operationId,
      occurredAt: this.now,
      actor: this.actor,
      command: request.command,
      reason: request.reason,
      idempotencyKey: request.idempotencyKey,
    });
  }

  publish(event: DomainEvent): void {
    this.events.push(event);
    this.deps.outbox.publish(this.tx, { ...event, id: this.ids.next('evt'), createdAt: this.now });
  }

  concerns(subject: DataSubject): void {
    this.subject = subject;
  }
}
