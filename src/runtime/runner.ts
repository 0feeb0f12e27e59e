import { setTimeout as sleep } from 'node:timers/promises';
import { CommitUnknownError, type Database, type Transaction } from '../database/dialect.js';
import { asOperatingError } from '../database/operating-error.js';
import { isOpsdeskError, OpsdeskError } from '../kernel/errors.js';
import type { IdSource } from '../kernel/ids.js';
import { refuseCardNumbers } from './card-guard.js';
import type { Clock } from './clock.js';
import { answerOf, type Earlier, IdempotencyKey, type Outcome } from './idempotency.js';
import type { DataSubject } from './personal-data.js';
import type { AuditTrail, DomainEvent, Outbox, Policy } from './ports.js';
import type { WriteRequest } from './request.js';
import { jitteredPauseMs, pauseBeforeRetry } from './retry.js';
import { GatheringUnitOfWork, type UnitOfWork } from './unit-of-work.js';

export interface RunnerDeps {
  readonly database: Database;
  readonly actor: string;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly policy: Policy;
  readonly audit: AuditTrail;
  readonly outbox: Outbox;
  /** Told of what has committed, in passing: the outbox is what brings every event to its place. */
  readonly onCommitted?: ((events: readonly DomainEvent[]) => Promise<void>) | undefined;
}

export type Work<T> = (work: UnitOfWork) => Promise<T>;

/** Where an operation of several transactions stands: answered before, or to be carried on from its progress. */
export type Started<P, A> =
  | { readonly kind: 'answered'; readonly outcome: Outcome<A> }
  | { readonly kind: 'under-way'; readonly progress: P; readonly isResumed: boolean };

/** Milliseconds between looks whether a database that is waited for is back. */
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 1_000;

function isAway(error: unknown): boolean {
  return isOpsdeskError(error, 'DATABASE_UNAVAILABLE') || isOpsdeskError(error, 'OUTCOME_UNKNOWN');
}

/** Carries a dry run's result past the rollback. */
class DryRunDone {
  constructor(readonly result: unknown) {}
}

/**
 * The one way to write. It keeps card numbers out, and owns the policy check, the idempotency key, begin, the work,
 * audit, outbox, commit, and a bounded retry of the whole in a fresh transaction. Use cases never nest it, and never
 * call a network inside it.
 */
export class Runner {
  constructor(private readonly deps: RunnerDeps) {}

  /** A command that is one transaction. Repeated with the same idempotency key it gives the stored answer. */
  async write<T>(request: WriteRequest, work: Work<T>): Promise<T> {
    this.deps.policy.check(this.deps.actor, request.command);
    const key = this.keyOf(request);
    return this.attempt(request, async (uow) => {
      const earlier = await key?.claim<unknown, T>(uow.tx, this.deps.clock.real());
      if (earlier?.outcome) return answerOf(earlier.outcome);
      const result = await work(uow);
      key?.keepOutcome(uow.tx, { kind: 'done', answer: result }, uow.subject);
      return result;
    });
  }

  /**
   * The first transaction of a command that has several. What it returns (ids, nothing personal) is
   * kept as the progress: whoever repeats the key, beside us or after a crash, carries on from there.
   */
  async start<P, A>(request: WriteRequest, work: Work<P>): Promise<Started<P, A>> {
    this.deps.policy.check(this.deps.actor, request.command);
    const key = this.keyOf(request);
    return this.attempt<Started<P, A>>(request, async (uow) => {
      const earlier: Earlier<P, A> | undefined = await key?.claim<P, A>(uow.tx, this.deps.clock.real());
      if (earlier?.outcome) return { kind: 'answered', outcome: earlier.outcome };
      if (earlier?.progress !== undefined) return { kind: 'under-way', progress: earlier.progress, isResumed: true };
      const progress = await work(uow);
      key?.keepProgress(uow.tx, progress);
      return { kind: 'under-way', progress, isResumed: false };
    });
  }

