import type { Tier } from '../database/schema.js';
import { money } from '../kernel/money.js';
import { priceParty } from '../pricing/fare-price.js';
import { type DisruptedBooking, hasLeft, isLine, type Line } from './disrupted-booking.js';
import type { HitBooking } from './find-disrupted.js';
import type { Hit } from './find-hits.js';
import { inPolicyCurrency } from './in-policy-currency.js';
import { combineOptions, listOptions, type Offer, type OptionList } from './list-options.js';
import { mapInTurns } from './map-in-turns.js';
import type { CostsByKind } from './plan.js';
import type { Policy } from './policy.js';
import { priceSeats } from './price-seats.js';
import type { WayClass, WayClasses } from './way-classes.js';
import type { WayNetwork } from './way-network.js';
import { compensationUnmoved, type Party, totalOf } from './weigh-way.js';

/** A booking with all that it may be given. */
export interface PlanGroup extends HitBooking {
  /** One for each of its hits. */
  readonly classes: readonly WayClass[];
  readonly party: Party;
  readonly list: OptionList;
  /** What it costs to refund it. */
  readonly leftCosts: Partial<CostsByKind>;
  readonly leftCost: number;
  /** Higher comes first. */
  readonly priority: number;
}

const RANK_OF_TIER: Readonly<Record<Tier, number>> = { none: 0, silver: 1, gold: 2, platinum: 3 };
const RANK_OF_SERVICE = { WCHR: 1, MEDA: 2, UMNR: 3 } as const;
const HIGHEST_FARE = 1e8 - 1;

/** A group before its options are listed. */
type Grouped = Omit<PlanGroup, 'list'>;

export class PlanGroups {
  constructor(
    private readonly classes: WayClasses,
    private readonly network: WayNetwork,
    private readonly policy: Policy,
    private readonly now: number,
  ) {}

  /** Finds the ways of a booking, and what it costs to leave it. */
  group({ booking, hits }: HitBooking): Grouped {
    const { policy } = this;
    const isChildAlone = travelsAlone(booking);
    const classes = hits.map((hit) => this.classes.of(hit, neighboursOf(booking, hits, hit, this.now), isChildAlone));
    const party: Party = {
      size: booking.seats,
      hourlyMinor: policy.valueOfTime[booking.tier] * weightOf(booking, hits, policy),
      assisted: booking.services.length,
    };
    const refundMinor = this.refundOf(booking, hits);
    const leftCosts = {
      refund: refundMinor,
      goodwill: party.size * policy.costs.goodwill,
      compensation: party.size * classes.reduce((sum, { facts }) => sum + compensationUnmoved(facts), 0),
      service: Math.round(party.size * policy.costs.unmovedHours * party.hourlyMinor),
    };
    return {
      ...{ booking, hits, classes, party, leftCosts, leftCost: totalOf(leftCosts) },
      priority: priorityOf(booking, hits, refundMinor / party.size),
    };
  }

  /**
   * Lists the options of groups. Those of a class that weigh the same have the same list, and no class is come back to,
   * so that what is worked out for it need not be kept.
   */
  async listOptions(groups: readonly Grouped[], tell: (done: number) => void): Promise<PlanGroup[]> {
    const prices = priceSeats(groups, this.network.capacities, this.policy);
    const keyed = groups.map((group) => ({ group, key: this.listKey(group) })).sort((a, b) => (a.key < b.key ? -1 : 1));
    let last: { readonly key: string; readonly list: OptionList; readonly group: Grouped } | undefined;
    return mapInTurns(keyed, ({ group, key }, at) => {
      tell(at);
      const list: OptionList = last?.key === key ? last.list : this.buildList(group, prices);
      for (const each of last?.group.classes ?? []) if (!group.classes.includes(each)) each.forget();
      last = { key, list, group };
      return { ...group, list };
    });
  }

  private listKey({ booking, hits, classes, party }: Grouped): string {
    const elsewhere = elsewhereOf(booking, hits, classes);
    return [...classes.map((each) => each.key), party.size, party.hourlyMinor, party.assisted, ...elsewhere].join('/');
  }

