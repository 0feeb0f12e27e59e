import { GENESIS_HASH } from './chain.js';

const warnsOfUnsealedTail = {
  name: 'audit.unsealed',
  sql: 'select count(*) as violations from audit_entry where seq is null',
  hint: 'Nothing protects these entries yet. Run a worker, or: opsdesk audit checkpoint',
  isWarning: true,
} as const;

/** Each counts what breaks the rule that it is named for, as `violations`. Contents are for `audit verify`. */
export const auditChecks = [
  {
    name: 'audit.sequence-has-no-gap',
    sql: 'select abs(coalesce(max(seq), 0) - count(seq)) as violations from audit_entry',
    hint: 'Entries were deleted. Run: opsdesk audit verify',
  },
  {
    name: 'audit.head-is-the-last-entry',
    sql: `select count(*) as violations from audit_head h
           where h.seq <> (select coalesce(max(seq), 0) from audit_entry)
              or h.hash <> coalesce((select hash from audit_entry where seq = h.seq), '${GENESIS_HASH}')`,
    hint: 'The tail was cut off, or entries were inserted. Run: opsdesk audit verify --checkpoint FILE',
  },
  {
    name: 'audit.has-a-head',
    sql: 'select 1 - count(*) as violations from audit_head',
    hint: 'The head of the audit trail was removed. Restore it from a backup.',
  },
  {
    name: 'audit.sealed-with-a-hash',
    sql: 'select count(*) as violations from audit_entry where (seq is null) <> (hash is null)',
    hint: 'Sequence and hash are written together. Run: opsdesk audit verify',
  },
  warnsOfUnsealedTail,
] as const;
