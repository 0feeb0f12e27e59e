import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommitUnknownError, type Database, type Transaction } from '../../database/dialect.js';
import { asOperatingError } from '../../database/operating-error.js';
import type { SandboxOperationRow } from '../../database/schema.js';
import { DAY_MS } from '../../kernel/instant.js';
import { hashInput } from '../../runtime/request.js';
import { pauseBeforeRetry } from '../../runtime/retry.js';
import {
  type AuthorisationState,
  type Authorisations,
  type ChargeRequest,
  FOR_EVER_MS,
  type Gateway,
  GatewayError,
  type GatewayOutcome,
  type LookUpOutcome,
  type RefundRequest,
  type SentOperation,
} from './gateway.js';
import {
  findSandboxAuthorisation,
  findSandboxEnding,
  findSandboxOperation,
  type KeptOperation,
  keepSandboxOperation,
  lockSandboxAuthorisation,
  lockSandboxCharge,
  sandboxRefundedMinor,
} from './sandbox-repository.js';

/** Why a token is declined; null for those that pay. */
const TOKENS: ReadonlyMap<string, string | null> = new Map([
  ['tok_ok', null],
  ['tok_decline', 'card_declined'],
  ['tok_timeout', null],
  ['tok_slow', null],
  ['tok_refund_timeout', null],
  ['tok_capture_timeout', null],
]);

const SLOW_MS = 1_500;
/** What is set aside is free again after so long. */
const LIFE_MS = 7 * DAY_MS;
const TIMED_OUT = { kind: 'unknown', reason: 'timeout' } as const;

export interface SandboxOptions {
  readonly database: Database;
  /** How long `tok_slow` keeps its caller waiting; OPSDESK_SANDBOX_SLOW_MS unless given. */
  readonly slowMs?: number;
}

/**
 * The built-in gateway of tests and training. It behaves as a company across the network: its record is
 * its own, written in short transactions that no booking takes part in, and outlives a caller that is
 * killed. The token decides: `tok_ok`, `tok_decline`; `tok_timeout` is charged and the answer lost;
 * `tok_slow` is charged at once and answered late; `tok_refund_timeout` loses the answer to each
 * refund that was paid, `tok_capture_timeout` the answer to the capture or the void of what was set aside. To ask again with the same key gives the answer that was lost.
 */
export class SandboxGateway implements Gateway {
  readonly name = 'sandbox';
  readonly lookUpLagMs = 0;
  private readonly database: Database;
  private readonly slowMs: number;

  constructor(options: SandboxOptions) {
    this.database = options.database;
    this.slowMs = options.slowMs ?? Number(process.env.OPSDESK_SANDBOX_SLOW_MS ?? SLOW_MS);
  }

  async charge(request: ChargeRequest): Promise<GatewayOutcome> {
    return this.ask('charge', request);
  }

  private async ask(kind: 'charge' | 'authorise', request: ChargeRequest): Promise<GatewayOutcome> {
    const { gatewayKey, amountMinor, currency, source } = request;
    const { operation, isFirst } = await this.inOwnTransaction((tx) =>
      this.keep(tx, {
        gateway_key: gatewayKey,
        kind,
        request_hash: hashCharge(amountMinor, currency, source, kind),
        parent_reference: null,
        failure: amountMinor > 0 ? declineReason(source) : 'invalid_amount',
        currency,
        amount_minor: amountMinor,
      }),
    );
    if (isFirst && source === 'tok_timeout') return TIMED_OUT;
    if (isFirst && source === 'tok_slow') await sleep(this.slowMs);
    return outcomeOf(operation);
  }

  readonly authorisations: Authorisations = {
    lifeMs: LIFE_MS,
    authorise: (request) => this.ask('authorise', request),
    capture: ({ gatewayKey, authorisationReference, amountMinor, currency }) =>
      this.end('capture', gatewayKey, authorisationReference, (authorisation) =>
        authorisation.currency === currency ? amountMinor : undefined,
      ),
    void: ({ gatewayKey, authorisationReference }) =>
      this.end('void', gatewayKey, authorisationReference, ({ amount_minor }) => amount_minor),
    read: (reference, currency) => this.readAuthorisation(reference, currency),
  };

  /** Who captures and who voids take turns by the lock on what was set aside, so that one of them does. */
  private async end(
    kind: 'capture' | 'void',
    gatewayKey: string,
    reference: string,
    amountOf: (authorisation: SandboxOperationRow) => number | undefined,
  ): Promise<GatewayOutcome> {
    const { operation, isFirst, isLossy } = await this.inOwnTransaction(async (tx) => {
      const authorisation = await lockSandboxAuthorisation(tx, reference);
      const ending = await findSandboxEnding(tx, reference);
      const amountMinor = (authorisation && amountOf(authorisation)) ?? 0;
      const kept = await this.keep(tx, {
        gateway_key: gatewayKey,
        kind,
        request_hash: hashInput({ kind, reference, amountMinor }),
        parent_reference: reference,
        failure: endRefusalOf(authorisation, ending, amountMinor),
        currency: authorisation?.currency ?? '',
        amount_minor: amountMinor,
      });
      return { ...kept, isLossy: authorisation !== undefined && isChargedTo(authorisation, 'tok_capture_timeout') };
    });
    const isAnswerLost = isLossy && isFirst && operation.outcome === 'succeeded';
    return isAnswerLost ? TIMED_OUT : outcomeOf(operation);
  }

