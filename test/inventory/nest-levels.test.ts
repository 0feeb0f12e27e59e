import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelUnits, type NestedFare, nestFares } from '../../src/inventory/nest-levels.js';

const fares = (...limits: (number | null)[]): NestedFare[] =>
  limits.map((limit, index) => ({ fareClass: 'YBMHQKLV'.charAt(index), limit }));

describe('nesting the fares of a cabin', () => {
  it.each([
    ['no limits', fares(null, null), { Y: 1, B: 1 }, [0, 100]],
    ['a limit for each', fares(null, 75, 35), { Y: 1, B: 2, M: 3 }, [0, 25, 40, 35]],
    ['equal limits', fares(null, 40, 40, 10), { Y: 1, B: 2, M: 2, H: 3 }, [0, 60, 30, 10]],
    ['a limit beyond the cabin', fares(null, 500, 20), { Y: 1, B: 1, M: 2 }, [0, 80, 20]],
    ['a lower class with more than the one above', fares(null, 20, 50), { Y: 1, B: 2, M: 2 }, [0, 80, 20]],
    ['no limit below a limit', fares(30, null), { Y: 1, B: 1 }, [70, 30]],
    ['a class that is closed', fares(null, 0), { Y: 1, B: 2 }, [0, 100, 0]],
    ['no fares', [], {}, [0, 100]],
  ])('%s', (_, given, levels, units) => {
    const { levelOf, unitsByLevel } = nestFares(given, 100);
    expect(Object.fromEntries(levelOf)).toEqual(levels);
    expect(unitsByLevel).toEqual(units);
  });
});

describe('the levels of units', () => {
  const open = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ ordinal: index + 1, takenBy: null as number | null }));

  it('are laid from the back, the lowest first', () => {
    expect([...levelUnits(open(6), [1, 2, 2, 1])].sort(([a], [b]) => a - b).map(([, level]) => level)).toEqual([
      0, 1, 1, 2, 2, 3,
    ]);
  });

  it('count what is taken against its class, and what is beyond a limit against those above', () => {
    const units = open(10).map((unit) => (unit.ordinal <= 5 ? { ...unit, takenBy: 3 } : unit));
    const levels = levelUnits(units, [0, 4, 3, 3]);
    const count = (level: number, isTaken: boolean) =>
      units.filter((unit) => levels.get(unit.ordinal) === level && (unit.takenBy !== null) === isTaken).length;
    expect([count(3, true), count(2, true), count(1, true)]).toEqual([3, 2, 0]);
    expect([count(3, false), count(2, false), count(1, false)]).toEqual([0, 1, 4]);
  });
});

/** Nested booking limits as counters: a class is open while no limit at or above it is used up. */
class Counters {
  readonly sold: number[];

  constructor(readonly limits: readonly number[]) {
    this.sold = limits.map(() => 0);
  }

  /** @param level from 1 */
  left(level: number): number {
    const used = (at: number) => this.sold.slice(at).reduce((sum, count) => sum + count, 0);
    return Math.max(0, Math.min(...this.limits.slice(0, level).map((limit, at) => limit - used(at))));
  }

  sell(level: number): void {
    this.sold[level - 1] = (this.sold[level - 1] ?? 0) + 1;
  }
}

const cabin = fc.record({
  authorised: fc.integer({ min: 0, max: 40 }),
  limits: fc.array(fc.option(fc.integer({ min: 0, max: 50 })), { minLength: 1, maxLength: 6 }),
});

/** The limit at each level, as the units carry it. */
function limitsOf(unitsByLevel: readonly number[]): number[] {
  return unitsByLevel.slice(1).map((_, at) => unitsByLevel.slice(at + 1).reduce((sum, count) => sum + count, 0));
}

describe('selling units by their levels', () => {
  it('sells what counters of nested limits would', () => {
    fc.assert(
      fc.property(cabin, fc.array(fc.nat(), { maxLength: 120 }), ({ authorised, limits }, draws) => {
        const given = fares(...limits);
        const { levelOf, unitsByLevel } = nestFares(given, authorised);
        const counters = new Counters(limitsOf(unitsByLevel));
        const left = [...unitsByLevel];
        for (const draw of draws) {
          const level = levelOf.get(given[draw % given.length]?.fareClass ?? '') ?? 1;
          const unit = left.findIndex((count, at) => at >= level && count > 0);
          expect(unit >= 0).toBe(counters.left(level) > 0);
          if (unit < 0) continue;
          left[unit] = (left[unit] ?? 0) - 1;
          counters.sell(level);
        }
      }),
    );
  });

  it('starts anew from what was sold, whatever the limits were then', () => {
    fc.assert(
      fc.property(cabin, fc.array(fc.nat(), { maxLength: 40 }), ({ authorised, limits }, draws) => {
        const { unitsByLevel } = nestFares(fares(...limits), authorised);
        const levels = unitsByLevel.length - 1;
        const counters = new Counters(limitsOf(unitsByLevel));
        const units = Array.from({ length: authorised }, (_, index) => {
          const draw = draws[index];
          const takenBy = draw === undefined ? null : (draw % levels) + 1;
          if (takenBy !== null) counters.sell(takenBy);
          return { ordinal: index, takenBy };
        });
        const given = levelUnits(units, unitsByLevel);
        for (let level = 1; level <= levels; level += 1) {
          const open = units.filter((unit) => unit.takenBy === null && (given.get(unit.ordinal) ?? 0) >= level).length;
          expect(open).toBe(counters.left(level));
        }
        const counts = unitsByLevel.map((_, level) => [...given.values()].filter((each) => each === level).length);
        expect(counts).toEqual(unitsByLevel);
      }),
    );
  });
});