  /** A later transaction of a command that `start` began. */
  async step<T>(request: WriteRequest, work: Work<T>): Promise<T> {
    const until = Date.now() + (request.patienceMs ?? 0);
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.attempt(request, work);
      } catch (error) {
        if (!isAway(error) || Date.now() >= until) throw error;
        await sleep(jitteredPauseMs(attempt, FIRST_WAIT_MS, LONGEST_WAIT_MS));
      }
    }
  }

  /**
   * What follows a first transaction that has committed. A database that is lost from here on must not be
   * reported as unavailable, which means that nothing was done: whoever tried again would do it twice.
   */
  async carryOn<T>(leftOpen: (cause: OpsdeskError) => OpsdeskError, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const known = asOperatingError(this.deps.database, error);
      throw known?.kind === 'unavailable' ? leftOpen(known) : (known ?? error);
    }
  }

  /** Keeps how an operation ended. The first to end it decides: everyone gets that answer. */
  async finish<A>(request: WriteRequest, subject: DataSubject | undefined, outcome: Outcome<A>): Promise<A> {
    const key = this.keyOf(request);
    if (!key || request.isDryRun) return answerOf(outcome);
    await this.attempt(request, async (uow) => key.keepOutcome(uow.tx, outcome, subject));
    const kept = await key.earlier<unknown, A>(this.deps.database.session);
    return answerOf(kept?.outcome ?? outcome);
  }

  private keyOf(request: WriteRequest): IdempotencyKey | undefined {
    if (request.idempotencyKey === undefined) return undefined;
    return new IdempotencyKey(this.deps.actor, request, request.idempotencyKey);
  }

  private async attempt<T>(request: WriteRequest, work: (uow: GatheringUnitOfWork) => Promise<T>): Promise<T> {
    const { database, actor } = this.deps;
    refuseCardNumbers({ ...request, actor });
    const operationId = this.deps.ids.next('op');
    const startedAt = Date.now();
    let uncertain: { readonly value: T } | undefined;
    for (let attempt = 0; ; attempt += 1) {
      let result: { readonly value: T } | undefined;
      try {
        let events: readonly DomainEvent[] = [];
        const value = await database.transaction(async (tx) => {
          const uow = this.unitOfWork(tx, request, operationId);
          events = uow.events;
          result = { value: await work(uow) };
          if (request.isDryRun) {
            await tx.sendLater();
            throw new DryRunDone(result.value);
          }
          return result.value;
        });
        // It is done: whatever goes wrong in telling of it must not make it look undone. The outbox tells again.
        if (events.length > 0) await this.deps.onCommitted?.(events).catch(() => {});
        return value;
      } catch (error) {
        if (error instanceof DryRunDone) return error.result as T;
        if (uncertain && this.isOwnEntry(error)) return uncertain.value;
        if (error instanceof CommitUnknownError && result) {
          if (await this.didCommit(operationId)) return result.value;
          uncertain = result;
        }
        const isWorthRetrying = error instanceof CommitUnknownError || this.isTransient(error);
        if (isWorthRetrying && (await pauseBeforeRetry(attempt, startedAt))) continue;
        // The lost commit may have come through while we waited for its locks: its own change refuses us.
        if (uncertain && (await this.didCommit(operationId))) return uncertain.value;
        throw asOperatingError(database, error) ?? error;
      }
    }
  }

  private unitOfWork(tx: Transaction, request: WriteRequest, operationId: string): GatheringUnitOfWork {
    const { actor, ids, audit, outbox, clock } = this.deps;
    return new GatheringUnitOfWork({ tx, now: clock.now(), actor, ids, request, operationId, audit, outbox });
  }

  /** A record locator is drawn by chance: one that is taken is drawn again, with everything else. */
  private isTransient(error: unknown): boolean {
    const fault = this.deps.database.faultOf(error);
    return fault?.kind === 'retry' || (fault?.kind === 'unique' && fault.key === 'booking.record_locator');
  }

  /** The attempt whose commit was lost did commit after all, later than we looked. */
  private isOwnEntry(error: unknown): boolean {
    const fault = this.deps.database.faultOf(error);
    return fault?.kind === 'unique' && fault.key === 'audit_entry.id';
  }

  /**
   * After a connection lost in COMMIT. A server that still works on it needs a moment, so a miss is
   * asked again; a retry that it overtakes is refused by the primary key of its audit entry.
   * @throws OUTCOME_UNKNOWN when the database cannot be asked
   */
  private async didCommit(operationId: string): Promise<boolean> {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      try {
        if (await this.deps.audit.hasCommitted(operationId)) return true;
        if (attempt >= 3) return false;
      } catch (error) {
        if (this.deps.database.faultOf(error)?.kind !== 'unavailable') throw error;
      }
      await sleep(200);
    }
    throw new OpsdeskError('OUTCOME_UNKNOWN', 'the connection was lost while the change was being committed', {
      hint: `Nobody can say yet whether it was made. When the database is back, look at: opsdesk audit list --operation ${operationId}`,
      details: { operationId },
    });
  }
}
