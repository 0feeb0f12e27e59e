import type { View } from '../../cli/output.js';
import type { SeedResult } from '../../seeding/seed.js';
import type { SeatLoad, StormResult } from '../../seeding/storm-scenario.js';
import type { Paint } from '../colour.js';
import { type Column, field } from '../column.js';
import { formatDetail } from '../detail.js';
import { formatTable } from '../table.js';

const seedColumns: readonly Column<SeedResult>[] = [
  field('scenario', 'Scenario'),
  field('seed', 'Seed', 'number'),
  field('size', 'Size'),
  field('start', 'Starts'),
  field('digest', 'Digest', 'ref'),
];

const stormColumns: readonly Column<StormResult>[] = [
  field('scenario', 'Scenario'),
  field('seed', 'Seed', 'number'),
  field('start', 'Starts'),
  { key: 'load', header: 'Load', kind: 'text', value: ({ load }) => percent(load) },
  {
    key: 'flights',
    header: 'Flights',
    kind: 'text',
    value: ({ flights: { departures, returns, onward } }) =>
      `${departures} of the schedule, ${returns} back, ${onward} onward`,
  },
  {
    key: 'loads',
    header: 'Sold',
    kind: 'text',
    value: ({ loads }) => `${loadText(loads.departures)} of the schedule; ${loadText(loads.all)} in all`,
  },
  {
    key: 'largestDeviation',
    header: 'Tolerance',
    kind: 'text',
    value: ({ loads }) => `no flight is further from the load than ${percent(loads.largestDeviation)}`,
  },
  field('passengers', 'Passengers', 'number'),
  field('groups', 'Groups', 'number'),
  {
    key: 'connecting',
    header: 'Connecting',
    kind: 'text',
    value: ({ connecting, connectingShare }) => `${connecting} passengers, ${percent(connectingShare)}`,
  },
  field('digest', 'Digest', 'ref'),
];

const countColumns: readonly Column<readonly [table: string, rows: number]>[] = [
  { key: 'table', header: 'Table', kind: 'text', value: ([table]) => table },
  { key: 'rows', header: 'Rows', kind: 'number', value: ([, rows]) => rows },
];

export const seedView: View<SeedResult> = {
  columns: seedColumns,
  text: (result, paint) => withCounts(formatDetail(result, seedColumns, paint), result.tables, paint),
};

export const stormView: View<StormResult> = {
  columns: stormColumns,
  text: (result, paint) => withCounts(formatDetail(result, stormColumns, paint), result.tables, paint),
};

function withCounts(text: string, tables: Readonly<Record<string, number>>, paint: Paint): string {
  const filled = Object.entries(tables).filter(([, rows]) => rows > 0);
  return `${text}\n\n${formatTable(filled, countColumns, { paint })}`;
}

function loadText({ sold, authorised, load }: SeatLoad): string {
  return `${sold} of ${authorised} seats (${percent(load)})`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2).replace(/\.?0+$/, '')} %`;
}
