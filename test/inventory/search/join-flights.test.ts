import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ConnectionKind,
  ConnectionRules,
  MAXIMUM_CONNECTION_MINUTES,
  MINIMUM_CONNECTION_MINUTES,
} from '../../../src/inventory/search/connection-rules.js';
import type { TimetableFlight } from '../../../src/inventory/search/itinerary.js';
import { joinFlights } from '../../../src/inventory/search/join-flights.js';
import { MINUTE_MS } from '../../../src/kernel/instant.js';

const COUNTRIES = new Map(Object.entries({ AAA: 'GB', BBB: 'GB', CCC: 'US', DDD: 'US', EEE: 'FR' }));
const places = [...COUNTRIES.keys()];

function flight(id: number, origin: string, destination: string, departs: number, minutes: number): TimetableFlight {
  return {
    ...{ id, carrier: 'XX', number: String(id), departure_date: '2026-12-01', origin, destination },
    ...{ departs_at: departs * MINUTE_MS, arrives_at: (departs + minutes) * MINUTE_MS },
    ...{ departs_offset: 0, arrives_offset: 0 },
  };
}

const timetables = fc
  .array(fc.tuple(fc.nat(4), fc.nat(4), fc.integer({ min: 0, max: 120 }), fc.integer({ min: 1, max: 40 })), {
    minLength: 1,
    maxLength: 40,
  })
  .map((rows) =>
    rows
      .filter(([from, to]) => from !== to)
      .map(([from, to, departs, takes], id) =>
        flight(id, places[from] as string, places[to] as string, departs * 15, takes * 15),
      ),
  );

/** Every chain of up to three flights, looked at one by one. */
function bruteForce(flights: readonly TimetableFlight[], origin: string, destination: string): string[] {
  const found: string[] = [];
  const letter = (each: TimetableFlight) =>
    COUNTRIES.get(each.origin) === COUNTRIES.get(each.destination) ? 'D' : 'I';
  const extend = (chain: readonly TimetableFlight[]) => {
    const last = chain.at(-1) as TimetableFlight;
    if (last.destination === destination) {
      found.push(chain.map(({ id }) => id).join());
      return;
    }
    if (chain.length === 3) return;
    for (const next of flights) {
      const wait = (next.departs_at - last.arrives_at) / MINUTE_MS;
      const kind = `${letter(last)}${letter(next)}` as ConnectionKind;
      const isCaught =
        next.origin === last.destination &&
        wait >= MINIMUM_CONNECTION_MINUTES[kind] &&
        wait <= MAXIMUM_CONNECTION_MINUTES;
      const isNew = ![origin, ...chain.map((each) => each.destination)].includes(next.destination);
      if (isCaught && isNew) extend([...chain, next]);
    }
  };
  for (const first of flights) if (first.origin === origin) extend([first]);
  return found.sort();
}

function joined(flights: readonly TimetableFlight[], rules = new ConnectionRules(COUNTRIES)): string[] {
  const first = flights.filter(({ origin }) => origin === 'AAA');
  const last = flights.filter(({ destination }) => destination === 'DDD');
  return joinFlights({ first, middle: flights, last }, 'DDD', rules)
    .map((itinerary) => itinerary.flights.map(({ id }) => id).join())
    .sort();
}

describe('joining flights', () => {
  it('finds the ways that looking at every chain finds', () => {
    fc.assert(
      fc.property(timetables, (flights) => {
        expect(joined(flights)).toEqual(bruteForce(flights, 'AAA', 'DDD'));
      }),
      { numRuns: 500 },
    );
  });

  it('lets nobody change faster than the kind of connection allows, nor wait longer than a night', () => {
    const change = (wait: number) => joined([flight(1, 'AAA', 'BBB', 0, 60), flight(2, 'BBB', 'DDD', 60 + wait, 60)]);
    // Domestic into BBB and abroad from there.
    expect(change(MINIMUM_CONNECTION_MINUTES.DI - 1)).toEqual([]);
    expect(change(MINIMUM_CONNECTION_MINUTES.DI)).toEqual(['1,2']);
    expect(change(MAXIMUM_CONNECTION_MINUTES)).toEqual(['1,2']);
    expect(change(MAXIMUM_CONNECTION_MINUTES + 1)).toEqual([]);
  });

  it('takes the minutes of the airport and the kind where it has its own', () => {
    const flights = [flight(1, 'AAA', 'BBB', 0, 60), flight(2, 'BBB', 'DDD', 90, 60)];
    const own = (kind: ConnectionKind, airport: string) =>
      joined(flights, new ConnectionRules(COUNTRIES, [{ airport, kind, minutes: 30 }]));
    expect(own('DI', 'BBB')).toEqual(['1,2']);
    expect(own('ID', 'BBB')).toEqual([]);
    expect(own('DI', 'CCC')).toEqual([]);
  });

  it('passes no airport twice', () => {
    const there = [flight(1, 'AAA', 'BBB', 0, 60), flight(2, 'BBB', 'AAA', 180, 60), flight(3, 'AAA', 'DDD', 360, 60)];
    expect(joined(there)).toEqual(['3']);
  });
});
