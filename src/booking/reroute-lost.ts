import { flightRefOf } from '../inventory/flight.js';
import { getFlight } from '../inventory/flight-repository.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { acceptScheduleChange } from './answer-schedule-change.js';
import { type BookingRecord, discountOf, isLive, type SegmentRecord, segmentId, totalMinor } from './booking-record.js';
import type { Change } from './change.js';
import { requireTimeToConnect } from './connections.js';
import { reaccommodate } from './reaccommodate.js';
import type { WantedFlight } from './seat-party.js';
import { requireStillPaid } from './still-paid.js';

/**
 * What a change of flight is about where the carrier has cancelled it: the named segment, or the only one where nothing
 * else is to come. One that anything ever stood in for is not given again: what was refused or given up is settled.
 * @throws INPUT_REQUIRED where it may be this or another
 */
export function pickLost({ booking, segments }: BookingRecord, id: string | undefined): SegmentRecord | undefined {
  if (booking.status !== 'confirmed') return undefined;
  const lost = segments.filter(
    ({ status, position, flight }) =>
      status === 'UN' && flight.status === 'cancelled' && !segments.some(({ replaces }) => replaces === position),
  );
  if (id !== undefined) return lost.find(({ position }) => segmentId(position) === id.toUpperCase());
  const live = segments.filter(isLive);
  if (lost.length === 0 || lost.length + live.length === 1) return lost[0];
  const ids = (some: readonly SegmentRecord[]) => some.map(({ position }) => segmentId(position)).join(', ');
  throw new OpsdeskError('INPUT_REQUIRED', `${ids(lost)} of this booking does not operate, and it may not be meant`, {
    hint: `Add --segment, one of ${ids([...lost, ...live])}.`,
  });
}

/**
 * Another flight of the same way in place of one that the carrier does not operate, as the customer has chosen: any seat
 * of the cabin, without a fee and at the price that was paid. It was they who chose, so no answer is waited for.
 * @throws what `reaccommodate` throws; INVALID_INPUT where a class or seats are named, or it goes another way;
 *   REFUSED_BY_RULE where it leaves no time to connect; WRONG_STATE where what was paid has gone back
 */
export async function rerouteLost(
  work: UnitOfWork,
  record: BookingRecord,
  lost: SegmentRecord,
  wanted: WantedFlight,
  seats: readonly string[],
): Promise<Change> {
  if (wanted.fareClass !== undefined || seats.length > 0) {
    throw new OpsdeskError(
      'INVALID_INPUT',
      `${flightRefOf(lost.flight)} does not operate: another flight in its place takes any seat of cabin ${lost.cabin}`,
      { hint: 'Leave the class and the seats out; the price stays. Seats are chosen behind it, with --seat.' },
    );
  }
  await requireSameWay(work, lost, wanted);
  const cabin = lost.cabin;
  const moved = await reaccommodate(work, record, [
    { journey: lost.journey, gives: [segmentId(lost.position)], takes: [{ ref: wanted.ref, cabin }] },
  ]);
  // What was offered is among the writes that nothing has read back yet.
  await work.tx.sendLater();
  const offered = moved.record.segments.find(
    (each) => isLive(each) && each.replaces === lost.position,
  ) as SegmentRecord;
  await requireConnections(work, moved.record, lost, offered);
  const accepted = await acceptScheduleChange(work, moved.record, offered);
  requireStillPaid(withTotal(record, 0), withTotal(accepted.record, moved.feeMinor));
  return { ...moved, record: accepted.record };
}

/** The price of what it has now, whatever its row says until the change is finished. */
function withTotal(record: BookingRecord, feeMinor: number): BookingRecord {
  const { booking } = record;
  const sums = { fees_minor: booking.fees_minor + feeMinor, discount_minor: discountOf(record) };
  return { ...record, booking: { ...booking, total_minor: totalMinor(record, sums) } };
}

/** Who was to fly home is not flown elsewhere at the same price. */
async function requireSameWay(work: UnitOfWork, { flight: lost }: SegmentRecord, wanted: WantedFlight): Promise<void> {
  const flight = await getFlight(work.tx, wanted.ref);
  if (flight.origin === lost.origin && flight.destination === lost.destination) return;
  throw new OpsdeskError(
    'INVALID_INPUT',
    `${flightRefOf(flight)} goes from ${flight.origin} to ${flight.destination}, and ${flightRefOf(lost)} went from ${lost.origin} to ${lost.destination}`,
    {
      hint: `See what goes there: opsdesk flight search ${lost.origin} ${lost.destination} --depart ${lost.departure_date}; or by several flights: opsdesk disruption plan --flights ${flightRefOf(lost)}`,
      details: { flight: flightRefOf(flight), instead: flightRefOf(lost) },
    },
  );
}

/** It has the place of what it stands in for, whenever it leaves. */
async function requireConnections(
  work: UnitOfWork,
  { segments }: BookingRecord,
  lost: SegmentRecord,
  added: SegmentRecord,
): Promise<void> {
  const isNew = ({ position }: SegmentRecord) => position === added.position;
  const placeOf = (each: SegmentRecord) => (isNew(each) ? lost : each).flight.departs_at;
  const travelled = segments.filter(isLive).toSorted((a, b) => placeOf(a) - placeOf(b));
  await requireTimeToConnect(
    work.tx,
    travelled.map((each) => ({ flight: each.flight, journey: each.journey, isNew: isNew(each) })),
  );
}
