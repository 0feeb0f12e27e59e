import type { View } from '../../cli/output.js';
import type { RefundedRow, RefundFileResult } from '../../seeding/issue-refunds.js';
import { type Column, field } from '../column.js';

/** What became of each row of a file. */
export const refundedRowColumns: readonly Column<RefundedRow>[] = [
  field('line', 'Line', 'number'),
  field('status', 'Status'),
  field('recordLocator', 'Booking'),
  field('refundId', 'Refund', 'ref'),
  field('amount', 'Amount', 'money'),
  field('code', 'Code'),
  field('message', 'Message', 'free-text'),
];

/** Numbers of rows. */
export const refundedRowsView: View<RefundFileResult> = {
  columns: [
    field('jobId', 'Job', 'ref'),
    field('rows', 'Rows', 'number'),
    field('refunded', 'Refunded', 'number'),
    field('already', 'Already done', 'number'),
    field('failed', 'Failed', 'number'),
    field('end', 'End'),
  ],
};
