import type { View } from '../../cli/output.js';
import type { LoadRow } from '../../report/load-factor.js';
import type { SalesRow } from '../../report/sales.js';
import { bar } from '../bar.js';
import { field } from '../column.js';

const HEADERS = { day: 'Day', route: 'Route', property: 'Property', agent: 'Agent', flight: 'Flight' } as const;

/** An agent's name is what somebody typed, and so is a property's code. */
export function salesView(by: SalesRow['by']): View<SalesRow> {
  return {
    columns: [
      field('key', HEADERS[by], by === 'agent' || by === 'property' ? 'free-text' : 'text'),
      field('bookings', 'Bookings', 'number'),
      field('passengers', 'Passengers', 'number'),
      field('gross', 'Gross', 'money'),
      field('refunded', 'Refunded', 'money'),
      field('net', 'Net', 'money'),
    ],
    emptyText: 'Nothing was sold.',
  };
}

/** @param isForPeople with a bar, and the share in percent */
export function loadFactorView(by: LoadRow['by'], isForPeople: boolean): View<LoadRow> {
  const share = isForPeople
    ? [
        {
          key: 'share',
          header: 'Share',
          kind: 'number' as const,
          value: ({ share }: LoadRow) => `${(share * 100).toFixed(1)} %`,
        },
        { key: 'bar', header: '', kind: 'text' as const, value: ({ share }: LoadRow) => bar(share) },
      ]
    : [field('share', 'Share', 'number')];
  return {
    columns: [
      field('key', HEADERS[by], by === 'property' ? 'free-text' : 'text'),
      field('units', by === 'property' ? 'Room nights' : 'Seats', 'number'),
      field('sold', 'Sold', 'number'),
      field('held', 'Held', 'number'),
      ...share,
    ],
    emptyText: 'Nothing is on sale in that time.',
  };
}
