import { adjustWithin } from '../booking/adjust-flight.js';
import type { BookingDeps } from '../booking/booking-deps.js';
import { type BookingRecord, isLive } from '../booking/booking-record.js';
import { lockFlightsWithBookings } from '../booking/flight-bookings.js';
import { reschedule } from '../booking/follow-flight.js';
import { loseFlight } from '../booking/lose-flight.js';
import { canBeTold, flightLineOf, queueFlightStatus } from '../booking/messages.js';
import { untilFree } from '../booking/until-free.js';
import { clearInPassing } from '../booking/waitlist-turn.js';
import { zonesOfFlight } from '../catalog/airport-repository.js';
import { findAirport } from '../catalog/airports.js';
import type { FlightEventRow } from '../database/disruption-schema.js';
import type { FlightRow } from '../database/schema.js';
import { flightRefOf, refOfFlight, viewFlight } from '../inventory/flight.js';
import { getFlight, updateFlight } from '../inventory/flight-repository.js';
import { releaseUnitsOfFlight } from '../inventory/unit-repository.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { FlightRef } from '../kernel/flight-ref.js';
import { layOutId, timeOfId } from '../kernel/ids.js';
import { formatInstant } from '../kernel/instant.js';
import { queueMessage } from '../notification/queue-message.js';
import { urgentBefore } from '../notification/quiet-hold.js';
import type { WriteOptions } from '../runtime/request.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { requireVersion } from '../runtime/version.js';
import {
  type EventProblem,
  eventProblems,
  type FlightEvent,
  flightAfter,
  isKnown,
  lastOf,
  misfitOf,
  requireTransition,
} from './flight-event.js';
import { insertFlightEvent, listEventsOfFlight } from './flight-event-repository.js';
import { type FlightEventView, viewFlightEvent } from './flight-event-view.js';
import { listSubscribers } from './subscription-repository.js';

export interface FlightEventInput extends FlightEvent {
  readonly ref: FlightRef;
  readonly ifVersion?: number | undefined;
}

/** An event, and what it did. */
export type RecordedEvent = Omit<FlightEventView, 'eventId' | 'recordedAt' | 'recordedBy'> & {
  /** Null where the flight was like that without an event. */
  readonly eventId: string | null;
  readonly recordedAt: string | null;
  readonly recordedBy: string | null;
  /** `unchanged`: the same was known already, and nothing was done. */
  readonly outcome: 'recorded' | 'unchanged';
  readonly version: number;
  /** Record locators of the bookings that it reached. */
  readonly bookings: readonly string[];
  /** Messages that went out, to customers with a booking on it and to those who subscribed. */
  readonly notified: number;
};

/**
 * Records what has become of a flight, in one transaction under its exclusive lock, with every booking on it locked
 * before: cancelled, its segments do not operate (UN) and its seats are free; delayed, they move with it, and are offered
 * anew (TK) from a quarter of an hour on; diverted, departed and arrived, its passengers keep what they have. Whoever
 * subscribed is told, once. What is known already changes nothing; another cause of it is recorded, and nobody told.
 * @throws FLIGHT_NOT_FOUND, INVALID_INPUT, AIRPORT_NOT_FOUND, WRONG_STATE when it cannot follow on the state of the
 *   flight, VERSION_CONFLICT, DATABASE_BUSY
 */
export async function recordFlightEvent(
  deps: BookingDeps,
  input: FlightEventInput,
  options: WriteOptions,
): Promise<RecordedEvent> {
  return (await recordOnce(deps, input, options)).recorded;
}

/** The same, and whether it is the stored answer of an earlier run with the same idempotency key. */
export async function recordOnce(
  deps: BookingDeps,
  input: FlightEventInput,
  options: WriteOptions,
): Promise<{ readonly recorded: RecordedEvent; readonly isRepeated: boolean }> {
  await requireSound(input);
  const request = { ...options, command: 'flight status', input: { ...input, ifVersion: undefined } };
  let isRepeated = true;
  const recorded = await untilFree(() =>
    deps.runner.write(request, (work) => {
      isRepeated = false;
      return record(work, input);
    }),
  );
  // Another aircraft may have more seats: who waits comes first.
  const isRoomier = input.kind === 'equipment' && recorded.outcome === 'recorded' && options.isDryRun !== true;
  if (isRoomier) {
    const { id } = await getFlight(deps.session, input.ref);
    await clearInPassing(deps, [id], request.command);
  }
  return { recorded, isRepeated };
}

