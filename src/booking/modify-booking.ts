import { refOfFlight } from '../inventory/flight.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { Money } from '../kernel/money.js';
import type { WriteOptions } from '../runtime/request.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { requireVersion } from '../runtime/version.js';
import { requireAgreed } from './agreed-sum.js';
import { acceptScheduleChange, offeredTogether, refuseScheduleChange } from './answer-schedule-change.js';
import type { BookingDeps } from './booking-deps.js';
import { type BookingRecord, isSeated, type SegmentRecord } from './booking-record.js';
import { lockBooking } from './booking-repository.js';
import { requireLive, requireSettled } from './booking-state.js';
import type { Change } from './change.js';
import { type ContactInput, changeContact } from './change-contact.js';
import { changeFlight } from './change-flight.js';
import { addFlights, cancelFlights } from './change-itinerary.js';
import { changeName } from './change-name.js';
import { addPassengers, removePassengers } from './change-party.js';
import { changeSeats } from './change-seats.js';
import { changeStays, type StayChanges } from './change-stays.js';
import { finishChange } from './finish-change.js';
import { pickSegment } from './pick.js';
import type { PricedChange } from './priced-change.js';
import { repriceBooking } from './reprice.js';
import { pickLost, rerouteLost } from './reroute-lost.js';
import type { WantedFlight } from './seat-party.js';
import { type BookingView, viewBooking } from './view-booking.js';
import { afterThoseWhoWait, clearInPassing, requireNobodyFirst } from './waitlist-turn.js';

export interface ModifyBookingInput extends ContactInput, StayChanges {
  readonly recordLocator: string;
  /** Moves a segment there. */
  readonly flight?: WantedFlight | undefined;
  /** Moves a segment to the same flight of another day, and to another class. */
  readonly date?: LocalDate | undefined;
  readonly fareClass?: string | undefined;
  /** `S1`; needed where the booking has several. */
  readonly segment?: string | undefined;
  /** With `flight`, on the new one; in passenger order, or one for `passenger`. */
  readonly seats?: readonly string[] | undefined;
  /** `P1`; needed where the booking has several. */
  readonly passenger?: string | undefined;
  readonly name?: string | undefined;
  readonly addFlights?: readonly WantedFlight[] | undefined;
  readonly cancelSegments?: readonly string[] | undefined;
  readonly addPassengers?: readonly string[] | undefined;
  readonly removePassengers?: readonly string[] | undefined;
  /** Segments with new times of the carrier, TK, to which the customer says yes or no. */
  readonly accept?: readonly string[] | undefined;
  readonly refuse?: readonly string[] | undefined;
  /** Accepts the price of the day for a hold whose own no longer stands. */
  readonly reprice?: boolean | undefined;
  readonly ifVersion?: number | undefined;
  /** The balance that the customer said yes to. */
  readonly agreed?: Money | undefined;
}

export type ModifiedView = BookingView & { readonly change: PricedChange };

/**
 * Changes a booking in one transaction: everything that was asked for, or nothing. As a dry run it does
 * the same and rolls it back, so that its price is the price.
 * @throws WRONG_STATE, HOLD_EXPIRED, VERSION_CONFLICT, PRICE_CHANGED, NAME_CHANGE_NOT_ALLOWED, PASSENGER_RULE,
 *   REFUSED_BY_RULE, and what taking a seat or a room throws
 */
export async function modifyBooking(
  deps: BookingDeps,
  input: ModifyBookingInput,
  options: WriteOptions,
): Promise<ModifiedView> {
  // What the caller had read is not what they want: a repeat that has read something newer is the same command.
  const wish = { ...input, ifVersion: undefined, agreed: undefined };
  const request = { ...options, command: 'booking modify', input: wish };
  let freed: readonly number[] = [];
  const modify = (yields: boolean) =>
    deps.runner.write(request, async (work) => {
      const before = await lockBooking(work.tx, input.recordLocator);
      requireVersion(`booking ${before.booking.record_locator}`, before.booking.version, input.ifVersion);
      requireLive(before, work.now);
      requireSettled(before);
      const changes = await applyChanges(work, before, input);
      const isRefusal = (input.refuse ?? []).length > 0;
      const { after, change } = await finishChange(work, before, changes, { mayEnd: isRefusal });
      requireAgreed(input.agreed, change.balance.amountMinor, change.balance.currency, 'would be the balance');
      if (yields) await requireNobodyFirst(work, takenFlights(before, after), before.booking.id);
      freed = freedFlights(before, after);
      return { ...viewBooking(after, work.now), change };
    });
  // A dry run must not serve others in passing.
  if (options.isDryRun) return modify(false);
  const view = await afterThoseWhoWait(deps, request.command, modify);
  await clearInPassing(deps, freed, request.command);
  return view;
}

