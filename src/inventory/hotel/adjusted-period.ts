import { OpsdeskError } from '../../kernel/errors.js';
import { addDays, type LocalDate, nightsBetween } from '../../kernel/local-date.js';
import type { AdjustRoomsInput } from './adjust-rooms.js';
import type { ShortNight } from './night-caps.js';
import { MAX_NIGHTS } from './stay-rules.js';

/** Three years: what is further ahead is a slip of the pen. */
export const MAX_PERIOD_NIGHTS = 1_100;
export const MAX_ALLOTMENT = 9_999;

/** Names told in a message; all of them stand in the details. */
const TOLD = 3;

/** The nights of a period, both ends included. @throws INVALID_INPUT when it ends before it begins, or is too long */
export function nightsOfPeriod(from: LocalDate, to: LocalDate): LocalDate[] {
  const count = nightsBetween(from, to) + 1;
  if (count >= 1 && count <= MAX_PERIOD_NIGHTS) return Array.from({ length: count }, (_, day) => addDays(from, day));
  const reason = count < 1 ? 'ends before it begins' : `has more than ${MAX_PERIOD_NIGHTS} nights`;
  throw new OpsdeskError('INVALID_INPUT', `the period from ${from} to ${to} ${reason}`, {
    hint: 'Both ends are nights of it: for one night they are the same.',
    details: { from, to },
  });
}

/** @throws INVALID_INPUT when nothing is to change, or to something that no night has */
export function requireChanges(input: AdjustRoomsInput): void {
  nightsOfPeriod(input.from, input.to);
  const { allotment, overbooking, price, stopSell, closedToArrival, closedToDeparture, minStay } = input;
  const changes = [allotment, overbooking, price, stopSell, closedToArrival, closedToDeparture, minStay];
  if (changes.every((value) => value === undefined)) {
    throw new OpsdeskError('INVALID_INPUT', 'nothing is to change', {
      hint: 'Say what: --allotment, --price, --stop-sell, --closed-to-arrival, --closed-to-departure, --min-stay or --overbooking.',
    });
  }
  requireWhole('the allotment', allotment, 0, MAX_ALLOTMENT);
  requireWhole('the overbooking', overbooking, 0, MAX_ALLOTMENT);
  requireWhole('the minimum stay', minStay, 1, MAX_NIGHTS);
}

function requireWhole(what: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  throw new OpsdeskError('INVALID_INPUT', `${what} is ${value}, not a whole number from ${least} to ${most}`);
}

export function nightsMissing(
  property: string,
  missing: readonly { readonly roomType: string; readonly night: LocalDate }[],
): OpsdeskError {
  const told = missing.slice(0, TOLD).map(({ roomType, night }) => `${roomType} on ${night}`);
  const more = missing.length > TOLD ? ` and ${missing.length - TOLD} nights more` : '';
  return new OpsdeskError(
    'ROOM_NIGHT_NOT_FOUND',
    `${property} has no ${told.join(', no ')}${more}; nothing was changed`,
    {
      hint: 'Nights are brought in with opsdesk hotel import. Or name a room type: PROPERTY:ROOMTYPE.',
      details: { property, nights: missing },
    },
  );
}

export function roomsTaken(
  property: string,
  short: readonly ShortNight[],
  codeOf: (roomTypeId: number) => string,
): OpsdeskError {
  const nights = short.map(({ after, taken }) => ({
    roomType: codeOf(after.room_type_id),
    night: after.night,
    ...{ taken, allotment: after.allotment, overbooking: after.overbooking },
  }));
  const told = nights.slice(0, TOLD).map(({ roomType, night, taken }) => `${taken} of ${roomType} on ${night}`);
  const more = nights.length > TOLD ? `, and more on ${nights.length - TOLD} other nights` : '';
  return new OpsdeskError('ROOMS_TAKEN', `${property} has taken ${told.join(', ')}${more}: more than it would have`, {
    hint: 'Close the nights instead (--stop-sell on), or allow what is sold already with --overbooking.',
    details: { property, nights },
  });
}
