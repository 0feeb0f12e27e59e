import type { UnitOfWork } from '../runtime/unit-of-work.js';
import type { BookingRecord } from './booking-record.js';
import { passengerId } from './booking-record.js';
import { updatePassenger } from './booking-repository.js';
import type { Change } from './change.js';
import { requireCorrection } from './name-correction.js';
import { parsePassengerName } from './passenger-name.js';
import { pickPassenger } from './pick.js';

/** Mends the spelling of a name, free of charge. @throws NAME_CHANGE_NOT_ALLOWED, INVALID_INPUT */
export function correctName(
  work: UnitOfWork,
  record: BookingRecord,
  text: string,
  passenger: string | undefined,
): Change {
  const before = pickPassenger(record, passenger);
  // Without (CHD) or (INF) behind it, a corrected name keeps the passenger's type.
  const name = parsePassengerName(/\((ADT|CHD|INF)\)\s*$/i.test(text) ? text : `${text} (${before.type})`);
  requireCorrection(
    { surname: before.surname, givenName: before.given_name, title: before.title, type: before.type },
    name,
  );
  const after = { ...before, surname: name.surname, given_name: name.givenName, title: name.title, type: name.type };
  updatePassenger(work.tx, after);
  return {
    record: {
      ...record,
      passengers: record.passengers.map((each) => (each.position === after.position ? after : each)),
    },
    released: [],
    taken: [`name of ${passengerId(after.position)}`],
    feeMinor: 0,
    why: ['A correction of a name is free.'],
  };
}
