import type { View } from '../../cli/output.js';
import type { DatabaseStatus, MigrateResult } from '../../database/maintain.js';
import type { SeedResult } from '../../seeding/seed.js';
import { type Column, field } from '../column.js';
import { formatDetail } from '../detail.js';
import { formatTable } from '../table.js';

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

const seedColumns: readonly Column<SeedResult>[] = [
  field('scenario', 'Scenario'),
  field('seed', 'Seed', 'number'),
  field('size', 'Size'),
  field('start', 'Starts'),
  field('digest', 'Digest', 'ref'),
];

const countColumns: readonly Column<readonly [table: string, rows: number]>[] = [
  { key: 'table', header: 'Table', kind: 'text', value: ([table]) => table },
  { key: 'rows', header: 'Rows', kind: 'number', value: ([, rows]) => rows },
];

export const seedView: View<SeedResult> = {
  columns: seedColumns,
  text: (result, paint) => {
    const filled = Object.entries(result.tables).filter(([, rows]) => rows > 0);
    return `${formatDetail(result, seedColumns, paint)}\n\n${formatTable(filled, countColumns, { paint })}`;
  },
};
