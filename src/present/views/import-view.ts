import type { View } from '../../cli/output.js';
import type { ImportResult } from '../../seeding/import-flights.js';
import { field } from '../column.js';

/** Numbers of flights; lines of no passenger flight; bookings whose flights were moved. */
export const importView: View<ImportResult> = {
  columns: [
    field('imported', 'Imported', 'number'),
    field('unchanged', 'Unchanged', 'number'),
    field('updated', 'Updated', 'number'),
    field('rejected', 'Rejected', 'number'),
    field('skipped', 'Skipped', 'number'),
    field('rescheduled', 'Bookings moved', 'number'),
  ],
};
