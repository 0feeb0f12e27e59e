import { flightRefOf } from '../inventory/flight.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type BookingRecord, isLive, passengerId, type SegmentRecord } from './booking-record.js';
import { updatePassenger } from './booking-repository.js';
import type { Change } from './change.js';
import { requireAhead } from './change-itinerary.js';
import { isCorrection } from './name-correction.js';
import { withLoneChildren } from './party-rules.js';
import { parsePassengerName } from './passenger-name.js';
import { pickPassenger } from './pick.js';

/**
 * Mends the spelling of a name, free of charge; or puts another passenger in their place, where the fare
 * of every flight allows it and at its fee.
 * @throws NAME_CHANGE_NOT_ALLOWED, INVALID_INPUT
 */
export function changeName(
  work: UnitOfWork,
  record: BookingRecord,
  text: string,
  passenger: string | undefined,
): Change {
  const before = pickPassenger(record, passenger);
  // Without (CHD) or (INF) behind it, the name keeps the passenger's type.
  const name = parsePassengerName(text, before.type);
  const isFree = isCorrection(
    { surname: before.surname, givenName: before.given_name, title: before.title, type: before.type },
    name,
  );
  // A service that is not named stays with the same person, and does not pass to another.
  const service = name.service ?? (isFree ? before.service : null);
  const { surname, givenName: given_name, title, type } = name;
  const after = { ...before, surname, given_name, title, type, service };
  const passengers = withLoneChildren(
    record.passengers.map((each) => (each.position === after.position ? after : each)),
  );
  const live = record.segments.filter(isLive);
  if (!isFree) for (const segment of live) requireNameChange(work, segment, before.type === after.type);
  const feeMinor = isFree ? 0 : live.reduce((sum, segment) => sum + (segment.name_change_fee_minor ?? 0), 0);
  for (const each of passengers) if (!record.passengers.includes(each)) updatePassenger(work.tx, each);
  return {
    record: { ...record, passengers },
    released: [],
    taken: [`name of ${passengerId(after.position)}`],
    feeMinor: record.booking.status === 'confirmed' ? feeMinor : 0,
    why: [
      isFree ? 'A correction of a name is free.' : 'Another passenger travels: each fare takes its name change fee.',
    ],
  };
}

function requireNameChange(work: UnitOfWork, segment: SegmentRecord, isSameType: boolean): void {
  requireAhead(work, segment);
  if (isSameType && segment.name_change_fee_minor !== null) return;
  const reason = isSameType
    ? `fare ${segment.fare_basis} of ${flightRefOf(segment.flight)} allows no other passenger`
    : 'a child does not take an adult’s place, nor the other way round';
  throw new OpsdeskError('NAME_CHANGE_NOT_ALLOWED', `that is another passenger, not a correction: ${reason}`, {
    hint: 'A correction changes at most three letters, the title, or the order of the names. Else cancel, and book anew.',
    details: { segment: `S${segment.position}`, fareBasis: segment.fare_basis },
  });
}
