import { DAY_MS, type Instant, MINUTE_MS } from '../kernel/instant.js';

/** A payment or a refund without an answer; a page that a customer may pay on; what a gateway told us of. */
export type InquirySubject = 'operation' | 'page' | 'word';

/** Milliseconds to the second time. A customer who has paid on a page expects to hear of it within the minute. */
const FIRST_REST_MS: Readonly<Record<InquirySubject, number>> = { operation: 4_000, page: 30_000, word: 4_000 };
const LONGEST_REST_MS = 5 * MINUTE_MS;
/** What nobody here has known for so long is a person's to look into; it may yet be found, though. */
const HOPELESS_MS = 3 * DAY_MS;

/**
 * When a worker asks again about what is open since `openedAt`: after as long as it has been open, so that the rests
 * double, however many workers take turns and however often they start anew. All in real time.
 */
export function nextInquiry(subject: InquirySubject, openedAt: Instant, now: Instant): Instant {
  const ageMs = now - openedAt;
  if (subject === 'word' && ageMs > HOPELESS_MS) return now + DAY_MS;
  return now + Math.min(LONGEST_REST_MS, Math.max(FIRST_REST_MS[subject], ageMs));
}

/** Milliseconds after its time for which a turn is kept: longer than any rest, so that it is never asked early. */
export const TURN_RETENTION_MS = 2 * DAY_MS;
