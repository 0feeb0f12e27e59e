import type { Session, Transaction } from '../../database/dialect.js';
import type { SandboxOperationRow } from '../../database/schema.js';
import { insertInto, statement } from '../../database/statement.js';
import { invariant } from '../../kernel/errors.js';

const insertOnce = insertInto<SandboxOperationRow>(
  'sandbox_operation',
  [
    'gateway_key',
    'kind',
    'request_hash',
    'reference',
    'parent_reference',
    'outcome',
    'failure',
    'currency',
    'amount_minor',
    'created_at',
  ],
  'on conflict (gateway_key) do nothing',
);
const byKey = statement<{ gateway_key: string }, SandboxOperationRow>(
  'sandbox_operation_by_key',
  'select * from sandbox_operation where gateway_key = :gateway_key',
);
const lockCharge = statement<{ reference: string }, SandboxOperationRow>(
  'lock_sandbox_charge',
  (sql) =>
    `select * from sandbox_operation
     where reference = :reference and kind in ('charge', 'capture') and outcome = 'succeeded' ${sql.forUpdate()}`,
);
const lockAuthorisation = statement<{ reference: string }, SandboxOperationRow>(
  'lock_sandbox_authorisation',
  (sql) =>
    `select * from sandbox_operation
     where reference = :reference and kind = 'authorise' and outcome = 'succeeded' ${sql.forUpdate()}`,
);
const authorisationBy = statement<{ reference: string }, SandboxOperationRow>(
  'find_sandbox_authorisation',
  `select * from sandbox_operation where reference = :reference and kind = 'authorise' and outcome = 'succeeded'`,
);
const endingOf = statement<{ reference: string }, SandboxOperationRow>(
  'find_sandbox_ending',
  `select * from sandbox_operation
   where parent_reference = :reference and kind in ('capture', 'void') and outcome = 'succeeded'`,
);
const refundedOf = statement<{ reference: string }, { refunded_minor: number }>(
  'sandbox_refunded',
  `select coalesce(sum(amount_minor), 0) as refunded_minor from sandbox_operation
   where parent_reference = :reference and outcome = 'succeeded'`,
);

export interface KeptOperation {
  readonly operation: SandboxOperationRow;
  /** False when an earlier call under the same key left it. */
  readonly isFirst: boolean;
}

/** Keeps an operation, unless its key has one already: then that one is given, whatever its body. */
export async function keepSandboxOperation(tx: Transaction, operation: SandboxOperationRow): Promise<KeptOperation> {
  const isFirst = (await tx.run(insertOnce, operation)) === 1;
  if (isFirst) return { operation, isFirst };
  const earlier = await findSandboxOperation(tx, operation.gateway_key);
  invariant(earlier, `sandbox operation ${operation.gateway_key} conflicts and is not there`);
  return { operation: earlier, isFirst };
}

export async function findSandboxOperation(session: Session, gatewayKey: string) {
  return session.first(byKey, { gateway_key: gatewayKey });
}

/** Locks an authorisation that succeeded, so that it is captured or voided once. */
export async function lockSandboxAuthorisation(tx: Transaction, reference: string) {
  return tx.first(lockAuthorisation, { reference });
}

export async function findSandboxAuthorisation(session: Session, reference: string) {
  return session.first(authorisationBy, { reference });
}

/** The capture or the void of an authorisation. Binding only while that is locked. */
export async function findSandboxEnding(session: Session, authorisationReference: string) {
  return session.first(endingOf, { reference: authorisationReference });
}

/** Locks a charge that succeeded, or the capture of an authorisation, so that its refunds take turns. */
export async function lockSandboxCharge(tx: Transaction, reference: string) {
  return tx.first(lockCharge, { reference });
}

/** What the refunds of a charge have taken so far, in minor units. Exact only while the charge is locked. */
export async function sandboxRefundedMinor(tx: Transaction, chargeReference: string): Promise<number> {
  return (await tx.first(refundedOf, { reference: chargeReference }))?.refunded_minor ?? 0;
}
