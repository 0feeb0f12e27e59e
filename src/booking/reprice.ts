import { formatMoney } from '../catalog/currencies.js';
import type { Session } from '../database/dialect.js';
import type { FareRow } from '../database/schema.js';
import { flightRefOf } from '../inventory/flight.js';
import { listFares } from '../inventory/flight-repository.js';
import { OpsdeskError } from '../kernel/errors.js';
import { formatInstant } from '../kernel/instant.js';
import { money } from '../kernel/money.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type BookingRecord, discountOf, isSeated, type SegmentRecord, totalMinor } from './booking-record.js';
import { updateSegment } from './booking-repository.js';
import type { Change } from './change.js';
import { describeSegment } from './change-itinerary.js';
import { DEFAULT_HOLD_MS } from './deadlines.js';
import { segmentOf } from './segment-of.js';

/**
 * A hold keeps its space until its deadline, and its price only as long as that was guaranteed: after that it is
 * paid at the price of the day, which the customer has to hear first.
 * @throws PRICE_CHANGED with the old and the new price
 */
export async function requireStandingPrice(work: UnitOfWork, record: BookingRecord): Promise<void> {
  const { booking } = record;
  if (booking.status !== 'held' || (booking.price_until !== null && work.now <= booking.price_until)) return;
  const changed = await changedSegments(work.tx, record);
  if (changed.length === 0) return;
  const nowMinor = totalOf(withSegments(record, changed));
  const { record_locator: locator, currency, total_minor: oldMinor } = booking;
  const amount = (minor: number) => formatMoney(money(minor, currency));
  const until =
    booking.price_until === null ? 'was not guaranteed' : `stood until ${formatInstant(booking.price_until)}`;
  throw new OpsdeskError(
    'PRICE_CHANGED',
    `the price of ${locator} ${until}: it was ${amount(oldMinor)}, and is ${amount(nowMinor)} today`,
    {
      hint: `Tell the customer, then accept the new price and pay: opsdesk booking modify ${locator} --reprice`,
      details: {
        recordLocator: locator,
        oldMinor,
        nowMinor,
        currency,
        flights: changed.map(({ flight }) => flightRefOf(flight)),
      },
    },
  );
}

/**
 * Accepts the price of the day for a hold whose own no longer stands, with the rules of today's fares. It stands as
 * long as that of a new hold, and no longer than the hold itself.
 * @throws REFUSED_BY_RULE once it is paid
 */
export async function repriceBooking(work: UnitOfWork, record: BookingRecord): Promise<Change> {
  const { booking } = record;
  if (booking.status !== 'held') {
    throw new OpsdeskError('REFUSED_BY_RULE', `${booking.record_locator} is ${booking.status} and keeps its price`, {
      hint: 'Only a hold is priced anew.',
    });
  }
  const changed = await changedSegments(work.tx, record);
  for (const segment of changed) updateSegment(work.tx, segment);
  const priceUntil = Math.min(work.now + DEFAULT_HOLD_MS, booking.hold_expires_at ?? Number.MAX_SAFE_INTEGER);
  return {
    record: { ...withSegments(record, changed), booking: { ...booking, price_until: priceUntil } },
    released: [],
    taken: changed.map((segment) => `${describeSegment(segment)} at the fare of today`),
    feeMinor: 0,
    why: [
      changed.length === 0
        ? 'The fares of today are those of the booking.'
        : 'A hold is paid at the price of the day once its own no longer stands.',
    ],
  };
}

/** Live segments as they would be sold today, where that costs something else. A class that is filed no more keeps its price. */
async function changedSegments(session: Session, { segments }: BookingRecord): Promise<SegmentRecord[]> {
  const seated = segments.filter(isSeated);
  const fares = await Promise.all(seated.map((segment) => listFares(session, segment.flight_id)));
  return seated.flatMap((segment, index) => {
    const fare = fares[index]?.find((each) => each.fare_class === segment.fare_class);
    return fare && isOther(segment, fare) ? [soldToday(segment, fare)] : [];
  });
}

function isOther(segment: SegmentRecord, fare: FareRow): boolean {
  return fare.base_minor !== segment.base_minor || fare.tax_minor !== segment.tax_minor;
}

function soldToday(segment: SegmentRecord, fare: FareRow): SegmentRecord {
  const { booking_id, position, flight, status, journey, replaces } = segment;
  return { ...segmentOf(booking_id, position, flight, fare, journey), status, replaces };
}

function withSegments(record: BookingRecord, changed: readonly SegmentRecord[]): BookingRecord {
  const byPosition = new Map(changed.map((segment) => [segment.position, segment]));
  return { ...record, segments: record.segments.map((each) => byPosition.get(each.position) ?? each) };
}

function totalOf(record: BookingRecord): number {
  const { fees_minor } = record.booking;
  return totalMinor(record, { fees_minor, discount_minor: discountOf(record) });
}
