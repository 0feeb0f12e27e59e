import type { View } from '../../cli/output.js';
import type { BookingImportResult, ImportedRow } from '../../seeding/import-bookings.js';
import { type Column, field } from '../column.js';

/** What became of each row of a file. */
export const importedRowColumns: readonly Column<ImportedRow>[] = [
  field('line', 'Line', 'number'),
  field('status', 'Status'),
  field('recordLocator', 'Booking', 'ref'),
  field('code', 'Code'),
  field('message', 'Message', 'free-text'),
];

/** Numbers of rows. */
export const importedBookingsView: View<BookingImportResult> = {
  columns: [
    field('jobId', 'Job', 'ref'),
    field('rows', 'Rows', 'number'),
    field('created', 'Created', 'number'),
    field('already', 'Already there', 'number'),
    field('failed', 'Failed', 'number'),
    field('end', 'End'),
  ],
};
