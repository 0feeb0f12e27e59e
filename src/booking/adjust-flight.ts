import { zonesOfFlight } from '../catalog/airport-repository.js';
import type { FlightRow } from '../database/schema.js';
import { flightRefOf, refOfFlight } from '../inventory/flight.js';
import { lockFlight } from '../inventory/flight-repository.js';
import { describeFlightState, type FlightState, lockFlightState, saveFlightState } from '../inventory/flight-state.js';
import { type FlightDetail, showFlight } from '../inventory/show-flight.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { FlightRef } from '../kernel/flight-ref.js';
import type { WriteOptions } from '../runtime/request.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { requireVersion } from '../runtime/version.js';
import { type FlightChanges, type FlightReseating, newTimes, planAdjustment, touchesBookings } from './adjustment.js';
import type { BookingDeps } from './booking-deps.js';
import { type BookingRecord, passengerId, segmentId } from './booking-record.js';
import { lockFlightsWithBookings, soldInOf } from './flight-bookings.js';
import { isOnItsWay, type Rescheduled, reschedule, reseat, saveFollowed } from './follow-flight.js';
import { untilFree } from './until-free.js';
import { clearInPassing } from './waitlist-turn.js';

export interface AdjustFlightInput extends FlightChanges {
  readonly ref: FlightRef;
  readonly ifVersion?: number | undefined;
}

/** A passenger who was moved on board, or off their seat. */
export interface ReseatedPassenger {
  readonly recordLocator: string;
  readonly segment: string;
  readonly passenger: string;
  readonly cabin: string;
  readonly newCabin: string;
  readonly seat: string | null;
  /** Null for who has a place on the flight and no seat yet. */
  readonly newSeat: string | null;
}

export type AdjustedFlight = FlightDetail & {
  readonly reseated: readonly ReseatedPassenger[];
  readonly rescheduled: readonly Rescheduled[];
  /** What could not be reached, or came beside, in sentences. */
  readonly notes: readonly string[];
};

/**
 * Changes a flight in one transaction, under its exclusive lock: units, limits, prices, rules, aircraft,
 * times. Bookings whose seats or times change with it are locked before it, and changed with it.
 * @throws FLIGHT_NOT_FOUND, VERSION_CONFLICT, WRONG_STATE once it has left or when nothing changes,
 *   SEAT_TAKEN, SEAT_NOT_FOUND, FARE_CLASS_NOT_FOUND, REFUSED_BY_RULE, INVALID_INPUT, DATABASE_BUSY
 */
export async function adjustFlight(
  deps: BookingDeps,
  input: AdjustFlightInput,
  options: WriteOptions,
): Promise<AdjustedFlight> {
  const request = { ...options, command: 'flight adjust', input: { ...input, ifVersion: undefined } };
  const { flightId, view } = await untilFree(async () => {
    let flightId = 0;
    const view = await deps.runner.write(request, async (work) => {
      const adjusted = await adjustWithin(work, input);
      flightId = adjusted.flightId;
      return adjusted.view;
    });
    return { flightId, view };
  });
  // More units, a seat that is blocked no more, a higher limit: who waits comes first.
  if (options.isDryRun !== true && flightId !== 0) await clearInPassing(deps, [flightId], request.command);
  return view;
}

export interface Adjusted {
  readonly flightId: number;
  readonly view: AdjustedFlight;
  /** The bookings that were changed with it, as they are now. */
  readonly followed: readonly BookingRecord[];
}

