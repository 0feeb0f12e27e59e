import fc from 'fast-check';
import { expect, it } from 'vitest';
import { layOutSeats, type PhysicalSeat } from '../../src/catalog/seat-layout.js';
import { type Party, reseatParties } from '../../src/inventory/reseat-parties.js';
import { parseSeatNumber } from '../../src/kernel/seat-number.js';

const CABIN = (layOutSeats('', 36)?.seats ?? []) as readonly PhysicalSeat[];

const party = (key: string, rank: number, ...seats: string[]): Party => ({
  key,
  rank,
  members: seats.map((seatNumber) => ({ seatNumber, ordinal: parseSeatNumber(seatNumber) })),
});

function reseat(parties: readonly Party[], free = CABIN): Record<string, string[]> {
  const found = reseatParties(parties, free);
  return Object.fromEntries([...found].map(([key, seats]) => [key, seats.map((seat) => seat?.seatNumber ?? '-')]));
}

it('leaves everybody where they are whose seat is still there', () => {
  const parties = [party('one', 0, '1A', '4F'), party('two', 1, '6C')];
  expect(reseat(parties)).toEqual({ one: ['1A', '4F'], two: ['6C'] });
});

it('puts who lost a seat beside those of the party who stayed', () => {
  const [seats] = Object.values(reseat([party('one', 0, '3B', '30C')]));
  expect(seats?.[0]).toBe('3B');
  expect(['3A', '3C']).toContain(seats?.[1]);
});

it('puts a party that lost all its seats into one row, the nearest that has room', () => {
  const free = CABIN.filter((seat) => !['6B', '6E', '5A'].includes(seat.seatNumber));
  expect(reseat([party('one', 0, '8A', '8B', '8C', '8D', '8E')], free)).toEqual({
    one: ['5B', '5C', '5D', '5E', '5F'],
  });
});

it('serves the parties in their order where seats run out, and nobody loses a seat that exists', () => {
  const free = CABIN.slice(0, 3);
  expect(reseat([party('late', 1, '9A', '9B'), party('early', 0, '8A', '8B'), party('there', 2, '1B')], free)).toEqual({
    late: ['-', '-'],
    early: ['1A', '1C'],
    there: ['1B'],
  });
});

it('gives each seat once, and none away while somebody is without', () => {
  const seat = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.constantFrom(...'ABCDEF')).map(([row, l]) => `${row}${l}`);
  const taken = fc.uniqueArray(seat, { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(taken, fc.integer({ min: 1, max: 5 }), fc.nat(36), (seats, size, count) => {
      const parties = Array.from({ length: Math.ceil(seats.length / size) }, (_, index) =>
        party(String(index), index, ...seats.slice(index * size, (index + 1) * size)),
      );
      const free = CABIN.slice(0, count);
      const given = Object.values(reseat(parties, free)).flat();
      const seated = given.filter((each) => each !== '-');
      expect(new Set(seated).size).toBe(seated.length);
      expect(seated.length).toBe(Math.min(seats.length, count));
      for (const each of seats) if (free.some(({ seatNumber }) => seatNumber === each)) expect(seated).toContain(each);
    }),
  );
});
