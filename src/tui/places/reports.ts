import { bar } from '../../present/bar.js';
import type { Column } from '../../present/column.js';
import { backlogView } from '../../present/views/backlog-view.js';
import { loadFactorView, salesView } from '../../present/views/report-view.js';
import type { BacklogRow } from '../../report/backlog.js';
import type { LoadKey, LoadRow } from '../../report/load-factor.js';
import type { SalesKey, SalesRow } from '../../report/sales.js';
import { ListPlace } from '../parts/list-place.js';
import type { Binding, Place } from '../place.js';
import type { Stage } from '../stage.js';

/** Reports read whole tables: once a minute is enough for figures that nobody books by. Milliseconds. */
const REFRESH_MS = 60_000;
const LOAD_KEYS: readonly LoadKey[] = ['day', 'route', 'flight', 'property'];
const SALES_KEYS: readonly SalesKey[] = ['day', 'route', 'property', 'agent'];
const BAR_WIDTH = 20;

/** How full flights and hotels are. */
export function openLoadFactor(stage: Stage, by: LoadKey = 'day'): Place {
  return new ListPlace<LoadRow>(stage, {
    title: `Load factor by ${by}`,
    refreshMs: REFRESH_MS,
    command: () => ['report', 'load-factor', '--by', by],
    columns: () => loadFactorView(by, true).columns,
    idOf: ({ key }) => key,
    emptyText: loadFactorView(by, true).emptyText,
    fetch: ({ limit, cursor }) => stage.app.reports.loadFactor({ by, limit, cursor }),
    bindings: () => keysFor(LOAD_KEYS, by, (next) => stage.replace(openLoadFactor(stage, next))),
  });
}

/** What was sold, with a bar as long as its share of the best in the same currency. */
export function openSales(stage: Stage, by: SalesKey = 'day'): Place {
  const best = new Map<string, number>();
  const chart: Column<SalesRow> = {
    key: 'bar',
    header: '',
    kind: 'text',
    value: ({ net }) => bar(Math.max(0, net.amountMinor) / Math.max(1, best.get(net.currency) ?? 1), BAR_WIDTH),
  };
  const left = new Set(['key', 'bookings', 'passengers', 'net']);
  return new ListPlace<SalesRow>(stage, {
    title: `Sales by ${by}`,
    refreshMs: REFRESH_MS,
    command: () => ['report', 'sales', '--by', by],
    columns: () => [...salesView(by).columns.filter(({ key }) => left.has(key)), chart],
    idOf: ({ key, net }) => `${key} ${net.currency}`,
    emptyText: salesView(by).emptyText,
    fetch: async ({ limit, cursor }) => {
      const page = await stage.app.reports.sales({ by, limit, cursor });
      for (const { net } of page.items) {
        best.set(net.currency, Math.max(best.get(net.currency) ?? 0, net.amountMinor));
      }
      return page;
    },
    bindings: () => keysFor(SALES_KEYS, by, (next) => stage.replace(openSales(stage, next))),
  });
}

function keysFor<K extends string>(keys: readonly K[], current: K, go: (key: K) => void): Binding[] {
  const next = keys[(keys.indexOf(current) + 1) % keys.length] as K;
  return [
    { keys: ['tab'], label: `by ${next}`, run: () => go(next) },
    ...keys.map((key, at) => ({ keys: [String(at + 1)], label: `by ${key}`, isSilent: true, run: () => go(key) })),
  ];
}

/** What the worker has before it. */
export function openWorker(stage: Stage): Place {
  return new ListPlace<BacklogRow>(stage, {
    title: 'Worker',
    command: () => ['worker', 'status'],
    columns: () => backlogView.columns,
    idOf: ({ work }) => work,
    fetch: async () => ({ items: await stage.app.reports.backlog(), nextCursor: null }),
  });
}