/** @throws INVALID_INPUT, AIRPORT_NOT_FOUND */
async function requireSound(input: FlightEventInput): Promise<void> {
  const [problem] = eventProblems(input);
  if (problem) {
    const hint = 'Write --set delayed --minutes N, --set diverted --to XXX, or --set equipment --equipment CODE.';
    throw wrongPart(problem, hint);
  }
  const { divertedTo } = input;
  if (divertedTo === undefined || (await findAirport(divertedTo))) return;
  throw new OpsdeskError('AIRPORT_NOT_FOUND', `there is no airport ${divertedTo}`, {
    details: { airport: divertedTo },
  });
}

function wrongPart({ part, reason }: EventProblem, hint: string): OpsdeskError {
  const name = { delayMinutes: 'the number of minutes', divertedTo: 'the airport', equipment: 'the aircraft' }[part];
  return new OpsdeskError('INVALID_INPUT', `${name} ${reason}`, { hint });
}

async function record(work: UnitOfWork, input: FlightEventInput): Promise<RecordedEvent> {
  const { flights, bookings } = await lockFlightsWithBookings(work.tx, [input.ref]);
  const before = (flights[0] as (typeof flights)[number]).flight;
  requireVersion(`flight ${flightRefOf(before)}`, before.version, input.ifVersion);
  const misfit = misfitOf(before, input);
  if (misfit) throw wrongPart(misfit, 'Name the airport that it lands at instead; at its own it is --set arrived.');
  const history = await listEventsOfFlight(work.tx, before.id);
  const known = isKnown(before, history, input) ? { last: lastOf(history, input.kind) } : undefined;
  if (known && (input.cause === undefined || input.cause === known.last?.cause)) {
    return viewRecorded(before, input, known.last, { outcome: 'unchanged', bookings: [], notified: 0 });
  }
  if (!known) requireTransition(before, input);
  const { after, reached } = known
    ? { after: before, reached: [] }
    : await take(work, before, history, bookings, input);
  const row = newRow(work, before, history, input);
  insertFlightEvent(work.tx, row);
  const notified = known ? 0 : await tell(work, before, after, row, reached);
  auditEvent(work, before, after, row);
  return viewRecorded(after, input, row, {
    outcome: 'recorded',
    bookings: reached.map(({ booking }) => booking.record_locator).sort(),
    notified,
  });
}

/** @returns the flight and the bookings that were changed, as they are now */
async function take(
  work: UnitOfWork,
  before: FlightRow,
  history: readonly FlightEventRow[],
  bookings: ReadonlyMap<string, BookingRecord>,
  event: FlightEventInput,
): Promise<{ after: FlightRow; reached: BookingRecord[] }> {
  if (event.kind === 'equipment') {
    const { followed } = await adjustWithin(work, { ref: refOfFlight(before), equipment: event.equipment });
    return { after: await getFlight(work.tx, refOfFlight(before)), reached: [...followed] };
  }
  const after = flightAfter(before, history, event, await zonesOfFlight(work.tx, before));
  updateFlight(work.tx, after);
  const reached: BookingRecord[] = [];
  if (event.kind === 'cancelled') await releaseUnitsOfFlight(work.tx, after.id);
  for (const record of bookings.values()) {
    if (event.kind === 'cancelled') {
      const lost = await loseFlight(work, record, after, event.cause ?? 'unknown');
      if (lost) reached.push(lost);
    } else if (event.kind === 'delayed') {
      const moved = await reschedule(work, record, record, before, after);
      if (moved) reached.push(moved.record);
    } else if (event.kind === 'diverted' && isAboard(record, after)) {
      reached.push(record);
    }
  }
  return { after, reached };
}

function isAboard({ booking, segments }: BookingRecord, flight: FlightRow): boolean {
  return booking.status === 'confirmed' && segments.some((each) => each.flight_id === flight.id && isLive(each));
}