  private buildList({ booking, hits, classes, party }: Grouped, prices: Float64Array): OptionList {
    const weighing = { policy: this.policy, prices };
    const elsewhere = elsewhereOf(booking, hits, classes);
    const isTaken = ({ choice }: Offer) =>
      choice.ways.some(({ way }) => way.legs.some(({ id }, at) => !way.kept.includes(at) && elsewhere.includes(id)));
    const lists = classes.map((each) => {
      const offers = each.offers(party.size);
      return elsewhere.length === 0 ? offers : offers.filter((offer) => !isTaken(offer));
    });
    const [only] = classes;
    if (only && classes.length === 1) return listOptions(lists[0] ?? [], only.kept, party, weighing);
    const { connections } = this.network;
    return combineOptions(
      lists,
      (before, after) => {
        const [last, first] = [before.way.legs.at(-1), after.way.legs[0]];
        return last !== undefined && first !== undefined && connections.isInTime(last, first);
      },
      party,
      weighing,
    );
  }

  /** What was paid for the first journey that is hit and for all behind it, and was not flown. */
  private refundOf(booking: DisruptedBooking, hits: readonly Hit[]): number {
    const from = Math.min(...hits.map(({ journey }) => journey));
    const struck = new Set(hits.flatMap(({ ahead }) => ahead));
    const types = [
      ...Array.from({ length: booking.seats }, () => 'ADT' as const),
      ...Array.from({ length: booking.infants }, () => 'INF' as const),
    ];
    const amountMinor = booking.lines
      .filter((line) => line.journey >= from && (struck.has(line) || (isLine(line) && !hasLeft(line, this.now))))
      .reduce((sum, line) => sum + priceParty(line, types), 0);
    return inPolicyCurrency(money(amountMinor, booking.currency), this.policy);
  }
}

/** Nobody has two seats on a flight: what another journey of theirs flies on is no way for this one. */
function elsewhereOf({ lines }: DisruptedBooking, hits: readonly Hit[], classes: readonly WayClass[]): number[] {
  return lines
    .filter((line) => isLine(line) && !hits.some(({ ahead }) => ahead.includes(line)))
    .map(({ flight }) => flight.id)
    .filter((id) => classes.some(({ flightIds }) => flightIds.has(id)));
}

/** Whoever has no adult with them flies direct (`requirePartyRules`), as a child does who is booked to travel alone. */
export function travelsAlone({ services, adults }: DisruptedBooking): boolean {
  return services.includes('UMNR') || adults === 0;
}

function weightOf({ services }: DisruptedBooking, hits: readonly Hit[], { weights }: Policy): number {
  const byService = { UMNR: weights.unaccompaniedMinor, WCHR: weights.reducedMobility, MEDA: weights.medical };
  const highest = Math.max(1, ...services.map((service) => byService[service]));
  return highest * (hits.some(({ isOnward }) => isOnward) ? weights.onwardConnection : 1);
}

/** Protected passengers, then connections to make, then loyalty, then what was paid. */
function priorityOf({ services, tier }: DisruptedBooking, hits: readonly Hit[], fareMinor: number): number {
  const service = Math.max(0, ...services.map((each) => RANK_OF_SERVICE[each]));
  const onward = hits.some(({ isOnward }) => isOnward) ? 1 : 0;
  return ((service * 2 + onward) * 4 + RANK_OF_TIER[tier]) * 1e8 + Math.min(Math.round(fareMinor), HIGHEST_FARE);
}

/** The flights of journeys that stay as they are; those that are hit too are looked at together. */
function neighboursOf(booking: DisruptedBooking, hits: readonly Hit[], hit: Hit, now: number) {
  const isHit = (line: Line) => hits.some(({ journey }) => journey === line.journey);
  const lines = booking.lines.filter((line) => isLine(line) && !isHit(line));
  const before = lines.filter(({ journey }) => journey < hit.journey).map(({ flight }) => flight);
  const after = lines.filter((line) => line.journey > hit.journey && !hasLeft(line, now)).map(({ flight }) => flight);
  return {
    before: before.toSorted((a, b) => a.arrives_at - b.arrives_at).at(-1),
    after: after.toSorted((a, b) => a.departs_at - b.departs_at)[0],
  };
}
