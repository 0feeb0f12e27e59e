import { QUEUE_NAMES } from '../../src/tui/places/queues.js';

/** Every place by the name that leads there, and the command that it shows. */
export const PLACES: readonly (readonly [name: string, command: string])[] = [
  ['bookings', 'booking list'],
  ['search flights', 'flight search'],
  ['search hotels', 'hotel search'],
  ['search packages', 'package search'],
  ['flights', 'flight list'],
  ['hotels', 'hotel list'],
  ['queues', 'queue list'],
  ...QUEUE_NAMES.map((name) => [`queue ${name}`, `queue list ${name}`] as const),
  ['notifications', 'notification list'],
  ['notifications failed', 'notification list --status failed'],
  ['payments', 'payment list'],
  ['refunds', 'refund list'],
  ['audit trail', 'audit list'],
  ['audit export', 'audit export'],
  ['disruptions', 'disruption status'],
  ['read a plan', 'disruption show'],
  ['report load factor', 'report load-factor --by day'],
  ['report sales', 'report sales --by day'],
  ['worker', 'worker status'],
];
