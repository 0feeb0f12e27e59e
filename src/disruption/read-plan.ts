import { OpsdeskError } from '../kernel/errors.js';
import { refuseCardNumbers } from '../runtime/card-guard.js';
import { PLAN_FORMAT, type Plan } from './plan.js';
import { findMisshape, PLAN_SHAPE } from './plan-shape.js';
import { hashPlan } from './seal-plan.js';

/**
 * Reads a plan file back.
 * @throws PLAN_INVALID that names what is wrong: no JSON, another format, a value that does not belong there, or a
 *   content that is not the one that its hash was made of
 * @throws INVALID_INPUT for a card number in it
 */
export async function readPlan(text: string): Promise<Plan> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(`it is no JSON: ${(error as Error).message}`);
  }
  const format = (value as { readonly format?: unknown } | null)?.format;
  if (format !== PLAN_FORMAT) {
    const found = typeof format === 'string' ? `"${format}"` : 'none';
    throw invalid(`its format is ${found}, and this program reads "${PLAN_FORMAT}"`);
  }
  const wrong = findMisshape(value, PLAN_SHAPE, '');
  if (wrong) throw invalid(wrong);
  refuseCardNumbers(value, 'plan');
  const plan = value as Plan;
  const { hash, ...rest } = plan;
  const actual = await hashPlan(rest);
  if (actual !== hash) {
    throw invalid('it was changed after it was made: its hash is another', { hash, actual });
  }
  return plan;
}

function invalid(reason: string, details: Readonly<Record<string, unknown>> = {}): OpsdeskError {
  return new OpsdeskError('PLAN_INVALID', `that is no plan to carry out: ${reason}`, {
    hint: 'Make it anew: opsdesk disruption plan --out FILE',
    details: { reason, ...details },
  });
}
