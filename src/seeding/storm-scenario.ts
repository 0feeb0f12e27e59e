import type { Session, Transaction } from '../database/dialect.js';
import { refOfFlight } from '../inventory/flight.js';
import { OpsdeskError } from '../kernel/errors.js';
import { formatFlightRef } from '../kernel/flight-ref.js';
import type { IdSource } from '../kernel/ids.js';
import { DAY_MS, type Instant } from '../kernel/instant.js';
import type { LocalDate } from '../kernel/local-date.js';
import { digestWorld } from './digest.js';
import { loadFlights, lockFlightIds, type Progress } from './load-flights.js';
import { loadStorm } from './load-storm.js';
import { refOfPlanned } from './planned-flight.js';
import { Random } from './random.js';
import { countRows, requireSeed } from './seed.js';
import { isConnecting, type SoldGroups } from './sold-groups.js';
import { layOutBanks } from './storm-banks.js';
import type { StormFlight } from './storm-flight.js';
import { StormBookings } from './storm-records.js';
import { layOutReturns } from './storm-returns.js';
import { sellStorm } from './storm-sales.js';
import { lockSchedule, readFlights, type StormSchedule } from './storm-schedule.js';

export interface StormInput {
  readonly scenario: 'storm';
  /** A whole number from 0; the same one gives the same bookings on the same schedule. */
  readonly seed: number;
  /** The share of each flight's units that is sold: 0.1 to 1. */
  readonly load: number;
}

export interface StormDeps {
  readonly session: Session;
  readonly ids: IdSource;
  readonly actor: string;
  /** Business time: nothing is sold later. */
  readonly now: Instant;
  inTransaction(work: (tx: Transaction) => Promise<StormSold>): Promise<StormSold>;
  readonly onProgress?: Progress | undefined;
}

/** What was made of a schedule. */
export interface StormSold {
  /** The first day of the schedule. */
  readonly start: LocalDate;
  readonly flights: { readonly departures: number; readonly returns: number; readonly onward: number };
  readonly groups: number;
  readonly passengers: number;
  /** Who change flights on a journey. */
  readonly connecting: number;
  readonly loads: {
    readonly departures: SeatLoad;
    readonly all: SeatLoad;
    /** How far the load of any flight is from the one that was asked for. */
    readonly largestDeviation: number;
  };
}

export interface SeatLoad {
  readonly sold: number;
  readonly authorised: number;
  /** The one by the other, to four digits. */
  readonly load: number;
}

export interface StormResult extends StormSold {
  readonly scenario: 'storm';
  readonly seed: number;
  readonly load: number;
  /** Of the passengers, to four digits. */
  readonly connectingShare: number;
  /** Rows of each table. */
  readonly tables: Readonly<Record<string, number>>;
  /** SHA-256, the same for the same schedule, seed and load on every back end. */
  readonly digest: string;
}

const LEAST_LOAD = 0.1;

/**
 * Fills a schedule that was imported, for a storm to hit: adds the flights back from its busiest destinations and
 * onward flights from there, and sells all of them up to the load, in one transaction.
 * @throws INVALID_INPUT, WRONG_STATE without flights, ALREADY_EXISTS with bookings
 */
export async function seedStorm(deps: StormDeps, input: StormInput): Promise<StormResult> {
  const { scenario, seed, load } = input;
  requireSeed(seed);
  if (!(load >= LEAST_LOAD && load <= 1)) {
    throw new OpsdeskError('INVALID_INPUT', `${load} is no load from 0.1 to 1`, {
      hint: 'Give the share of the seats that are sold: --load 0.8',
    });
  }
  const sold = await deps.inTransaction((tx) => fillSchedule(tx, deps, input));
  const [tables, digest] = await Promise.all([countRows(deps.session), digestWorld(deps.session, sold.start)]);
  const connectingShare = share(sold.connecting, sold.passengers);
  return { ...{ scenario, seed, load }, ...sold, connectingShare, tables, digest };
}

async function fillSchedule(tx: Transaction, deps: StormDeps, { seed, load }: StormInput): Promise<StormSold> {
  const random = new Random(seed);
  const { schedule, kindOf } = await addFlights(tx, random);
  const flights = await readFlights(tx);
  for (const flight of flights) flight.aimFor(load);
  const kinds = sortOut(flights, kindOf);
  const groups = sellStorm(kinds, schedule.rules, random);
  const firstAt = Math.min(...flights.map(({ row }) => row.departs_at));
  const salesEnd = Math.min(deps.now, firstAt - DAY_MS);
  const bookings = new StormBookings({ ids: deps.ids, random, actor: deps.actor, salesEnd });
  await loadStorm(tx, groups, flights, bookings, deps.onProgress);
  return { start: schedule.firstDay, ...summarise(kinds, groups, load) };
}

type Kinds = Parameters<typeof sellStorm>[0];
type Kind = 'returns' | 'onward';

/** Loads the flights back and onward. @returns which these are, by their references */
async function addFlights(
  tx: Transaction,
  random: Random,
): Promise<{ schedule: StormSchedule; kindOf: Map<string, Kind> }> {
  const lastId = await lockFlightIds(tx);
  const schedule = await lockSchedule(tx);
  const network = layOutReturns(schedule);
  const onward = layOutBanks(schedule, network, random);
  await loadFlights(tx, [...network.returns, ...onward], lastId);
  const kindOf = new Map<string, Kind>();
  for (const flight of network.returns) kindOf.set(refOfPlanned(flight), 'returns');
  for (const flight of onward) kindOf.set(refOfPlanned(flight), 'onward');
  return { schedule, kindOf };
}

function sortOut(flights: readonly StormFlight[], kindOf: ReadonlyMap<string, Kind>): Kinds {
  const kinds = { departures: [] as StormFlight[], returns: [] as StormFlight[], onward: [] as StormFlight[] };
  for (const flight of flights)
    kinds[kindOf.get(formatFlightRef(refOfFlight(flight.row))) ?? 'departures'].push(flight);
  return kinds;
}

function summarise(kinds: Kinds, groups: SoldGroups, load: number): Omit<StormSold, 'start'> {
  const { departures, returns, onward } = kinds;
  const all = [...departures, ...returns, ...onward];
  let passengers = 0;
  let connecting = 0;
  for (const group of groups) {
    passengers += group.party.length;
    if (isConnecting(group)) connecting += group.party.length;
  }
  const deviations = all.map(({ sold, authorised }) => Math.abs(sold / Math.max(1, authorised) - load));
  return {
    flights: { departures: departures.length, returns: returns.length, onward: onward.length },
    groups: groups.length,
    passengers,
    connecting,
    loads: {
      departures: loadOf(departures),
      all: loadOf(all),
      largestDeviation: fourDigits(Math.max(0, ...deviations)),
    },
  };
}

function loadOf(flights: readonly StormFlight[]): SeatLoad {
  const sold = flights.reduce((sum, flight) => sum + flight.sold, 0);
  const authorised = flights.reduce((sum, flight) => sum + flight.authorised, 0);
  return { sold, authorised, load: share(sold, authorised) };
}

function share(part: number, whole: number): number {
  return fourDigits(part / Math.max(1, whole));
}

function fourDigits(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
