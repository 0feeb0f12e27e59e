import { leftWithout } from '../booking/left-without.js';
import type { ConnectionRules } from '../inventory/search/connection-rules.js';
import { DAY_MS, type Instant, localDateOf, MINUTE_MS } from '../kernel/instant.js';
import { toEpochDay } from '../kernel/local-date.js';
import { type DisruptedBooking, hasLeft, isDelayed, isLine, type Line, soldLine } from './disrupted-booking.js';
import type { Policy } from './policy.js';

/** A journey that cannot be made as it was sold, or much later. */
export interface Hit {
  readonly journey: number;
  /** `cancelled`: it has to be replaced. `delayed`: it still gets there. `missed`: it does not, for a connection is lost. */
  readonly kind: 'cancelled' | 'delayed' | 'missed';
  /** The line that something happened to. */
  readonly struck: Line;
  /** Flown already, and so where the passengers are: behind it the way begins. */
  readonly behind: Line | undefined;
  /** What is still to be flown, in the order of travel: what operates, and what does not any more. */
  readonly ahead: readonly Line[];
  /** The first and the last line of the journey as they were sold. */
  readonly soldFirst: Line;
  readonly soldLast: Line;
  /** Where the way begins and ends. */
  readonly origin: string;
  readonly destination: string;
  /** A way may leave from the one and up to the other. */
  readonly earliest: Instant;
  readonly latest: Instant;
  /** Whether a connection was to be made behind the struck line. */
  readonly isOnward: boolean;
}

export interface HitRules {
  readonly now: Instant;
  readonly policy: Policy;
  readonly connections: ConnectionRules;
  readonly cityOf: (airport: string) => string;
}

/** The journeys of a booking that are hit, in the order of travel. */
export function findHits(booking: DisruptedBooking, rules: HitRules): Hit[] {
  const journeys = [...new Set(booking.lines.map(({ journey }) => journey))].sort((a, b) => a - b);
  return journeys.flatMap((journey) => {
    const hit = findHit(
      booking.lines.filter((line) => line.journey === journey),
      journey,
      rules,
    );
    return hit ? [hit] : [];
  });
}

function findHit(all: readonly Line[], journey: number, rules: HitRules): Hit | undefined {
  const { now, policy } = rules;
  const missed = new Set(leftWithout(all, now));
  const current = inOrder(
    all.filter((line) => isLine(line) || isOpen(line)),
    all,
  );
  const behind = lastFlown(
    current.filter((line) => !missed.has(line)),
    now,
  );
  const rest = current.slice(behind ? current.indexOf(behind) + 1 : 0);
  const whole = withoutAnswered(rest, all, rules);
  // What has left without them is given up like what does not operate.
  const ahead = whole.filter((line) => line.status === 'UN' || missed.has(line) || !hasLeft(line, now));
  const [first] = ahead;
  const last = whole.at(-1);
  if (!first || !last) return undefined;
  const struck = findStruck(behind, ahead, all, rules);
  if (!struck) return undefined;
  const soldFirst = soldLine(current[0] ?? first, all);
  const soldLast = lastSold(last, all, rules);
  const sold = soldLine(first, all).flight;
  const latest = endOfWindow(sold, policy.window.days);
  if (latest <= now) return undefined;
  return {
    ...{ journey, ...struck, behind, ahead, soldFirst, soldLast },
    origin: behind?.flight.destination ?? first.flight.origin,
    destination: soldLast.flight.destination,
    earliest: behind
      ? Math.max(now, behind.flight.arrives_at)
      : Math.max(
          now + policy.window.leadMinutes * MINUTE_MS,
          sold.departs_at - policy.window.earlierMinutes * MINUTE_MS,
        ),
    latest,
    isOnward: ahead.indexOf(struck.struck) < ahead.length - 1,
  };
}

/** Whoever waits for a flight that does not operate is not on those behind it, though they have left. */
function lastFlown(current: readonly Line[], now: Instant): Line | undefined {
  const open = current.findIndex((line) => line.status === 'UN');
  return current.slice(0, open < 0 ? undefined : open).findLast((line) => hasLeft(line, now));
}

