import { countedCheck, type InvariantCheck } from '../runtime/check.js';
import { GENESIS_HASH } from './chain.js';

/** The frame of the audit trail; what its entries say is for `audit verify`. */
export const AUDIT_CHECKS: readonly InvariantCheck[] = [
  countedCheck(
    'audit-sequence-has-no-gap',
    '(select abs(coalesce(max(seq), 0) - count(seq)) from audit_entry)',
    'Entries were deleted. Run: opsdesk audit verify',
  ),
  countedCheck(
    'audit-head-is-the-last-entry',
    `(select count(*) from audit_head h
       where h.seq <> (select coalesce(max(seq), 0) from audit_entry)
          or h.hash <> coalesce((select hash from audit_entry where seq = h.seq), '${GENESIS_HASH}'))`,
    'The tail was cut off, or entries were inserted. Run: opsdesk audit verify --checkpoint FILE',
  ),
  countedCheck(
    'audit-has-a-head',
    '(select 1 - count(*) from audit_head)',
    'The head of the audit trail was removed. Restore it from a backup.',
  ),
  countedCheck(
    'audit-sealed-with-a-hash',
    '(select count(*) from audit_entry where (seq is null) <> (hash is null))',
    'Sequence and hash are written together. Run: opsdesk audit verify',
  ),
  countedCheck(
    'audit-unsealed-tail',
    '(select count(*) from audit_entry where seq is null)',
    'No hash protects these entries yet. Run: opsdesk worker run --once',
    true,
  ),
];
