import { DatabaseAuditTrail } from '../../src/audit/audit-trail.js';
import type { Desk } from '../../src/desk.js';
import { DatabaseOutbox } from '../../src/notification/outbox-repository.js';
import { shiftedClock } from '../../src/runtime/clock.js';
import { Runner } from '../../src/runtime/runner.js';

/**
 * The same desk at another business time, over the same connections: so that on SQLite, too, the two
 * interleave in one process, in place of blocking it while one waits for the other's file lock.
 */
export function deskAt(desk: Desk, now: number): Desk {
  const clock = shiftedClock(now - Date.now());
  const { database, ids, actor } = desk;
  const runner = new Runner({
    database,
    actor,
    clock,
    ids,
    policy: { check: () => {} },
    audit: new DatabaseAuditTrail(database),
    outbox: new DatabaseOutbox(),
  });
  return { ...desk, clock, runner };
}
