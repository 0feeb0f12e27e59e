import type { Session, Transaction } from '../database/dialect.js';
import { TABLES } from '../database/schema.js';
import { statement } from '../database/statement.js';
import { OpsdeskError } from '../kernel/errors.js';
import { DAY_MS, type Instant, localDateOf } from '../kernel/instant.js';
import type { LocalDate } from '../kernel/local-date.js';
import { digestWorld } from './digest.js';
import { generateHub, type SeedSize, type World } from './hub-scenario.js';
import type { Progress } from './load-flights.js';
import { loadWorld } from './load-world.js';

export interface SeedInput {
  readonly scenario: 'hub';
  /** A whole number from 0; the same one gives the same world. */
  readonly seed: number;
  readonly size: SeedSize;
  /** The first day of the schedule; tomorrow unless given. */
  readonly start?: LocalDate | undefined;
}

export interface SeedDeps {
  readonly session: Session;
  /** Business time: what tomorrow is. */
  readonly now: Instant;
  inTransaction(work: (tx: Transaction) => Promise<void>): Promise<void>;
  /** What the scenario goes on to do with its flights: sell some of them. */
  bookWorld?(world: World, input: SeedInput): Promise<void>;
  readonly onProgress?: Progress | undefined;
}

export interface SeedResult {
  readonly scenario: 'hub';
  readonly seed: number;
  readonly size: SeedSize;
  readonly start: LocalDate;
  /** Rows of each table. */
  readonly tables: Readonly<Record<string, number>>;
  /** SHA-256, the same for the same seed and size on every back end and day. */
  readonly digest: string;
}

const countTables = statement<Record<string, never>, Record<string, number>>(
  'count_tables',
  `select ${TABLES.map((table) => `(select count(*) from ${table}) as ${table}`).join(', ')}`,
);

/**
 * Fills an empty database with a scenario: generates its world, loads it in one transaction, books on
 * it, and digests what the database then holds.
 * @throws ALREADY_EXISTS when the database has flights, INVALID_INPUT
 */
export async function seedWorld(deps: SeedDeps, input: SeedInput): Promise<SeedResult> {
  const { seed, size } = input;
  requireSeed(seed);
  const start = input.start ?? localDateOf(deps.now + DAY_MS, 0);
  const { openAirports } = await import('../catalog/airports.js');
  const world = generateHub({ seed, size, start, airports: await openAirports() });
  await deps.inTransaction((tx) => loadWorld(tx, world, deps.onProgress));
  await deps.bookWorld?.(world, input);
  const [tables, digest] = await Promise.all([countRows(deps.session), digestWorld(deps.session, start)]);
  return { scenario: input.scenario, seed, size, start, tables, digest };
}

/** @throws INVALID_INPUT unless it is a whole number from 0 */
export function requireSeed(seed: number): void {
  if (Number.isSafeInteger(seed) && seed >= 0) return;
  throw new OpsdeskError('INVALID_INPUT', `${seed} is not a seed`, { hint: 'Give a whole number: --seed 42' });
}

/** Rows of each table. */
export async function countRows(session: Session): Promise<Readonly<Record<string, number>>> {
  return (await session.first(countTables, {})) ?? {};
}
