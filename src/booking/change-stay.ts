import { localToday } from '../inventory/hotel/stay-rules.js';
import { listStayNights, releaseStayNights } from '../inventory/room-repository.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { LocalDate } from '../kernel/local-date.js';
import { checkInInstant, parsePolicy, policyInWords, refundShare } from '../pricing/cancellation-policy.js';
import { keptShare } from '../pricing/cancellation-value.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type BookingRecord, isLive, type StayRecord, seatedPassengers, stayId } from './booking-record.js';
import { insertStay, updateStay } from './booking-repository.js';
import type { Change } from './change.js';
import { pickStay } from './pick.js';
import { type StayHolder, takeStay, type WantedStay } from './take-stay.js';

/** What of a stay becomes different; what is left out stays as it is. */
export interface StayDates {
  readonly checkIn?: LocalDate | undefined;
  readonly checkOut?: LocalDate | undefined;
  readonly rooms?: number | undefined;
  readonly roomType?: string | undefined;
  readonly ratePlan?: string | undefined;
}

/** Adds a stay at today's price. @throws what `takeStay` throws, CURRENCY_MISMATCH */
export async function addStay(work: UnitOfWork, record: BookingRecord, wanted: WantedStay): Promise<Change> {
  const position = Math.max(0, ...record.stays.map((stay) => stay.position)) + 1;
  const stay = await houseParty(work, record, wanted, position);
  insertStay(work.tx, stay);
  return {
    record: { ...record, stays: [...record.stays, stay] },
    released: [],
    taken: [describe(stay)],
    feeMinor: 0,
    why: [`Rate ${stay.rate_plan} is ${policyInWords(parsePolicy(stay.cancellation_policy))}.`],
  };
}

/** Gives a stay up: its policy says what comes back. @throws STAY_NOT_FOUND, REFUSED_BY_RULE once it is over */
export async function cancelStay(work: UnitOfWork, record: BookingRecord, id: string): Promise<Change> {
  const stay = pickStay(record, id);
  requireAhead(work, stay, stay.check_out);
  await releaseStayNights(work.tx, record.booking.id, stay.position);
  const after: StayRecord = { ...stay, status: 'XX' };
  updateStay(work.tx, after);
  const { feeMinor, why } = keptOf(work, record, stay, stay.price_minor);
  return {
    record: { ...record, stays: record.stays.map((each) => (each.position === stay.position ? after : each)) },
    released: [describe(stay)],
    taken: [],
    feeMinor,
    why,
  };
}

/**
 * Other dates, rooms or another room type for a stay. Nights that it keeps cost what they were sold for,
 * new ones what they cost today, and those given up by the policy.
 * @throws STAY_NOT_FOUND, REFUSED_BY_RULE, and what `takeStay` throws
 */
export async function changeStay(
  work: UnitOfWork,
  record: BookingRecord,
  id: string | undefined,
  dates: StayDates,
): Promise<Change> {
  const old = pickStay(record, id);
  requireAhead(work, old, old.check_out);
  const today = localToday(old.property.time_zone, work.now);
  const hasBegun = old.check_in < today;
  if (hasBegun && dates.checkIn !== undefined && dates.checkIn !== old.check_in) {
    throw new OpsdeskError('REFUSED_BY_RULE', `${describe(old)} has begun: its check-in can't be moved`, {
      hint: 'Only the check-out can be moved now.',
    });
  }
  const wanted = wantedInstead(old, dates);
  requireOther(old, wanted);
  const before = await listStayNights(work.tx, record.booking.id, old.position);
  await releaseStayNights(work.tx, record.booking.id, old.position);
  const isSameRoom = wanted.roomType === old.roomType.code && wanted.ratePlan === old.rate_plan;
  const sold = {
    rooms: old.rooms,
    priceAt: new Map(before.map(({ night, price_minor }) => [night, price_minor])),
  };
  const stay = await houseParty(work, record, wanted, old.position, {
    today: hasBegun ? old.check_in : today,
    sold: isSameRoom ? sold : undefined,
  });
  updateStay(work.tx, stay);
  const roomsLeft = (night: LocalDate) =>
    isSameRoom && night >= stay.check_in && night < stay.check_out ? Math.min(stay.rooms, old.rooms) : 0;
  const givenUpMinor = before.reduce(
    (sum, { night, price_minor }) => sum + price_minor - Math.round((price_minor * roomsLeft(night)) / old.rooms),
    0,
  );
  const { feeMinor, why } = keptOf(work, record, old, givenUpMinor);
  return {
    record: { ...record, stays: record.stays.map((each) => (each.position === stay.position ? stay : each)) },
    released: [describe(old)],
    taken: [describe(stay)],
    feeMinor,
    why: [...why, 'Nights that stay keep their price; new ones cost what they cost today.'],
  };
}

