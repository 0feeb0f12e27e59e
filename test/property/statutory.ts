import type { Model, ModelBooking, ModelSegment } from './model.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A segment of a way, with its times as agreed and as they are now. Nothing here ever arrives at another time. */
interface Leg {
  readonly segment: ModelSegment;
  readonly agreedAt: number;
  readonly departsAt: number;
  readonly arrivesAt: number;
}

/**
 * The segments whose whole price comes back if they are given up before they are flown: those of the first way whose
 * new times are not what anybody has to put up with, and of all the ways behind it. All flights are XX's, whose home is unknown:
 * British law holds for what leaves from London, the American one for everything.
 */
export function comesBackByLaw(model: Model, { segments }: Pick<ModelBooking, 'segments'>): ReadonlySet<ModelSegment> {
  const ways = waysOf(model, segments);
  const hit = ways.find(isHit);
  if (!hit) return new Set();
  const journey = hit[0]?.segment.journey ?? 0;
  return new Set([...hit.map(({ segment }) => segment), ...segments.filter((each) => each.journey > journey)]);
}

/** Flights of a journey that led on one to the next, as agreed. */
function waysOf(model: Model, segments: readonly ModelSegment[]): Leg[][] {
  const legs = segments
    .filter(({ isLive, isRefused }) => isLive || isRefused)
    .map((segment): Leg => {
      const { flight, agreedAt } = segment;
      return {
        segment,
        agreedAt,
        departsAt: model.departsAt(flight),
        arrivesAt: flight.departsAt + flight.hours * HOUR,
      };
    })
    .sort((a, b) => a.segment.journey - b.segment.journey || a.agreedAt - b.agreedAt);
  const ways: Leg[][] = [];
  for (const leg of legs) {
    const last = ways.at(-1)?.at(-1);
    const isOne = last?.segment.journey === leg.segment.journey;
    if (last && isOne && isOnward(last, leg, leg.agreedAt)) ways.at(-1)?.push(leg);
    else ways.push([leg]);
  }
  return ways;
}

function isOnward(last: Leg, next: Leg, departsAt: number): boolean {
  return last.segment.flight.destination === next.segment.flight.origin && last.arrivesAt <= departsAt;
}

function isHit(way: readonly Leg[]): boolean {
  const [first] = way;
  const origin = first?.segment.flight.origin;
  const destination = way.at(-1)?.segment.flight.destination;
  if (!first) return false;
  if (way.some((leg, at) => at > 0 && !isOnward(way[at - 1] as Leg, leg, leg.departsAt))) return true;
  const laterMinutes = (first.departsAt - first.agreedAt) / MINUTE;
  const isDomestic = origin !== 'LHR' && destination !== 'LHR';
  const isSignificant = laterMinutes <= (isDomestic ? -180 : -360);
  return isSignificant || (origin === 'LHR' && (laterMinutes >= 300 || laterMinutes < -60));
}
