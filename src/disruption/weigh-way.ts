import { greatCircleKm } from '../catalog/great-circle.js';
import { type CompensationFacts, compensationStep } from '../entitlement/compensation.js';
import { bandOf, RIGHTS, type RightsRow } from '../entitlement/rights-table.js';
import { DAY_MS, type Instant, MINUTE_MS } from '../kernel/instant.js';
import type { Hit } from './find-hits.js';
import type { Way } from './find-ways.js';
import type { CostsByKind } from './plan.js';
import type { AirportPlace, ScheduledFlight } from './plan-repository.js';
import type { Policy } from './policy.js';

/** What decides what a way of a journey costs, whoever travels. */
export interface HitFacts {
  readonly policy: Policy;
  readonly hit: Hit;
  /** When the passengers were told. */
  readonly toldAt: Instant;
  /** Undefined where no law owes compensation. */
  readonly compensation: CompensationFacts | undefined;
  /** Of waiting, from which on meals are given. */
  readonly careFromMinutes: number;
}

/** A way with what it does to each passenger. Money is minor units of the policy's currency. */
export interface WeighedWay extends Way {
  readonly arrivesAt: Instant;
  /** Against the journey as it was sold; negative for earlier. */
  readonly delayMinutes: number;
  readonly extraConnections: number;
  /** Ends at another airport of the city. */
  readonly otherAirports: number;
  readonly compensationMinor: number;
  readonly careMinor: number;
  /** What it costs for each passenger, whoever it is and however they value their time. */
  readonly fixedMinor: number;
}

/** Who takes a way: what of it goes into its cost. */
export interface Party {
  readonly size: number;
  /** Minor units for an hour of one passenger, weighted. */
  readonly hourlyMinor: number;
  /** Passengers with a special service. */
  readonly assisted: number;
}

const HOUR = 60;
const DAY = 24 * HOUR;
/** Whoever was told so long ahead waits at home. */
const WAITS_AT_HOME = DAY;
const NEXT_MEAL = 6 * HOUR;
const MEALS_A_DAY = 3;
/** A wait at a change that passes midnight and is no longer than this is sat through. */
const SHORT_NIGHT = 5 * HOUR;

/** Where no law sets it, meals are given from the waits on that European law sets by distance. */
export function careFromMinutes(origin: AirportPlace | undefined, destination: AirportPlace | undefined): number {
  const km = origin && destination ? greatCircleKm(origin, destination) : 0;
  return bandOf(RIGHTS.EU261.at(-1) as RightsRow, km, false).careFromMinutes;
}

/** What a way costs each passenger, and the carrier. @param way keeps all of its flights where nothing is changed */
export function weighWay(facts: HitFacts, way: Way): WeighedWay {
  const { hit, policy, toldAt } = facts;
  const flights = way.legs;
  const first = flights[0] as ScheduledFlight;
  const last = flights.at(-1) as ScheduledFlight;
  const sold = hit.ahead[0] as Hit['ahead'][number];
  const soldDeparture = hit.behind ? sold.flight : hit.soldFirst.flight;
  const soldArrival = hit.soldLast.flight;
  const laterMinutes = minutesBetween(soldDeparture.departs_at, first.departs_at);
  const delayMinutes = minutesBetween(soldArrival.arrives_at, last.arrives_at);
  const noticeMinutes = minutesBetween(toldAt, soldDeparture.departs_at);
  const isAtHome = noticeMinutes >= WAITS_AT_HOME && !hit.behind;
  const waitMinutes = isAtHome ? 0 : Math.max(0, laterMinutes);
  const nightsBefore = isAtHome ? 0 : Math.max(0, departureDay(first) - departureDay(soldDeparture));
  const nights = nightsBefore + nightsOnTheWay(flights);
  const meals =
    waitMinutes < facts.careFromMinutes ? 0 : 1 + Math.floor((waitMinutes - facts.careFromMinutes) / NEXT_MEAL);
  const care = nights * policy.costs.overnight + Math.min(meals, MEALS_A_DAY * (nightsBefore + 1)) * policy.costs.meal;
  const compensation = compensationStep(facts.compensation, delayMinutes, -laterMinutes, noticeMinutes);
  const { compensationMinor, careMinor } = capped(compensation, care, policy);
  const extraConnections = Math.max(0, flights.length - hit.ahead.length);
  const otherAirports = Number(first.origin !== hit.origin) + Number(last.destination !== hit.destination);
  const { extraConnection, otherAirport } = policy.costs;
  return {
    legs: way.legs,
    kept: way.kept,
    arrivesAt: last.arrives_at,
    delayMinutes,
    extraConnections,
    otherAirports,
    compensationMinor,
    careMinor,
    fixedMinor: compensationMinor + careMinor + extraConnections * extraConnection + otherAirports * otherAirport,
  };
}