/** Flights on which the booking has seats that it did not have. */
function takenFlights(before: BookingRecord, after: BookingRecord) {
  const had = (flightId: number) => before.seats.filter((seat) => seat.flight_id === flightId).length;
  const has = (flightId: number) => after.seats.filter((seat) => seat.flight_id === flightId).length;
  return after.segments
    .filter((segment) => isSeated(segment) && has(segment.flight_id) > had(segment.flight_id))
    .map(({ flight }) => ({ ref: refOfFlight(flight) }));
}

/** Flights on which it has given seats up. */
function freedFlights(before: BookingRecord, after: BookingRecord): number[] {
  const kept = new Set(after.seats.map((seat) => `${seat.flight_id} ${seat.ordinal}`));
  return [
    ...new Set(before.seats.flatMap((seat) => (kept.has(`${seat.flight_id} ${seat.ordinal}`) ? [] : [seat.flight_id]))),
  ];
}

type Step = (record: BookingRecord) => Change | Promise<Change> | Promise<readonly Change[]>;

/** What is given up comes first, so that it can be taken again; rooms after seats, by the global lock order. */
async function applyChanges(work: UnitOfWork, before: BookingRecord, input: ModifyBookingInput): Promise<Change[]> {
  const { cancelSegments = [], removePassengers: leaving = [], seats = [] } = input;
  const steps: Step[] = [];
  for (const id of offeredTogether(before, input.accept ?? [])) {
    steps.push((record) => acceptScheduleChange(work, record, pickSegment(record, id)));
  }
  for (const id of offeredTogether(before, input.refuse ?? [])) {
    steps.push((record) => refuseScheduleChange(work, record, pickSegment(record, id)));
  }
  if (cancelSegments.length > 0) steps.push((record) => cancelFlights(work, record, cancelSegments));
  if (leaving.length > 0) steps.push((record) => removePassengers(work, record, leaving));
  if (input.flight || input.date !== undefined || input.fareClass !== undefined) {
    steps.push((record) => moveSegment(work, record, input, seats));
  } else if (seats.length > 0) {
    steps.push((record) => changeSeats(work, record, { ...input, seats }));
  }
  const { name, addFlights: flights = [], addPassengers: joining = [] } = input;
  if (name !== undefined) steps.push((record) => changeName(work, record, name, input.passenger));
  if (flights.length > 0) steps.push((record) => addFlights(work, record, flights));
  if (joining.length > 0) steps.push((record) => addPassengers(work, record, joining));
  steps.push((record) => changeStays(work, record, input));
  if (input.email !== undefined || input.phone !== undefined || input.remark !== undefined) {
    steps.push((record) => changeContact(record, input));
  }
  if (input.reprice === true) steps.push((record) => repriceBooking(work, record));
  const changes: Change[] = [];
  for (const step of steps) changes.push(...[await step(changes.at(-1)?.record ?? before)].flat());
  return changes;
}

/** What does not operate is replaced, and what does is exchanged. */
async function moveSegment(
  work: UnitOfWork,
  record: BookingRecord,
  input: ModifyBookingInput,
  seats: readonly string[],
): Promise<Change> {
  const lost = pickLost(record, input.segment);
  const wanted = wantedFlight(lost ?? pickSegment(record, input.segment), input);
  if (!lost) return changeFlight(work, record, wanted, { segment: input.segment, seats });
  const asked = { ...wanted, fareClass: input.fareClass ?? input.flight?.fareClass };
  return rerouteLost(work, record, lost, asked, seats);
}

function wantedFlight(old: SegmentRecord, { flight, date, fareClass }: ModifyBookingInput): WantedFlight {
  if (flight) return fareClass === undefined ? flight : { ...flight, fareClass };
  const ref = refOfFlight(old.flight);
  return { ref: { ...ref, departureDate: date ?? ref.departureDate }, fareClass: fareClass ?? old.fare_class };
}
