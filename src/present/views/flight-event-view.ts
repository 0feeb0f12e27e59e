import type { View } from '../../cli/output.js';
import type { FlightEventView } from '../../disruption/flight-event-view.js';
import type { RecordedEvent } from '../../disruption/record-flight-event.js';
import type { FlightEventRowResult, FlightEventsResult } from '../../disruption/record-flight-events.js';
import type { Paint } from '../colour.js';
import { type Column, field } from '../column.js';
import { escapeText } from '../escape-text.js';
import { formatWallTime } from '../instant.js';

type EventFacts = Pick<RecordedEvent, 'event' | 'cause' | 'delayMinutes' | 'divertedTo' | 'equipment'>;

/** What became of a flight, in words. */
export function eventWords({ event, cause, delayMinutes, divertedTo, equipment }: EventFacts): string {
  const what = {
    cancelled: 'cancelled',
    delayed: delayMinutes === 0 ? 'on time again' : `delayed by ${delayMinutes} min`,
    diverted: `diverted to ${divertedTo}`,
    equipment: `flown by ${equipment}`,
    departed: 'departed',
    arrived: 'arrived',
  }[event];
  return cause === 'unknown' ? what : `${what} (${cause})`;
}

/** An event that was recorded, and what it did. */
export const recordedEventView: View<RecordedEvent> = {
  columns: [
    field('flight', 'Flight', 'ref'),
    { key: 'event', header: 'What', kind: 'text', value: eventWords },
    field('outcome', 'Recorded', 'text'),
    field('status', 'Status'),
    field('departsAt', 'Departs', 'instant'),
    field('arrivesAt', 'Arrives', 'instant'),
    { key: 'bookings', header: 'Bookings', kind: 'number', value: ({ bookings }) => bookings.length, align: 'left' },
    field('notified', 'Told', 'number', { align: 'left' }),
    field('eventId', 'Event', 'text', { isWide: true }),
    field('recordedAt', 'At', 'instant', { isWide: true }),
    field('recordedBy', 'By', 'free-text', { isWide: true }),
  ],
};

export type WatchedEvent = FlightEventView;

/** Events of flights, as they were recorded. */
export const flightEventView: View<WatchedEvent> = {
  columns: [
    field('recordedAt', 'At', 'instant'),
    field('flight', 'Flight', 'ref'),
    field('origin', 'From'),
    field('destination', 'To'),
    { key: 'event', header: 'What', kind: 'text', value: eventWords },
    field('departsAt', 'Departs', 'instant', { isWide: true }),
    field('arrivesAt', 'Arrives', 'instant', { isWide: true }),
    field('status', 'Status', 'text', { isWide: true }),
    field('eventId', 'Event', 'text', { isWide: true }),
    field('recordedBy', 'By', 'free-text', { isWide: true }),
  ],
  emptyText: 'Nothing was recorded of these flights.',
};

/** `2026-12-01 09:30 Z  BA117/2026-12-01  LHR-JFK  cancelled (weather)` */
export function eventLine(event: WatchedEvent, paint: Paint): string {
  const { recordedAt, flight, origin, destination } = event;
  const at = paint('dim', formatWallTime(recordedAt));
  return `${at}  ${flight}  ${origin}-${destination}  ${escapeText(eventWords(event))}`;
}

/** What became of each row of a file. */
export const eventRowColumns: readonly Column<FlightEventRowResult>[] = [
  field('line', 'Line', 'number'),
  field('flight', 'Flight', 'ref'),
  field('status', 'Status'),
  field('bookings', 'Bookings', 'number'),
  field('notified', 'Told', 'number'),
  field('code', 'Code'),
  field('message', 'Message', 'free-text'),
];

/** Numbers of rows, and what was behind them. */
export const recordedEventsView: View<FlightEventsResult> = {
  columns: [
    field('jobId', 'Job', 'ref'),
    field('rows', 'Rows', 'number'),
    field('recorded', 'Recorded', 'number'),
    field('unchanged', 'Known already', 'number'),
    field('failed', 'Failed', 'number'),
    field('bookings', 'Bookings changed', 'number'),
    field('notified', 'Customers told', 'number'),
    field('end', 'End'),
  ],
};
