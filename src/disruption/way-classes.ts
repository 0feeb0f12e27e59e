import { airlineCountry } from '../catalog/airlines.js';
import { greatCircleKm } from '../catalog/great-circle.js';
import type { DisruptionCause } from '../database/disruption-schema.js';
import { type CompensationFacts, prepareCompensation } from '../entitlement/compensation.js';
import type { Instant } from '../kernel/instant.js';
import type { Line } from './disrupted-booking.js';
import type { Hit } from './find-hits.js';
import type { WayFinder } from './find-ways.js';
import { inPolicyCurrency } from './in-policy-currency.js';
import { cabinOf, cabinWaysOf, type Offer, offersOf } from './list-options.js';
import type { Places } from './plan-places.js';
import type { ScheduledFlight } from './plan-repository.js';
import type { Policy } from './policy.js';
import type { WayFlight, WayNetwork } from './way-network.js';
import { careFromMinutes, type HitFacts, type WeighedWay, weighWay } from './weigh-way.js';

/** What was said of the flight that was struck. */
export interface StruckBy {
  readonly cause: DisruptionCause;
  readonly toldAt: Instant;
}

/** Between which flights of the same booking a way has to fit. */
export interface Neighbours {
  /** The last of the journey before, the first of the one behind it. */
  readonly before: ScheduledFlight | undefined;
  readonly after: ScheduledFlight | undefined;
}

/** Hits of the same journey, however the booking goes on: the same ways, at the same price a passenger. */
interface HitWays {
  readonly key: string;
  readonly facts: HitFacts;
  readonly ways: readonly WeighedWay[];
  /** What is left as it is, where it still gets there. */
  readonly kept: WeighedWay | undefined;
  /** Of all flights that one of the ways takes. */
  readonly flightIds: ReadonlySet<number>;
  readonly classes: Map<string, WayClass>;
}

/** Hits for which the same ways will do, in the same cabin. */
export class WayClass {
  readonly facts: HitFacts;
  readonly kept: WeighedWay | undefined;
  readonly flightIds: ReadonlySet<number>;
  private known: { readonly size: number; readonly offers: readonly Offer[] } | undefined;

  constructor(
    readonly key: string,
    { facts, kept, flightIds }: HitWays,
    readonly ways: readonly WeighedWay[],
    readonly cabin: string,
  ) {
    this.facts = facts;
    this.kept = kept;
    this.flightIds = flightIds;
  }

  /** What has room for a group of so many. Only the last size is remembered: groups come in the order of theirs. */
  offers(size: number): readonly Offer[] {
    if (this.known?.size !== size) this.known = { size, offers: offersOf(this.fitting(this.ways, size)) };
    return this.known.offers;
  }

  /** The direct flights that have no room for so many. */
  full(size: number): WeighedWay[] {
    const direct = this.ways.filter(({ legs }) => legs.length === 1);
    return direct.filter((way) => this.fitting([way], size).length === 0);
  }

  /** No group of it comes any more. */
  forget(): void {
    this.known = undefined;
  }

  private fitting(ways: readonly WeighedWay[], size: number) {
    return ways.flatMap((way) => cabinWaysOf(way, this.cabin, size, this.facts.policy));
  }
}

/** Sorts hits into classes, and finds the ways of each once. */
export class WayClasses {
  private readonly known = new Map<string, HitWays>();

  constructor(
    private readonly finder: WayFinder,
    private readonly network: WayNetwork,
    private readonly places: Places,
    private readonly policy: Policy,
    private readonly struckBy: (flightId: number) => StruckBy,
  ) {}

  of(hit: Hit, { before, after }: Neighbours, isDirectOnly: boolean): WayClass {
    const { connections } = this.network;
    const found = this.waysOf(hit, isDirectOnly);
    const out: number[] = [];
    found.ways.forEach(({ legs }, at) => {
      const [first, last] = [legs[0] as WayFlight, legs.at(-1) as WayFlight];
      const fits = (!before || connections.isInTime(before, first)) && (!after || connections.isInTime(last, after));
      if (!fits) out.push(at);
    });
    const cabin = cabinOf(hit);
    const key = [cabin, ...out].join();
    let known = found.classes.get(key);
    if (!known) {
      const ways = out.length === 0 ? found.ways : found.ways.filter((_, at) => !out.includes(at));
      known = new WayClass(`${found.key}|${key}`, found, ways, cabin);
      found.classes.set(key, known);
    }
    return known;
  }

  private waysOf(hit: Hit, isDirectOnly: boolean): HitWays {
    const line = ({ flight, status }: Line) => `${flight.id}${status}`;
    const { behind, ahead, soldFirst, soldLast } = hit;
    const key = [
      ...[hit.kind, behind?.flight.id, ahead.map(line).join(), line(soldFirst), line(soldLast)],
      ...[soldFirst.flight.departs_at, soldLast.flight.arrives_at, isDirectOnly],
    ].join('|');
    let found = this.known.get(key);
    if (!found) {
      const facts = this.factsOf(hit);
      const ways = this.finder.find(hit, isDirectOnly).map((way) => weighWay(facts, way));
      found = { key, facts, ways, kept: this.keep(facts), flightIds: flightsTaken(ways), classes: new Map() };
      this.known.set(key, found);
    }
    return found;
  }

  private keep(facts: HitFacts): WeighedWay | undefined {
    const { kind, ahead } = facts.hit;
    const legs = ahead.flatMap(({ flight }) => this.network.find(flight.id) ?? []);
    if (kind !== 'delayed' || legs.length < ahead.length) return undefined;
    return weighWay(facts, { legs, kept: legs.map((_, at) => at) });
  }

  private factsOf(hit: Hit): HitFacts {
    const { policy, places } = this;
    const { cause, toldAt } = this.struckBy(hit.struck.flight.id);
    const [origin, destination] = [hit.soldFirst.flight.origin, hit.soldLast.flight.destination].map(places.airport);
    return {
      ...{ policy, hit, toldAt, careFromMinutes: careFromMinutes(origin, destination) },
      compensation: policy.compensation === 'never' ? undefined : this.compensationOf(hit, cause),
    };
  }

  private compensationOf(hit: Hit, cause: DisruptionCause): CompensationFacts | undefined {
    const { policy, places } = this;
    const placeOf = (airport: string) => ({ airport, country: places.airport(airport)?.country ?? '' });
    const { flight: first } = hit.soldFirst;
    const [from, to] = [first.origin, hit.soldLast.flight.destination].map(places.airport);
    const { carrier } = hit.struck.flight;
    return prepareCompensation(
      {
        origin: placeOf(first.origin),
        destination: placeOf(hit.soldLast.flight.destination),
        via: hit.ahead.slice(1).map(({ flight }) => placeOf(flight.origin)),
        departureDate: first.departure_date,
        distanceKm: from && to ? greatCircleKm(from, to) : 0,
        carrier: { code: carrier, country: airlineCountry(carrier) },
      },
      // A connection that a delay has broken is a delay at the destination (C-11/11 Folkerts).
      {
        kind: hit.kind === 'cancelled' ? 'cancelled' : 'delayed',
        cause: policy.compensation === 'always' ? 'technical' : cause,
      },
      (sum) => inPolicyCurrency(sum, policy),
    );
  }
}

function flightsTaken(ways: readonly WeighedWay[]): Set<number> {
  return new Set(ways.flatMap(({ legs, kept }) => legs.filter((_, at) => !kept.includes(at)).map(({ id }) => id)));
}
