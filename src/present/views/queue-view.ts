import type { View } from '../../cli/output.js';
import type { FinishedItem } from '../../queue/finish-item.js';
import type { QueueItem } from '../../queue/queue-item.js';
import { field } from '../column.js';

export const queueItemView: View<QueueItem> = {
  columns: [
    field('item', 'Item', 'ref'),
    field('what', 'What'),
    field('recordLocator', 'Booking', 'text', { isWide: true }),
    field('since', 'When', 'instant', { spare: 2 }),
    field('claimedBy', 'Claimed by', 'free-text', { spare: 1 }),
    field('leaseUntil', 'Until', 'instant', { isWide: true }),
    field('queue', 'Queue', 'text', { isWide: true }),
  ],
  emptyText: 'Nothing waits for a person.',
};

export const finishedItemView: View<FinishedItem> = {
  columns: [field('item', 'Item', 'ref'), field('queue', 'Queue'), field('status', 'Status')],
};
