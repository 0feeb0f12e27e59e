import type { Session, Transaction } from '../database/dialect.js';
import type { IdempotencyRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';
import type { ErrorCode } from '../kernel/error-codes.js';
import { OpsdeskError } from '../kernel/errors.js';
import { DAY_MS, type Instant } from '../kernel/instant.js';
import { type DataSubject, decryptPersonal, encryptPersonal } from './personal-data.js';
import { hashInput, type WriteRequest } from './request.js';

/** How long a key is remembered. */
export const KEY_RETENTION_MS = 30 * DAY_MS;

type Key = Pick<IdempotencyRow, 'actor' | 'command' | 'key'>;

const byKey = 'actor = :actor and command = :command and key = :key';

const claim = insertInto<IdempotencyRow>(
  'idempotency',
  ['actor', 'command', 'key', 'input_hash', 'customer_id', 'progress', 'answer', 'created_at'],
  'on conflict do nothing',
);
const find = statement<Key, IdempotencyRow & { data_key: string | null }>(
  'find_idempotency',
  `select i.*, c.data_key from idempotency i left join customer c on c.id = i.customer_id where ${byKey.replace('key =', 'i.key =')}`,
);
const storeProgress = statement<Key & { progress: string }>(
  'store_idempotency_progress',
  `update idempotency set progress = :progress where ${byKey}`,
);
const storeAnswer = statement<Key & { answer: string; customer_id: string | null }>(
  'store_idempotency_answer',
  `update idempotency set answer = :answer, customer_id = :customer_id where ${byKey} and answer is null`,
);
export const forgetKeysBefore = statement<{ before: Instant }>(
  'forget_idempotency',
  'delete from idempotency where created_at < :before',
);

/** How an operation ended, as it is stored and given again to whoever repeats it. */
export type Outcome<A> =
  | { readonly kind: 'done'; readonly answer: A }
  | {
      readonly kind: 'failed';
      readonly error: { code: ErrorCode; message: string; hint?: string | undefined; details: object };
    };

export function failedOutcome(error: OpsdeskError): Outcome<never> {
  return {
    kind: 'failed',
    error: { code: error.code, message: error.message, hint: error.hint, details: error.details },
  };
}

/** The answer of an outcome. @throws the stored error */
export function answerOf<A>(outcome: Outcome<A>): A {
  if (outcome.kind === 'done') return outcome.answer;
  const { code, message, hint, details } = outcome.error;
  throw new OpsdeskError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    details: details as Record<string, unknown>,
  });
}

export interface Earlier<P, A> {
  readonly progress: P | undefined;
  readonly outcome: Outcome<A> | undefined;
}

/** The idempotency key of one request: claimed in its first transaction, answered in its last. */
export class IdempotencyKey {
  private readonly key: Key;
  private readonly inputHash: string;

  constructor(actor: string, request: WriteRequest, key: string) {
    this.key = { actor, command: request.command, key };
    this.inputHash = hashInput(request.input);
  }

  /**
   * Claims the key, or tells what came of it before. A duplicate waits here for the first transaction
   * of the one before it, by the primary key.
   * @throws IDEMPOTENCY_MISMATCH when the key was used with other input
   */
  async claim<P, A>(tx: Transaction, now: Instant): Promise<Earlier<P, A> | undefined> {
    const isMine = await tx.run(claim, {
      ...this.key,
      input_hash: this.inputHash,
      customer_id: null,
      progress: null,
      answer: null,
      created_at: now,
    });
    return isMine === 1 ? undefined : this.earlier(tx);
  }

  async earlier<P, A>(session: Session): Promise<Earlier<P, A> | undefined> {
    const row = await session.first(find, this.key);
    if (!row) return undefined;
    if (row.input_hash !== this.inputHash) {
      throw new OpsdeskError(
        'IDEMPOTENCY_MISMATCH',
        `the idempotency key "${this.key.key}" was used with other input`,
        {
          hint: 'Use a new key for a new command; repeat a command with exactly the same input.',
        },
      );
    }
    const subject = row.customer_id === null ? undefined : { customerId: row.customer_id, dataKey: row.data_key };
    return {
      progress: row.progress === null ? undefined : (JSON.parse(row.progress) as P),
      outcome: row.answer === null ? undefined : this.readOutcome(row.answer, subject),
    };
  }

  keepProgress(tx: Transaction, progress: unknown): void {
    tx.later(storeProgress, { ...this.key, progress: JSON.stringify(progress) });
  }

  keepOutcome(tx: Transaction, outcome: Outcome<unknown>, subject: DataSubject | undefined): void {
    tx.later(storeAnswer, {
      ...this.key,
      customer_id: subject?.customerId ?? null,
      answer: subject ? encryptPersonal(subject, outcome) : JSON.stringify(outcome),
    });
  }

  private readOutcome<A>(text: string, subject: DataSubject | undefined): Outcome<A> {
    if (!subject) return JSON.parse(text) as Outcome<A>;
    const outcome = decryptPersonal(subject, text);
    if (outcome !== undefined) return outcome as Outcome<A>;
    throw new OpsdeskError('WRONG_STATE', 'the stored answer went with the customer whom it was about', {
      hint: 'The command was done; look its result up with a show command.',
    });
  }
}
