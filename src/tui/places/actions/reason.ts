import type { Values } from '../../parts/action-place.js';
import type { FieldSpec } from '../../parts/form.js';

/** Why, for the audit trail: every write may be told. */
export const REASON: FieldSpec = { name: 'reason', label: 'Reason', hint: 'for the audit trail' };

export function reasonOf(value: Values): { readonly reason?: string } {
  const reason = value('reason');
  return reason === '' ? {} : { reason };
}
