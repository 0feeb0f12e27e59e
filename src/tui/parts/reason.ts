import type { FieldSpec } from './form.js';

/** Why, for the audit trail: every write may be told. */
export const REASON: FieldSpec = { name: 'reason', label: 'Reason', hint: 'for the audit trail' };

export function reasonOf(value: (name: string) => string): { readonly reason?: string } {
  const reason = value(REASON.name);
  return reason === '' ? {} : { reason };
}