/** It does not operate, and nothing stands in for it. */
function isOpen({ status, isReplaced }: Line): boolean {
  return status === 'UN' && !isReplaced;
}

/**
 * What stands in for several lines of a journey is written down at one of them: where the lines that operate make
 * the whole way, the others are answered as well.
 */
function withoutAnswered(ahead: readonly Line[], all: readonly Line[], { cityOf }: HitRules): readonly Line[] {
  const operating = ahead.filter(isLine);
  const [first] = operating;
  const last = operating.at(-1);
  if (!first || !last || operating.length === ahead.length) return ahead;
  const isStandIn = operating.some((line) => line.replaces !== null && !isDelayed(line, all));
  const whole = byDeparture(all.filter((line) => isLine(line) || line.status === 'UN'));
  const isSameCity = (a: string | undefined, b: string | undefined) =>
    a !== undefined && b !== undefined && cityOf(a) === cityOf(b);
  const isConnected = operating.every((line, at) => {
    const next = operating[at + 1];
    return next === undefined || isSameCity(line.flight.destination, next.flight.origin);
  });
  const end = whole.toSorted((a, b) => a.flight.arrives_at - b.flight.arrives_at).at(-1);
  const isWhole =
    isSameCity(whole[0]?.flight.origin, first.flight.origin) &&
    isSameCity(end?.flight.destination, last.flight.destination);
  return isStandIn && isConnected && isWhole ? operating : ahead;
}

function findStruck(
  behind: Line | undefined,
  ahead: readonly Line[],
  all: readonly Line[],
  { policy, connections }: HitRules,
): Pick<Hit, 'kind' | 'struck'> | undefined {
  const cancelled = ahead.find((line) => line.status === 'UN');
  if (cancelled) return { kind: 'cancelled', struck: cancelled };
  const way = behind ? [behind, ...ahead] : ahead;
  for (const [at, line] of way.entries()) {
    const next = way[at + 1];
    const isOneAircraft = next?.flight.carrier === line.flight.carrier && next.flight.number === line.flight.number;
    if (next && !isOneAircraft && !connections.isInTime(line.flight, next.flight))
      return { kind: 'missed', struck: line };
  }
  const late = ahead.find((line) => isDelayed(line, all) && lateMinutes(line, all) >= policy.moveDelayedFrom);
  return late && { kind: 'delayed', struck: late };
}

function lateMinutes(line: Line, all: readonly Line[]): number {
  return Math.round((line.flight.arrives_at - soldLine(line, all).flight.arrives_at) / MINUTE_MS);
}

/** Of a journey that was moved before, the line that was sold and not the one that it was moved to. */
function lastSold(last: Line, all: readonly Line[], { cityOf }: HitRules): Line {
  const own = soldLine(last, all);
  if (own.replaces === null) return own;
  const isEnd = (line: Line) =>
    line.replaces === null && cityOf(line.flight.destination) === cityOf(own.flight.destination);
  return all.findLast(isEnd) ?? own;
}

/** The midnight that ends the last local day on which a way may leave. */
function endOfWindow({ departs_at, departs_offset }: Line['flight'], days: number): Instant {
  const day = toEpochDay(localDateOf(departs_at, departs_offset));
  return (day + days + 1) * DAY_MS - departs_offset * MINUTE_MS - 1;
}

/** As they were sold: a delay changes nothing about which comes first. */
function inOrder(lines: readonly Line[], all: readonly Line[]): Line[] {
  const soldAt = (line: Line) => soldLine(line, all).flight.departs_at;
  return lines.toSorted((a, b) => soldAt(a) - soldAt(b) || a.position - b.position);
}

function byDeparture(lines: readonly Line[]): Line[] {
  return lines.toSorted((a, b) => a.flight.departs_at - b.flight.departs_at || a.position - b.position);
}