/** The same in the caller's transaction, for what is one with it. @throws what `adjustFlight` throws */
export async function adjustWithin(work: UnitOfWork, input: AdjustFlightInput): Promise<Adjusted> {
  const { tx, now } = work;
  const { priced, bookings } = await lockAll(work, input);
  requireVersion(`flight ${flightRefOf(priced.flight)}`, priced.flight.version, input.ifVersion);
  requireToCome(priced.flight, work);
  const before = await lockFlightState(tx, priced);
  const soldIn = await soldInOf(tx, before.flight.id);
  const zones = await zonesOf(work, before.flight, input);
  const { state, reseated, notes } = planAdjustment(before, input, { soldIn, now, zones });
  const after: FlightState = { ...state, flight: { ...state.flight, version: before.flight.version + 1 } };
  requireChange(before, state);
  await saveFlightState(tx, before, after);
  // The seats of a segment are moved by the rows that were just written.
  await tx.sendLater();
  const records = followSeats(work, bookings, after, reseated);
  const { rescheduled, followed } = await followTimes(work, records, before.flight, after.flight);
  const ref = flightRefOf(after.flight);
  work.audit({
    action: 'flight.adjusted',
    entity: 'flight',
    entityId: ref,
    before: describeFlightState(before),
    after: describeFlightState(after),
  });
  const { origin, destination, departure_date: date } = after.flight;
  work.publish({ topic: 'flight.adjusted', payload: { flight: ref, routes: [`${origin}-${destination}/${date}`] } });
  await tx.sendLater();
  const view = {
    ...(await showFlight(tx, refOfFlight(after.flight), now)),
    reseated: reseated.map((each) => viewReseating(each, bookings)),
    rescheduled,
    notes,
  };
  return { flightId: after.flight.id, view, followed };
}

async function lockAll(work: UnitOfWork, input: AdjustFlightInput) {
  if (!touchesBookings(input)) {
    return { priced: await lockFlight(work.tx, input.ref), bookings: new Map<string, BookingRecord>() };
  }
  const { flights, bookings } = await lockFlightsWithBookings(work.tx, [input.ref]);
  return { priced: flights[0] as (typeof flights)[number], bookings };
}

/** @throws WRONG_STATE */
function requireToCome(flight: FlightRow, { now }: UnitOfWork): void {
  const isToCome = flight.departs_at > now && (flight.status === 'scheduled' || flight.status === 'delayed');
  if (isToCome) return;
  const reason = flight.departs_at <= now ? 'has departed' : `is ${flight.status}`;
  throw new OpsdeskError('WRONG_STATE', `${flightRefOf(flight)} ${reason}`, {
    hint: 'Only flights that are still to come are adjusted.',
    details: { flight: flightRefOf(flight), status: flight.status },
  });
}

/** @throws WRONG_STATE when it is like that already */
function requireChange(before: FlightState, after: FlightState): void {
  if (JSON.stringify(before) !== JSON.stringify(after)) return;
  throw new OpsdeskError('WRONG_STATE', `${flightRefOf(before.flight)} is like that already`, {
    hint: 'Nothing was changed.',
  });
}

async function zonesOf({ tx }: UnitOfWork, flight: FlightRow, input: AdjustFlightInput) {
  return newTimes(input) ? zonesOfFlight(tx, flight) : undefined;
}

interface Reseated {
  readonly before: BookingRecord;
  readonly after: BookingRecord;
}

/** The records with their new seats; they are saved once their times are known as well. */
function followSeats(
  work: UnitOfWork,
  bookings: ReadonlyMap<string, BookingRecord>,
  { flight, units }: FlightState,
  reseated: readonly FlightReseating[],
): Reseated[] {
  const moved = new Set(reseated.map(({ bookingId }) => bookingId));
  return [...bookings.values()].map((before) => ({
    before,
    after: moved.has(before.booking.id) ? reseat(work, before, flight, units) : before,
  }));
}

async function followTimes(
  work: UnitOfWork,
  records: readonly Reseated[],
  before: FlightRow,
  after: FlightRow,
): Promise<{ rescheduled: Rescheduled[]; followed: BookingRecord[] }> {
  const isMoved = before.departs_at !== after.departs_at || before.arrives_at !== after.arrives_at;
  const rescheduled: Rescheduled[] = [];
  const followed: BookingRecord[] = [];
  for (const { before: old, after: record } of records) {
    const moved = isMoved ? await reschedule(work, old, record, before, after) : undefined;
    if (moved) {
      rescheduled.push(moved.told);
      followed.push(moved.record);
    } else if (record !== old && isOnItsWay(record, work)) {
      followed.push(await saveFollowed(work, old, record, 'booking.reseated'));
    }
  }
  return { rescheduled, followed };
}

function viewReseating(each: FlightReseating, bookings: ReadonlyMap<string, BookingRecord>): ReseatedPassenger {
  const { bookingId, segmentPosition, passengerPosition, ...places } = each;
  return {
    recordLocator: bookings.get(bookingId)?.booking.record_locator ?? '',
    segment: segmentId(segmentPosition),
    passenger: passengerId(passengerPosition),
    ...places,
  };
}
