import { offsetMinutesAt } from '../catalog/time-zone.js';
import type { DisruptionCause, FlightEventKind, FlightEventRow } from '../database/disruption-schema.js';
import type { FlightRow, FlightStatus } from '../database/schema.js';
import { flightRefOf } from '../inventory/flight.js';
import { OpsdeskError } from '../kernel/errors.js';
import { DAY_MS, MINUTE_MS } from '../kernel/instant.js';

/** What is said of a flight. */
export interface FlightEvent {
  readonly kind: FlightEventKind;
  /** Undefined says nothing of it: unknown for a new event, as it was for a known one. */
  readonly cause?: DisruptionCause | undefined;
  /** Of departure and arrival, against the schedule and not against the last event; 0 takes a delay back. */
  readonly delayMinutes?: number | undefined;
  /** IATA code. */
  readonly divertedTo?: string | undefined;
  readonly equipment?: string | undefined;
}

export const EVENT_KINDS = ['cancelled', 'delayed', 'diverted', 'equipment', 'departed', 'arrived'] as const;
export const CAUSES = [
  ...(['weather', 'airspace', 'strike', 'security', 'technical', 'crew', 'commercial', 'unknown'] as const),
] as const;

/** A flight that is later than that is another flight. */
const MAX_DELAY_MINUTES = (3 * DAY_MS) / MINUTE_MS;

/** From which states each event may follow. An airline that reports no departure may still report what came of it. */
const FOLLOWS: Readonly<Record<FlightEventKind, readonly FlightStatus[]>> = {
  cancelled: ['scheduled', 'delayed'],
  delayed: ['scheduled', 'delayed'],
  equipment: ['scheduled', 'delayed'],
  departed: ['scheduled', 'delayed'],
  diverted: ['scheduled', 'delayed', 'departed', 'diverted'],
  arrived: ['scheduled', 'delayed', 'departed', 'diverted'],
};

const PARTS = { delayed: 'delayMinutes', diverted: 'divertedTo', equipment: 'equipment' } as const;
type Part = (typeof PARTS)[keyof typeof PARTS];

export interface EventProblem {
  readonly part: Part;
  readonly reason: string;
}

/** What is wrong with an event in itself, part by part; nothing where all is well. */
export function eventProblems(event: FlightEvent): EventProblem[] {
  const { kind, delayMinutes } = event;
  const wanted = Object.entries(PARTS).find(([of]) => of === kind)?.[1];
  const problems = Object.entries(PARTS).flatMap(([of, part]) => {
    const isGiven = event[part] !== undefined && event[part] !== '';
    if (isGiven && part !== wanted)
      return [{ part, reason: `is of a flight that is ${ofWhat(of)}, not ${ofWhat(kind)}` }];
    return !isGiven && part === wanted ? [{ part, reason: `is missing: the flight is ${ofWhat(kind)}` }] : [];
  });
  if (problems.length > 0 || delayMinutes === undefined) return problems;
  const isMinutes = Number.isInteger(delayMinutes) && delayMinutes >= 0 && delayMinutes <= MAX_DELAY_MINUTES;
  return isMinutes
    ? []
    : [{ part: 'delayMinutes', reason: `is no number of whole minutes from 0 to ${MAX_DELAY_MINUTES}` }];
}

/** What is wrong with an event of that very flight. To where it came from it may be diverted: it has turned back. */
export function misfitOf(flight: FlightRow, { divertedTo }: FlightEvent): EventProblem | undefined {
  if (divertedTo === undefined || divertedTo !== flight.destination) return undefined;
  return { part: 'divertedTo', reason: `is ${divertedTo}, where ${flightRefOf(flight)} goes anyway` };
}

function ofWhat(kind: string): string {
  return kind === 'equipment' ? 'given other equipment' : kind;
}

/** The minutes by which a flight is behind its schedule, whatever became of it since. @param history oldest first */
export function currentDelay(history: readonly FlightEventRow[]): number {
  return lastOf(history, 'delayed')?.delay_minutes ?? 0;
}

/** Whether the flight is like that already, whatever the cause. @param history of it, oldest first */
export function isKnown(flight: FlightRow, history: readonly FlightEventRow[], event: FlightEvent): boolean {
  switch (event.kind) {
    case 'delayed':
      return mayFollow(flight, event) && currentDelay(history) === event.delayMinutes;
    case 'equipment':
      return flight.equipment === event.equipment;
    case 'diverted':
      return flight.status === 'diverted' && lastOf(history, 'diverted')?.diverted_to === event.divertedTo;
    default:
      return flight.status === event.kind;
  }
}

export function lastOf(history: readonly FlightEventRow[], kind: FlightEventKind): FlightEventRow | undefined {
  return history.findLast((each) => each.kind === kind);
}

function mayFollow(flight: FlightRow, event: FlightEvent): boolean {
  return FOLLOWS[event.kind].includes(flight.status);
}

/** @throws WRONG_STATE when the event cannot follow on what has become of the flight */
export function requireTransition(flight: FlightRow, event: FlightEvent): void {
  if (mayFollow(flight, event)) return;
  const what = event.kind === 'equipment' ? 'takes no other equipment' : `cannot be ${event.kind}`;
  throw new OpsdeskError('WRONG_STATE', `${flightRefOf(flight)} is ${flight.status} and ${what}`, {
    hint: HINTS[flight.status],
    details: { flight: flightRefOf(flight), status: flight.status, event: event.kind },
  });
}

const HINTS: Readonly<Record<FlightStatus, string>> = {
  scheduled: 'It can be cancelled, delayed, diverted, departed or arrived.',
  delayed: 'It can be cancelled, delayed, diverted, departed or arrived.',
  departed: 'It has left: it can only be diverted or arrive.',
  diverted: 'It is in the air, or has landed elsewhere: it can only be diverted again or arrive.',
  arrived: 'It is over, and nothing more can become of it.',
  cancelled: 'It does not operate any more, and its bookings wait for other flights: opsdesk queue list disrupted',
};

/** Time zones of the two ends of a flight, IANA. */
interface Zones {
  readonly origin: string;
  readonly destination: string;
}

/** The flight after the event, for all but a change of equipment. */
export function flightAfter(
  flight: FlightRow,
  history: readonly FlightEventRow[],
  event: FlightEvent,
  zones: Zones,
): FlightRow {
  const next = { ...flight, version: flight.version + 1 };
  if (event.kind === 'equipment') return next;
  if (event.kind !== 'delayed') return { ...next, status: event.kind };
  const delay = event.delayMinutes ?? 0;
  const moved = delayedBy(next, delay - currentDelay(history), zones);
  return { ...moved, status: delay === 0 ? 'scheduled' : 'delayed' };
}

/** The flight so many minutes later, by the clocks of that moment; negative for earlier. */
export function delayedBy(flight: FlightRow, minutes: number, zones: Zones): FlightRow {
  const departs_at = flight.departs_at + minutes * MINUTE_MS;
  const arrives_at = flight.arrives_at + minutes * MINUTE_MS;
  return {
    ...flight,
    departs_at,
    departs_offset: offsetMinutesAt(zones.origin, departs_at),
    arrives_at,
    arrives_offset: offsetMinutesAt(zones.destination, arrives_at),
  };
}
