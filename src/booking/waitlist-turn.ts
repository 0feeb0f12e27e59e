import { isOpsdeskError } from '../kernel/errors.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import type { BookingDeps } from './booking-deps.js';
import type { WantedFlight } from './seat-party.js';
import { listFittingFlights } from './waitlist-repository.js';

/** Thrown inside a sale, which is rolled back with it: seats that it wants are free for others who wait. */
class OthersWaitFirst extends Error {
  override readonly name = 'OthersWaitFirst';
  constructor(readonly flightIds: readonly number[]) {
    super('others wait for these flights');
  }
}

/**
 * @param bookingId what this booking has claimed already counts as free
 * @throws OthersWaitFirst when seats of one of the flights are free for somebody on its waiting list
 */
export async function requireNobodyFirst(
  work: UnitOfWork,
  flights: readonly Pick<WantedFlight, 'ref'>[],
  bookingId?: string,
): Promise<void> {
  const refs = flights.map(({ ref }) => ref);
  const flightIds = await listFittingFlights(work.tx, refs, work.now, bookingId);
  if (flightIds.length > 0) throw new OthersWaitFirst(flightIds);
}

/** How often a sale gives way, so that a list which others join and leave meanwhile can't keep a buyer out for ever. */
const MOST_TURNS = 5;

/**
 * Runs a sale that gives way to those who wait: while it is told by `OthersWaitFirst` that seats which it wants are
 * free for them, they are served and it is run again.
 */
export async function afterThoseWhoWait<T>(
  deps: BookingDeps,
  command: string,
  sale: (yields: boolean) => Promise<T>,
): Promise<T> {
  for (let turn = 1; ; turn += 1) {
    try {
      return await sale(turn <= MOST_TURNS);
    } catch (error) {
      if (!(error instanceof OthersWaitFirst)) throw error;
      await clearInPassing(deps, error.flightIds, command);
    }
  }
}

/**
 * For the end of whatever frees seats, once it has committed: gives them to those who wait. What goes wrong with
 * it must not make the command look undone; a worker clears the list as well.
 */
export async function clearInPassing(
  deps: BookingDeps,
  flightIds: readonly number[] | undefined,
  command: string,
): Promise<void> {
  if (flightIds?.length === 0) return;
  try {
    const { clearWaitlist } = await import('./clear-waitlist.js');
    await clearWaitlist(deps, flightIds, command);
  } catch (error) {
    if (!isOpsdeskError(error)) throw error;
  }
}
