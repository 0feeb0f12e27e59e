import type { Session } from '../database/dialect.js';
import type { InvariantCheck } from '../runtime/check.js';
import type { Clock } from '../runtime/clock.js';

export interface CheckResult {
  readonly name: string;
  readonly violations: number;
  readonly warning: boolean;
  /** What to do; null where nothing is wrong. */
  readonly hint: string | null;
}

export interface DoctorReport {
  /** False when an invariant is broken; warnings alone leave it true. */
  readonly ok: boolean;
  readonly checks: readonly CheckResult[];
}

/** Counts the violations of every invariant, and adds what else is worth a warning. */
export async function runChecks(
  session: Session,
  checks: readonly InvariantCheck[],
  clock: Clock,
  more: readonly CheckResult[] = [],
): Promise<DoctorReport> {
  const args = { now: clock.now(), real: clock.real() };
  const results: CheckResult[] = [];
  for (const check of checks) {
    const violations = (await session.first(check.sql, args))?.violations ?? 0;
    results.push({ name: check.name, violations, warning: check.isWarning, hint: violations > 0 ? check.hint : null });
  }
  const all = [...results, ...more];
  return { ok: all.every((check) => check.warning || check.violations === 0), checks: all };
}