/** Behind every event of the flight so far, whatever the clock of the desk that recorded them. */
function newRow(
  work: UnitOfWork,
  flight: FlightRow,
  history: readonly FlightEventRow[],
  event: FlightEvent,
): FlightEventRow {
  const last = history.at(-1)?.id;
  const own = work.ids.next('fev');
  return {
    id: last !== undefined && own <= last ? layOutId('fev', timeOfId(last) + 1, work.ids.bytes(10)) : own,
    flight_id: flight.id,
    kind: event.kind,
    cause: event.cause ?? 'unknown',
    delay_minutes: event.delayMinutes ?? null,
    diverted_to: event.divertedTo ?? null,
    equipment: event.equipment ?? null,
    recorded_at: work.now,
    recorded_by: work.actor,
  };
}

/**
 * Whoever has a booking that was changed has been told of that; of a diversion, which changes none, they are told here.
 * Of those who subscribed, everybody else is.
 */
async function tell(
  work: UnitOfWork,
  before: FlightRow,
  flight: FlightRow,
  row: FlightEventRow,
  reached: readonly BookingRecord[],
): Promise<number> {
  const fields = {
    flight: flightLineOf(flight),
    kind: row.kind,
    cause: row.cause,
    delayMinutes: row.delay_minutes,
    divertedTo: row.diverted_to,
    equipment: row.equipment,
  };
  const isNews = row.kind !== 'departed' && row.kind !== 'arrived';
  const urgentFrom = isNews ? urgentBefore(Math.min(before.departs_at, flight.departs_at)) : undefined;
  if (row.kind === 'diverted') for (const record of reached) queueFlightStatus(work, record, fields, urgentFrom);
  const isTold = (record: BookingRecord) =>
    canBeTold(record) && (row.kind === 'cancelled' || record.booking.status === 'confirmed');
  const told = reached.filter(isTold);
  const customers = new Set(told.map(({ booking }) => booking.customer_id));
  let notified = told.length;
  for (const { id, email, phone, language, data_key } of await listSubscribers(work.tx, flight.id)) {
    if (customers.has(id)) continue;
    const message = queueMessage(work, {
      bookingId: null,
      subject: { customerId: id, dataKey: data_key },
      template: 'flight-status',
      language,
      ...{ to: email, phone },
      fields: { recordLocator: null, ...fields },
      urgentFrom,
    });
    if (message !== undefined) notified += 1;
  }
  return notified;
}

function auditEvent(work: UnitOfWork, before: FlightRow, after: FlightRow, row: FlightEventRow): void {
  const flight = flightRefOf(after);
  const state = (row: FlightRow) => ({
    version: row.version,
    status: row.status,
    departsAt: formatInstant(row.departs_at, row.departs_offset),
    arrivesAt: formatInstant(row.arrives_at, row.arrives_offset),
  });
  const { kind, cause, delay_minutes: delayMinutes, diverted_to: divertedTo, equipment } = row;
  const event = { eventId: row.id, kind, cause, delayMinutes, divertedTo, equipment };
  work.audit({
    action: `flight.${kind}`,
    entity: 'flight',
    entityId: flight,
    before: state(before),
    after: { ...state(after), ...event },
  });
  const routes = [`${after.origin}-${after.destination}/${after.departure_date}`];
  work.publish({ topic: `flight.${kind}`, payload: { flight, ...state(after), ...event, routes } });
}

function viewRecorded(
  flight: FlightRow,
  event: FlightEvent,
  row: FlightEventRow | undefined,
  done: Pick<RecordedEvent, 'outcome' | 'bookings' | 'notified'>,
): RecordedEvent {
  const { version } = flight;
  if (row) return { ...viewFlightEvent(row, flight), ...done, version };
  return {
    ...{ eventId: null, recordedAt: null, recordedBy: null },
    ...viewFlight(flight),
    event: event.kind,
    cause: event.cause ?? 'unknown',
    delayMinutes: event.delayMinutes ?? null,
    divertedTo: event.divertedTo ?? null,
    equipment: event.equipment ?? null,
    ...done,
    version,
  };
}