/** What each passenger is owed who does not get there at all. */
export function compensationUnmoved(facts: HitFacts): number {
  const { flight } = facts.hit.behind ? (facts.hit.ahead[0] as Hit['ahead'][number]) : facts.hit.soldFirst;
  const noticeMinutes = minutesBetween(facts.toldAt, flight.departs_at);
  const owed = compensationStep(facts.compensation, Number.POSITIVE_INFINITY, 0, noticeMinutes);
  return capped(owed, 0, facts.policy).compensationMinor;
}

function capped(compensationMinor: number, careMinor: number, { caps }: Policy) {
  if (caps.perPassenger === null) return { compensationMinor, careMinor };
  const compensation = Math.min(compensationMinor, caps.perPassenger);
  return { compensationMinor: compensation, careMinor: Math.min(careMinor, caps.perPassenger - compensation) };
}

/** By kind, what a party costs that takes a way. @param downgraded flights in a lower cabin than the one paid for */
export function costsOfWay(way: WeighedWay, party: Party, downgraded: number, { costs }: Policy): Partial<CostsByKind> {
  const { size, hourlyMinor, assisted } = party;
  return {
    delay: Math.round((size * Math.max(0, way.delayMinutes) * hourlyMinor) / HOUR),
    compensation: size * way.compensationMinor,
    care: size * way.careMinor,
    downgrade: size * downgraded * costs.downgrade,
    connection: size * way.extraConnections * costs.extraConnection,
    airport: size * way.otherAirports * costs.otherAirport,
    service: assisted * way.extraConnections * costs.lostService,
  };
}

/** The sum of `costsOfWay`, which is asked for a million times. */
export function costOfWay(way: WeighedWay, party: Party, downgraded: number, { costs }: Policy): number {
  const { size, hourlyMinor, assisted } = party;
  const delayMinor = Math.round((size * Math.max(0, way.delayMinutes) * hourlyMinor) / HOUR);
  const assistanceMinor = assisted * way.extraConnections * costs.lostService;
  return delayMinor + size * (way.fixedMinor + downgraded * costs.downgrade) + assistanceMinor;
}

export function totalOf(costs: Partial<CostsByKind>): number {
  return Object.values(costs).reduce((sum, each) => sum + each, 0);
}

function nightsOnTheWay(flights: readonly ScheduledFlight[]): number {
  return flights.reduce((nights, flight, at) => {
    const next = flights[at + 1];
    if (!next || minutesBetween(flight.arrives_at, next.departs_at) <= SHORT_NIGHT) return nights;
    return nights + Math.max(0, departureDay(next) - dayOf(flight.arrives_at, flight.arrives_offset));
  }, 0);
}

function departureDay({ departs_at, departs_offset }: Pick<ScheduledFlight, 'departs_at' | 'departs_offset'>): number {
  return dayOf(departs_at, departs_offset);
}

/** The days since 1970 by clocks so many minutes ahead of UTC. */
function dayOf(instant: Instant, offsetMinutes: number): number {
  return Math.floor((instant + offsetMinutes * MINUTE_MS) / DAY_MS);
}

export function minutesBetween(from: Instant, to: Instant): number {
  return Math.round((to - from) / MINUTE_MS);
}