/** The stay that one becomes. */
export function wantedInstead(old: StayRecord, dates: StayDates): WantedStay {
  return {
    property: old.property.code,
    roomType: (dates.roomType ?? old.roomType.code).toUpperCase(),
    ratePlan: (dates.ratePlan ?? old.rate_plan).toUpperCase(),
    checkIn: dates.checkIn ?? old.check_in,
    checkOut: dates.checkOut ?? old.check_out,
    rooms: dates.rooms ?? old.rooms,
  };
}

function requireOther(old: StayRecord, wanted: WantedStay): void {
  const isSame =
    wanted.roomType === old.roomType.code &&
    wanted.ratePlan === old.rate_plan &&
    wanted.rooms === old.rooms &&
    wanted.checkIn === old.check_in &&
    wanted.checkOut === old.check_out;
  if (!isSame) return;
  throw new OpsdeskError('WRONG_STATE', `${describe(old)} is booked like that already`, {
    hint: 'Nothing was changed. Name what is to be different.',
  });
}

async function houseParty(
  work: UnitOfWork,
  record: BookingRecord,
  wanted: WantedStay,
  position: number,
  kept: Pick<StayHolder, 'today' | 'sold'> = {},
): Promise<StayRecord> {
  const { booking } = record;
  const { stay, currency } = await takeStay(work, wanted, {
    bookingId: booking.id,
    position,
    holdExpiresAt: booking.status === 'confirmed' ? null : booking.hold_expires_at,
    guests: seatedPassengers(record.passengers).length,
    ...kept,
  });
  if (currency === booking.currency) return stay;
  throw new OpsdeskError(
    'CURRENCY_MISMATCH',
    `${stay.property.code} is sold in ${currency}, and the booking is in ${booking.currency}`,
    { hint: 'Make a booking of its own for the stay.' },
  );
}

/** Who has not paid has nothing to lose. */
function keptOf(
  work: UnitOfWork,
  { booking }: BookingRecord,
  stay: StayRecord,
  givenUpMinor: number,
): { feeMinor: number; why: string[] } {
  if (booking.status !== 'confirmed') return { feeMinor: 0, why: ['A held booking changes without a fee.'] };
  if (givenUpMinor === 0) return { feeMinor: 0, why: [] };
  const policy = parsePolicy(stay.cancellation_policy);
  const share = refundShare(policy, checkInInstant(stay.property.time_zone, stay.check_in), work.now);
  return {
    feeMinor: keptShare(givenUpMinor, share),
    why: [`Rate ${stay.rate_plan} is ${policyInWords(policy)}: ${share} % of the nights given up come back.`],
  };
}

function requireAhead(work: UnitOfWork, stay: StayRecord, until: LocalDate): void {
  if (isLive(stay) && until > localToday(stay.property.time_zone, work.now)) return;
  throw new OpsdeskError('REFUSED_BY_RULE', `${describe(stay)} is over and can't be changed`, {
    hint: 'Only stays that are still to come, or under way, can be changed.',
  });
}

function describe(stay: StayRecord): string {
  const rooms = stay.rooms === 1 ? '' : ` × ${stay.rooms}`;
  return `${stayId(stay.position)} ${stay.property.code}:${stay.roomType.code}${rooms} ${stay.check_in} to ${stay.check_out}`;
}
