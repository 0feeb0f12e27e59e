import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseAuditTrail } from './audit/audit-trail.js';
import type { BookingDeps } from './booking/booking-deps.js';
import type { Database } from './database/dialect.js';
import { openDatabase } from './database/open.js';
import type { SearchCache } from './inventory/search-cache.js';
import { OpsdeskError } from './kernel/errors.js';
import type { IdSource } from './kernel/ids.js';
import { DatabaseOutbox } from './notification/outbox-repository.js';
import type { Gateway } from './payment/gateways/gateway.js';
import type { GatewayDeps } from './payment/gateways/open-gateway.js';
import { type Clock, shiftedClock } from './runtime/clock.js';
import { systemIds } from './runtime/id-source.js';
import type { DomainEvent } from './runtime/ports.js';
import { Runner, type RunnerDeps } from './runtime/runner.js';
import type { Settings } from './settings/settings.js';

/** What the use cases are put together from, once the database is open. */
export interface Desk extends BookingDeps {
  readonly database: Database;
  readonly isProduction: boolean;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly actor: string;
  /** Only where Redis is configured. */
  readonly cache: SearchCache | undefined;
}

export interface DeskOptions {
  /** The most connections to PostgreSQL at once. */
  readonly maxConnections?: number | undefined;
  readonly ids?: IdSource | undefined;
  /** Milliseconds that SQLite may stand still for another process's write, before the runner tries again. */
  readonly busyTimeoutMs?: number | undefined;
}

/**
 * Opens the database and wires the ports.
 * @throws DATABASE_UNAVAILABLE, DATABASE_UNMIGRATED, DATABASE_NEWER, PRODUCTION_DATABASE
 */
export async function openDesk(settings: Settings, options: DeskOptions = {}): Promise<Desk> {
  const { database, isProduction, serverTime } = await openDatabase({
    url: settings.databaseUrl,
    maxConnections: options.maxConnections,
    busyTimeoutMs: options.busyTimeoutMs,
  });
  if (settings.now !== undefined && isProduction) {
    await database.close();
    throw new OpsdeskError(
      'PRODUCTION_DATABASE',
      'OPSDESK_NOW is refused on a production database: its clock is the real one',
      {
        hint: 'Unset OPSDESK_NOW, or use another database.',
      },
    );
  }
  const clock = shiftedClock((settings.now ?? serverTime ?? Date.now()) - Date.now());
  const ids = options.ids ?? systemIds();
  const cache = settings.redisUrl === undefined ? undefined : await openCache(settings.redisUrl, database.place);
  const wakeWorkers = wakerOf(database);
  const onCommitted = async (events: readonly DomainEvent[]) => {
    wakeWorkers();
    if (cache) for (const { payload } of events) await forgetRoutes(cache, payload);
  };
  const runner = openRunner(database, { actor: settings.operator, clock, ids, onCommitted });
  return {
    database,
    isProduction,
    clock,
    ids,
    runner,
    actor: settings.operator,
    session: database.session,
    ...openGateways({ database, isProduction, settings: settings.gateways ?? {} }),
    cache,
  };
}

/** Who writes, by which time and with which ids is the caller's; the other ports are the same for everybody. */
export function openRunner(
  database: Database,
  deps: Pick<RunnerDeps, 'actor' | 'clock' | 'ids' | 'onCommitted'>,
): Runner {
  return new Runner({
    ...deps,
    database,
    // Everybody at the desk may do everything until there are roles.
    policy: { check: () => {} },
    audit: new DatabaseAuditTrail(database),
    outbox: new DatabaseOutbox(),
  });
}

/** Milliseconds between two words to the workers, however much is written. */
const WAKE_PAUSE_MS = 100;

/**
 * Says that there is work, once it has committed: a NOTIFY in a booking's own transaction would queue all commits.
 * Nobody waits for it, and where it is lost the workers look by themselves.
 */
function wakerOf(database: Database): () => void {
  let isSaying = false;
  let isMore = false;
  const say = async (): Promise<void> => {
    isSaying = true;
    do {
      isMore = false;
      await database.announce('work').catch(() => {});
      await sleep(WAKE_PAUSE_MS, undefined, { ref: false });
    } while (isMore);
    isSaying = false;
  };
  return () => {
    isMore = true;
    if (!isSaying) void say();
  };
}

/** One that could not be opened is tried again: a worker need not be started anew when its key file is mended. */
function openGateways(deps: GatewayDeps): Pick<Desk, 'gatewayOf' | 'requireGateway'> {
  const opened = new Map<string, Gateway>();
  return {
    gatewayOf: async (name) => {
      const known = opened.get(name);
      if (known) return known;
      const { openGateway } = await import('./payment/gateways/open-gateway.js');
      const gateway = await openGateway(name, deps);
      opened.set(name, gateway);
      return gateway;
    },
    requireGateway: async (name) => {
      const { requireGateway } = await import('./payment/gateways/open-gateway.js');
      requireGateway(name, deps);
    },
  };
}

/** What a change makes of the searches that are remembered: its routes are searched anew. One without is told of only. */
export async function forgetRoutes(cache: SearchCache, payload: unknown): Promise<void> {
  const { routes = [] } = payload as { routes?: readonly string[] };
  await cache.forget(routes);
}

async function openCache(url: string, place: string): Promise<SearchCache> {
  const { RedisSearchCache } = await import('./inventory/redis-search-cache.js');
  return new RedisSearchCache({ url, place });
}
