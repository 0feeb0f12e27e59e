import { AUDIT_CHECKS } from './audit/audit-checks.js';
import { verifyDatabase } from './audit/verify.js';
import { BOOKING_CHECKS } from './booking/booking-checks.js';
import type { Desk } from './desk.js';
import { ROOM_CHECKS } from './inventory/hotel/room-checks.js';
import { INVENTORY_CHECKS } from './inventory/inventory-checks.js';
import { NOTIFICATION_CHECKS } from './notification/notification-checks.js';
import { PAYMENT_CHECKS } from './payment/payment-checks.js';
import { type CheckResult, type DoctorReport, runChecks } from './report/run-checks.js';
import type { Settings } from './settings/settings.js';

/** Runs every invariant over the whole database, verifies the audit chain, and looks at what is optional. */
export async function examine(desk: Desk, settings: Settings): Promise<DoctorReport> {
  const checks = [
    ...INVENTORY_CHECKS,
    ...ROOM_CHECKS,
    ...BOOKING_CHECKS,
    ...PAYMENT_CHECKS,
    ...NOTIFICATION_CHECKS,
    ...AUDIT_CHECKS,
  ];
  const more = [await examineChain(desk), await examineRedis(settings)];
  return runChecks(desk.session, checks, desk.clock, more);
}

async function examineChain({ database }: Desk): Promise<CheckResult> {
  const { ok } = await verifyDatabase(database);
  const hint = ok ? null : 'The audit trail was tampered with. See where: opsdesk audit verify';
  return { name: 'audit-chain-holds', violations: ok ? 0 : 1, warning: false, hint };
}

async function examineRedis({ redisUrl }: Settings): Promise<CheckResult> {
  const name = 'redis-answers';
  if (redisUrl === undefined) {
    return {
      name,
      violations: 1,
      warning: true,
      hint: 'No Redis is configured: searches are not cached. Set OPSDESK_REDIS_URL.',
    };
  }
  const { answersAt } = await import('./inventory/redis-search-cache.js');
  const answers = await answersAt(redisUrl);
  const hint = answers ? null : 'Redis does not answer: everything works without it, searches slower.';
  return { name, violations: answers ? 0 : 1, warning: true, hint };
}
