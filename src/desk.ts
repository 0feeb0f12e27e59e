import { DatabaseAuditTrail } from './audit/audit-trail.js';
import type { BookingDeps } from './booking/booking-deps.js';
import type { Database } from './database/dialect.js';
import { openDatabase } from './database/open.js';
import type { SearchCache } from './inventory/search-cache.js';
import { OpsdeskError } from './kernel/errors.js';
import type { IdSource } from './kernel/ids.js';
import { DatabaseOutbox } from './notification/outbox-repository.js';
import type { Gateway } from './payment/gateways/gateway.js';
import { type Clock, shiftedClock } from './runtime/clock.js';
import { systemIds } from './runtime/id-source.js';
import { Runner } from './runtime/runner.js';
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
}

/**
 * Opens the database and wires the ports.
 * @throws DATABASE_UNAVAILABLE, DATABASE_UNMIGRATED, DATABASE_NEWER, PRODUCTION_DATABASE
 */
export async function openDesk(settings: Settings, options: DeskOptions = {}): Promise<Desk> {
  const { database, isProduction, serverTime } = await openDatabase({
    url: settings.databaseUrl,
    maxConnections: options.maxConnections,
  });
  if (settings.now !== undefined && isProduction) {
    await database.close();
    throw new OpsdeskError('PRODUCTION_DATABASE', 'OPSDESK_NOW is refused on a production database: its clock is the real one', {
      hint: 'Unset OPSDESK_NOW, or use another database.',
    });
  }
  const clock = shiftedClock((settings.now ?? serverTime ?? Date.now()) - Date.now());
  const ids = options.ids ?? systemIds();
  const runner = new Runner({
    database,
    actor: settings.operator,
    clock,
    ids,
    // Everybody at the desk may do everything until there are roles.
    policy: { check: () => {} },
    audit: new DatabaseAuditTrail(database),
    outbox: new DatabaseOutbox(),
  });
  return {
    database,
    isProduction,
    clock,
    ids,
    runner,
    actor: settings.operator,
    session: database.session,
    gatewayOf: rememberGateways(database, isProduction),
    cache: settings.redisUrl === undefined ? undefined : await openCache(settings.redisUrl, database.place),
  };
}

function rememberGateways(database: Database, isProduction: boolean): (name: string) => Promise<Gateway> {
  const opened = new Map<string, Promise<Gateway>>();
  return async (name) => {
    const { openGateway } = await import('./payment/gateways/open-gateway.js');
    const gateway = opened.get(name) ?? openGateway(name, { database, isProduction });
    opened.set(name, gateway);
    return gateway;
  };
}

async function openCache(url: string, place: string): Promise<SearchCache> {
  const { RedisSearchCache } = await import('./inventory/redis-search-cache.js');
  return new RedisSearchCache({ url, place });
}
