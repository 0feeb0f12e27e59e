import { lockNightsOf, type NightRange } from '../inventory/room-repository.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type BookingRecord, isLive, stayId } from './booking-record.js';
import type { Change } from './change.js';
import { addStay, cancelStay, changeStay, type StayDates, wantedInstead } from './change-stay.js';
import { nightsWanted, type WantedStay } from './take-stay.js';

/** What becomes of the stays of a booking, all at once. */
export interface StayChanges {
  readonly addStays?: readonly WantedStay[] | undefined;
  readonly cancelStays?: readonly string[] | undefined;
  /** `H1`; needed where the booking has several. */
  readonly stay?: string | undefined;
  readonly stayDates?: StayDates | undefined;
}

/**
 * Gives stays up, changes one, and adds others. All nights that are given back or taken are locked first, in the one
 * order of all: a stay that moves to earlier nights would else lock them behind those that it leaves.
 * @returns a change for each, in the order in which they were made
 * @throws what `cancelStay`, `changeStay` and `addStay` throw
 */
export async function changeStays(work: UnitOfWork, before: BookingRecord, changes: StayChanges): Promise<Change[]> {
  const { cancelStays = [], stay, stayDates, addStays = [] } = changes;
  const steps: ((record: BookingRecord) => Promise<Change>)[] = [
    ...cancelStays.map((id) => (record: BookingRecord) => cancelStay(work, record, id)),
    ...(stayDates ? [(record: BookingRecord) => changeStay(work, record, stay, stayDates)] : []),
    ...addStays.map((wanted) => (record: BookingRecord) => addStay(work, record, wanted)),
  ];
  // One that is added or given up locks its nights by itself.
  if (steps.length > 1 || stayDates) await lockNightsOf(work.tx, await nightsTouched(work, before, changes));
  const made: Change[] = [];
  for (const step of steps) made.push(await step(made.at(-1)?.record ?? before));
  return made;
}

/** More than those where it is not said which stay is to be changed; what nobody knows is refused by its step. */
async function nightsTouched(
  { tx }: UnitOfWork,
  { stays }: BookingRecord,
  { cancelStays = [], stay, stayDates, addStays = [] }: StayChanges,
): Promise<NightRange[]> {
  const isNamed = (id: string | undefined, position: number) => id?.toUpperCase() === stayId(position);
  const live = stays.filter(isLive);
  const givenUp = live.filter(({ position }) => cancelStays.some((id) => isNamed(id, position)));
  const changed = stayDates ? live.filter(({ position }) => stay === undefined || isNamed(stay, position)) : [];
  const wanted = [...addStays, ...changed.map((old) => wantedInstead(old, stayDates ?? {}))];
  const taken = await Promise.all(wanted.map((each) => nightsWanted(tx, each)));
  return [...givenUp, ...changed, ...taken.flatMap((range) => range ?? [])];
}
