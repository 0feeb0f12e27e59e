import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAircraft } from '../../src/catalog/aircraft.js';
import { layOutSeats, type SeatLayout } from '../../src/catalog/seat-layout.js';

const TYPES = [
  ...[
    'A319',
    'A320',
    'A321',
    'A330-300',
    'A350-900',
    '737-700',
    '737-800',
    '737-900',
    '757-200',
    '767-300',
    '777-300ER',
  ],
  ...['787-9', 'E175', 'E190', 'CRJ-200', 'CRJ-700', 'CRJ-900', 'ERJ-145', 'MD-88', 'ATR 72', 'DHC-8-400'],
];

function requireLayout(equipment: string, seats?: number): SeatLayout {
  const layout = layOutSeats(equipment, seats);
  if (!layout) throw new Error(`no layout for ${equipment}`);
  return layout;
}

function expectSound(layout: SeatLayout): void {
  const ordinals = layout.seats.map(({ ordinal }) => ordinal);
  expect(ordinals).toEqual([...new Set(ordinals)].sort((a, b) => a - b));
  for (const { cabin, capacity } of layout.cabins) {
    expect(layout.seats.filter((seat) => seat.cabin === cabin)).toHaveLength(capacity);
  }
  for (const { ordinal, seatNumber } of layout.seats) {
    const [, row, letter] = /^(\d+)([A-HJ-L])$/.exec(seatNumber) ?? [];
    expect(ordinal).toBe(Number(row) * 16 + 'ABCDEFGHJKL'.indexOf(letter ?? ''));
  }
}

describe('the seats of a flight', () => {
  it.each(TYPES)('are sound on the %s', (type) => {
    expect(findAircraft(type)?.name).toBe(type);
    expectSound(requireLayout(type));
  });

  it('are as many as were asked for, whatever the type', () => {
    fc.assert(
      fc.property(fc.constantFrom('', 'UFO', ...TYPES), fc.integer({ min: 1, max: 999 }), (type, seats) => {
        const layout = requireLayout(type, seats);
        expect(layout.seats).toHaveLength(seats);
        expectSound(layout);
      }),
    );
  });

  it('are one economy cabin 3-3 where the type is unknown, with the last row filled in part', () => {
    const layout = requireLayout('', 15);
    expect(layout.cabins).toEqual([{ cabin: 'Y', capacity: 15, firstOrdinal: 16, lastOrdinal: 50 }]);
    expect(layout.seats.map(({ seatNumber }) => seatNumber)).toEqual(
      '1A 1B 1C 1D 1E 1F 2A 2B 2C 2D 2E 2F 3A 3B 3C'.split(' '),
    );
  });

  it('keep the cabins in front when only economy grows or shrinks', () => {
    expect(requireLayout('A320-232', 200).cabins).toEqual([
      { cabin: 'C', capacity: 12, firstOrdinal: 16, lastOrdinal: 53 },
      { cabin: 'Y', capacity: 188, firstOrdinal: 64, lastOrdinal: 561 },
    ]);
    expect(requireLayout('777-300ER', 100).cabins).toEqual([
      { cabin: 'Y', capacity: 100, firstOrdinal: 16, lastOrdinal: 169 },
    ]);
  });

  it('cannot be told when neither type nor number is known', () => {
    expect(layOutSeats('UFO')).toBeUndefined();
    expect(layOutSeats('')).toBeUndefined();
  });

  it.each([
    ['A320-232', 'A320'],
    ['320', 'A320'],
    ['737-824', '737-800'],
    ['738', '737-800'],
    ['77W', '777-300ER'],
    ['EMB-145LR', 'ERJ-145'],
    ['ERJ 190-100 IGW', 'E190'],
    ['CL-600-2D24', 'CRJ-900'],
    ['CL-600-2B19', 'CRJ-200'],
    ['DC-9-82(MD-82)', 'MD-88'],
  ])('of a %s are those of the %s', (written, name) => {
    expect(findAircraft(written)?.name).toBe(name);
  });
});
