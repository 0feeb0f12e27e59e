import type { Session } from '../database/dialect.js';
import { assessEntitlements } from '../entitlement/assess.js';
import type { Instant } from '../kernel/instant.js';
import { type BookingRecord, isLive, statusAt } from './booking-record.js';
import { readBookingFate } from './hit-journey-repository.js';
import { disruptionOf, factsOf, type TracedJourney, traceJourneys } from './hit-journeys.js';
import { traceSoldLines } from './sold-lines.js';

/** What the law gives back whatever the fares say. */
export interface StatutoryRefund {
  /** Of the segments: those of the way that was hit and of all after it, for whoever does not get there does not come back. */
  readonly positions: ReadonlySet<number>;
  /** `EU261 Art. 5(1)(a), 8(1)(a)`. */
  readonly rule: string;
}

/**
 * The refund that passengers may choose because a flight was cancelled or significantly changed, and they have not
 * taken what was offered for it: the whole price of the unflown ticket from that journey on.
 * Reads nothing further where all flights go as they were sold.
 */
export async function findStatutoryRefund(
  session: Session,
  record: BookingRecord,
  now: Instant,
): Promise<StatutoryRefund | undefined> {
  const status = statusAt(record.booking, record.money, now);
  if (status !== 'confirmed' || !record.segments.some(isLive) || !isDisrupted(record)) return undefined;
  const fate = await readBookingFate(session, record.booking.id);
  for (const journey of traceJourneys(traceSoldLines(record, fate, 0), fate)) {
    if (!journey.struck) continue;
    const { entitlements } = assessEntitlements(factsOf(journey, fate), disruptionOf(record, journey, fate, now));
    const due = entitlements.find(({ refund }) => refund.isDue);
    const step = due?.derivation.find((each) => each.step === 'refund');
    if (step) return { positions: positionsFrom(record, journey), rule: step.rule };
  }
  return undefined;
}

function positionsFrom({ segments }: BookingRecord, { number, sold }: TracedJourney): Set<number> {
  const own = sold.flatMap(({ ends }) => ends);
  const later = segments.filter((segment) => segment.journey > number);
  return new Set([...own, ...later].map(({ position }) => position));
}

/** Something may have become of its flights. */
export function isDisrupted({ segments }: Pick<BookingRecord, 'segments'>): boolean {
  return segments.some(
    ({ status, replaces, flight }) => status === 'UN' || replaces !== null || !ON_SCHEDULE.includes(flight.status),
  );
}

const ON_SCHEDULE: readonly string[] = ['scheduled', 'departed', 'arrived'];