  private async readAuthorisation(reference: string, currency: string): Promise<AuthorisationState> {
    return this.reaching(async () => {
      const { session } = this.database;
      const authorisation = await findSandboxAuthorisation(session, reference);
      if (authorisation?.currency !== currency) throw new GatewayError('malformed', `there is no ${reference}`);
      const ending = await findSandboxEnding(session, reference);
      if (ending?.kind === 'capture') {
        return { kind: 'captured', reference: ending.reference, amountMinor: ending.amount_minor };
      }
      if (ending) return { kind: 'over', reason: 'voided' };
      const expiresAt = authorisation.created_at + LIFE_MS;
      return expiresAt <= Date.now() ? { kind: 'over', reason: 'expired' } : { kind: 'open', expiresAt };
    });
  }

  /** Racing refunds of one charge take turns by the lock on it, so that they never exceed it together. */
  async refund(request: RefundRequest): Promise<GatewayOutcome> {
    const { gatewayKey, chargeReference, amountMinor, currency } = request;
    const { operation, isFirst, isLossy } = await this.inOwnTransaction(async (tx) => {
      const charge = await lockSandboxCharge(tx, chargeReference);
      const refundedMinor = await sandboxRefundedMinor(tx, chargeReference);
      const kept = await this.keep(tx, {
        gateway_key: gatewayKey,
        kind: 'refund',
        request_hash: hashInput({ kind: 'refund', chargeReference, amountMinor, currency }),
        parent_reference: chargeReference,
        failure: refusalOf(charge, refundedMinor, amountMinor, currency),
        currency,
        amount_minor: amountMinor,
      });
      return { ...kept, isLossy: charge !== undefined && isChargedTo(charge, 'tok_refund_timeout') };
    });
    const isAnswerLost = isLossy && isFirst && operation.outcome === 'succeeded';
    return isAnswerLost ? TIMED_OUT : outcomeOf(operation);
  }

  keyRetentionMs(): number {
    return FOR_EVER_MS;
  }

  async lookUp({ gatewayKey }: Pick<SentOperation, 'gatewayKey'>): Promise<LookUpOutcome> {
    const found = await this.reaching(() => findSandboxOperation(this.database.session, gatewayKey));
    return found ? outcomeOf(found) : { kind: 'not-found' };
  }

  /** @throws GatewayError `key_reused` when the key was used with another body */
  private async keep(
    tx: Transaction,
    operation: Omit<SandboxOperationRow, 'reference' | 'outcome' | 'created_at'>,
  ): Promise<KeptOperation> {
    const kept = await keepSandboxOperation(tx, {
      ...operation,
      reference: `sandbox_${operation.kind}_${randomUUID()}`,
      outcome: operation.failure === null ? 'succeeded' : 'declined',
      created_at: Date.now(),
    });
    if (kept.operation.request_hash === operation.request_hash) return kept;
    throw new GatewayError('key_reused', `gateway key ${operation.gateway_key} was used with another body`);
  }

  /**
   * Not the session's autocommit: on SQLite that would meet the write lock of this process's own
   * transactions, and wait for it with the event loop that they need.
   */
  private async inOwnTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const startedAt = Date.now();
    return this.reaching(async () => {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await this.database.transaction(work);
        } catch (error) {
          const isTransient = this.database.faultOf(error)?.kind === 'retry';
          if (!isTransient || !(await pauseBeforeRetry(attempt, startedAt))) throw error;
        }
      }
    });
  }

  /** The database is this gateway's network: what is lost there is a lost call. */
  private async reaching<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof CommitUnknownError || asOperatingError(this.database, error)) {
        throw new GatewayError('unreachable', 'the sandbox gateway cannot be reached', { cause: error });
      }
      throw error;
    }
  }
}

function declineReason(source: string): string | null {
  const reason = TOKENS.get(source);
  return reason === undefined ? 'unknown_token' : reason;
}

function refusalOf(
  charge: SandboxOperationRow | undefined,
  refundedMinor: number,
  amountMinor: number,
  currency: string,
): string | null {
  if (!charge) return 'charge_not_found';
  if (charge.currency !== currency) return 'currency_mismatch';
  if (amountMinor <= 0) return 'invalid_amount';
  return amountMinor > charge.amount_minor - refundedMinor ? 'exceeds_charge' : null;
}

function endRefusalOf(
  authorisation: SandboxOperationRow | undefined,
  ending: SandboxOperationRow | undefined,
  amountMinor: number,
): string | null {
  if (!authorisation) return 'authorisation_not_found';
  if (ending) return ending.kind === 'capture' ? 'captured_already' : 'voided_already';
  if (authorisation.created_at + LIFE_MS <= Date.now()) return 'authorisation_expired';
  if (amountMinor <= 0) return 'invalid_amount';
  return amountMinor > authorisation.amount_minor ? 'exceeds_authorisation' : null;
}

/** What the sandbox keeps of the body of a charge, or of an authorisation. */
export function hashCharge(
  amountMinor: number,
  currency: string,
  source: string,
  kind: 'charge' | 'authorise' = 'charge',
): string {
  return hashInput({ kind, amountMinor, currency, source });
}

/** A charge keeps the hash of its body and not the token; the hash tells whether it was this one. */
function isChargedTo({ request_hash, amount_minor, currency, kind }: SandboxOperationRow, token: string): boolean {
  return request_hash === hashCharge(amount_minor, currency, token, kind === 'authorise' ? 'authorise' : 'charge');
}

function outcomeOf(operation: SandboxOperationRow): GatewayOutcome {
  const { reference, created_at: madeAt } = operation;
  if (operation.outcome === 'succeeded' && operation.kind === 'authorise') {
    return { kind: 'succeeded', reference, expiresAt: madeAt + LIFE_MS };
  }
  return operation.outcome === 'succeeded'
    ? { kind: 'succeeded', reference }
    : { kind: 'declined', reason: operation.failure ?? 'declined' };
}
