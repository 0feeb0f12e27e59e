import type { View } from '../../cli/output.js';
import type { DatabaseStatus, MigrateResult } from '../../database/maintain.js';
import { field } from '../column.js';

export const databaseView: View<DatabaseStatus> = {
  columns: [
    field('place', 'Database', 'free-text'),
    field('dialect', 'Dialect'),
    field('state', 'State'),
    field('version', 'Version'),
    field('isProduction', 'Production'),
  ],
};

export const migrateView: View<MigrateResult> = {
  columns: [
    field('place', 'Database', 'free-text'),
    {
      key: 'applied',
      header: 'Applied',
      kind: 'text',
      value: ({ applied }) => (applied.length > 0 ? applied.join(', ') : 'nothing: it was up to date'),
    },
    field('version', 'Version'),
    field('isProduction', 'Production'),
  ],
};
