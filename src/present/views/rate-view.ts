import type { RateView } from '../../catalog/list-rates.js';
import type { View } from '../../cli/output.js';
import type { RateImportResult } from '../../seeding/import-rates.js';
import { field } from '../column.js';

export const rateView: View<RateView> = {
  columns: [
    field('rateId', 'Rate', 'ref', { isWide: true }),
    field('date', 'Day'),
    field('base', 'One'),
    field('quote', 'Is in'),
    field('rate', 'So much', 'text', { align: 'right' }),
    field('createdAt', 'Imported', 'instant', { isWide: true }),
    field('createdBy', 'By', 'free-text', { isWide: true }),
  ],
  emptyText: 'No rates.',
};

export const rateImportView: View<RateImportResult> = {
  columns: [
    field('imported', 'Imported', 'number'),
    field('replaced', 'Replaced', 'number'),
    field('unchanged', 'Unchanged', 'number'),
  ],
};
