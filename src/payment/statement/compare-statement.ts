import type { Session } from '../../database/dialect.js';
import { OpsdeskError } from '../../kernel/errors.js';
import { formatInstant, type Instant } from '../../kernel/instant.js';
import { type Money, money } from '../../kernel/money.js';
import type { OperationKind } from '../gateways/gateway.js';
import { knownGateway } from '../gateways/open-gateway.js';
import type { StatementLine } from './statement-line.js';
import { type BookedOperation, findBooked, succeededBetween } from './statement-repository.js';

export interface StatementInput {
  readonly gateway: string;
  /** In the order of the file. */
  readonly lines: AsyncIterable<StatementLine>;
  /** What it covers, from `since` on and before `until`; else from its first to its last line. */
  readonly since?: Instant | undefined;
  readonly until?: Instant | undefined;
}

/**
 * `amount_differs`: another sum, or another currency. `missing_here`: no book of ours knows it. `missing_there`: it
 * succeeded in our books, and the statement lacks it. `status_differs`: it is there, and has not succeeded in our books.
 * `repeated`: an earlier line has it already.
 */
export type StatementFindingKind = 'amount_differs' | 'status_differs' | 'missing_here' | 'missing_there' | 'repeated';

export interface StatementFinding {
  readonly finding: StatementFindingKind;
  /** Of the file; null for what it lacks. */
  readonly line: number | null;
  readonly kind: OperationKind;
  /** The gateway's own id. */
  readonly reference: string | null;
  readonly theirs: Money | null;
  readonly ours: Money | null;
  /** In our books. */
  readonly status: string | null;
  /** The payment or the refund. */
  readonly operationId: string | null;
  readonly recordLocator: string | null;
}

export interface StatementComparison {
  readonly ok: boolean;
  readonly gateway: string;
  /** ISO 8601, UTC: from `since` on and before `until`. */
  readonly since: string;
  readonly until: string;
  readonly lines: number;
  readonly matched: number;
  readonly amountDiffers: number;
  readonly statusDiffers: number;
  readonly missingHere: number;
  readonly missingThere: number;
  readonly repeated: number;
  /** What the gateway kept for itself, as the statement says. */
  readonly fees: readonly Money[];
  readonly findings: readonly StatementFinding[];
  /** How many findings are counted and not told, of a statement that is of something else. */
  readonly untold: number;
}

/** Lines that are looked up at once. */
const BATCH = 500;
const MOST_TOLD = 100_000;

/**
 * Compares a gateway's own export with our books, line by line, and changes nothing.
 * @throws INVALID_INPUT for a gateway that is not known, or when nobody can tell what the statement covers; and what
 *   reading a line throws
 */
export async function compareStatement(session: Session, input: StatementInput): Promise<StatementComparison> {
  knownGateway(input.gateway);
  const comparison = new Comparison(input.gateway);
  for await (const batch of inBatches(input.lines)) {
    const references = batch.map(({ reference }) => reference);
    const keys = batch.flatMap(({ key }) => key ?? []);
    comparison.compare(batch, await findBooked(session, { gateway: input.gateway, references, keys }));
  }
  const period = comparison.period(input);
  for await (const ours of succeededBetween(session, { gateway: input.gateway, ...period })) comparison.expect(ours);
  return comparison.result(period);
}

