import type { Migration } from '../src/database/migration.js';

/** What waits for a person is counted by every look at the metrics, among all that was ever paid and told. */
export const forAPerson: Migration = {
  name: '0015-for-a-person',
  statements: () => [
    "create index payment_review on payment (created_at) where status = 'needs_review'",
    "create index refund_review on refund (created_at) where status = 'needs_review'",
    "create index notification_failed on notification (created_at) where status = 'failed'",
  ],
};