async function* inBatches(lines: AsyncIterable<StatementLine>): AsyncGenerator<readonly StatementLine[]> {
  let batch: StatementLine[] = [];
  for await (const line of lines) {
    if (batch.push(line) < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

interface Period {
  readonly since: Instant;
  readonly until: Instant;
}

const SUCCEEDED: readonly string[] = ['captured', 'part_refunded', 'refunded', 'succeeded'];

class Comparison {
  private lines = 0;
  private matched = 0;
  private first = Number.POSITIVE_INFINITY;
  private last = Number.NEGATIVE_INFINITY;
  private readonly counts = { amount_differs: 0, status_differs: 0, missing_here: 0, missing_there: 0, repeated: 0 };
  private readonly fees = new Map<string, number>();
  private readonly findings: StatementFinding[] = [];
  /** What the statement has: the only thing that grows with it. */
  private readonly seen = new Set<string>();

  constructor(private readonly gateway: string) {}

  compare(batch: readonly StatementLine[], booked: readonly BookedOperation[]): void {
    const byReference = new Map(booked.map((each) => [nameOf(each.kind, each.gateway_reference ?? ''), each]));
    const byKey = new Map(booked.map((each) => [nameOf(each.kind, each.gateway_key), each]));
    for (const line of batch) {
      this.lines += 1;
      const name = nameOf(line.kind, line.reference);
      const isRepeated = this.seen.has(name);
      this.seen.add(name);
      if (line.createdAt !== null) {
        this.first = Math.min(this.first, line.createdAt);
        this.last = Math.max(this.last, line.createdAt);
      }
      if (line.feeMinor !== null) this.fees.set(line.currency, (this.fees.get(line.currency) ?? 0) + line.feeMinor);
      const ours = byReference.get(name) ?? (line.key === null ? undefined : byKey.get(nameOf(line.kind, line.key)));
      if (isRepeated) this.tell('repeated', line, ours);
      else this.judge(line, ours);
    }
  }

  /** Of our own books: the statement must have had it. */
  expect(ours: BookedOperation): void {
    if (!this.seen.has(nameOf(ours.kind, ours.gateway_reference ?? ''))) this.tell('missing_there', undefined, ours);
  }

  /** @throws INVALID_INPUT */
  period({ since = this.first, until = this.last + 1 }: Pick<StatementInput, 'since' | 'until'>): Period {
    if (Number.isFinite(since) && Number.isFinite(until)) return { since, until };
    throw new OpsdeskError(
      'INVALID_INPUT',
      'no line of the statement says when it was, so that nobody knows what is missing',
      {
        hint: 'Say what it covers: --since 2026-11-01 --until 2026-12-01. Or give it the column created.',
      },
    );
  }

  result({ since, until }: Period): StatementComparison {
    const { counts, findings } = this;
    const found = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return {
      ok: found === 0,
      gateway: this.gateway,
      since: formatInstant(since),
      until: formatInstant(until),
      lines: this.lines,
      matched: this.matched,
      amountDiffers: counts.amount_differs,
      statusDiffers: counts.status_differs,
      missingHere: counts.missing_here,
      missingThere: counts.missing_there,
      repeated: counts.repeated,
      fees: [...this.fees].toSorted().map(([currency, amountMinor]) => money(amountMinor, currency)),
      findings,
      untold: found - findings.length,
    };
  }

  private judge(line: StatementLine, ours: BookedOperation | undefined): void {
    if (!ours) this.tell('missing_here', line, undefined);
    else if (!SUCCEEDED.includes(ours.status)) this.tell('status_differs', line, ours);
    // The same key and another id: the gateway has done it twice.
    else if (ours.gateway_reference !== line.reference) this.tell('missing_here', line, ours);
    else if (ours.amountMinor !== line.amountMinor || ours.currency !== line.currency) {
      this.tell('amount_differs', line, ours);
    } else this.matched += 1;
  }

  private tell(
    finding: StatementFindingKind,
    line: StatementLine | undefined,
    ours: BookedOperation | undefined,
  ): void {
    this.counts[finding] += 1;
    const kind = line?.kind ?? ours?.kind;
    if (kind === undefined || this.findings.length >= MOST_TOLD) return;
    this.findings.push({
      finding,
      line: line?.line ?? null,
      kind,
      reference: line?.reference ?? ours?.gateway_reference ?? null,
      theirs: line ? money(line.amountMinor, line.currency) : null,
      ours: ours ? money(ours.amountMinor, ours.currency) : null,
      status: ours?.status ?? null,
      operationId: ours?.operationId ?? null,
      recordLocator: ours?.record_locator ?? null,
    });
  }
}

function nameOf(kind: OperationKind, name: string): string {
  return `${kind} ${name}`;
}
