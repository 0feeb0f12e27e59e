import { describe, expect, it } from 'vitest';
import { leftWithout, type TravelledLine } from '../../src/booking/left-without.js';

const HOUR = 3_600_000;

/** `S1 JFK-ORD 10-12 HK`, and `>S1` for what it stands in for. */
function lines(...texts: readonly string[]): TravelledLine[] {
  return texts.map((text) => {
    const [, position, origin, destination, departs, arrives, status, replaces] =
      /^S(\d) (\w{3})-(\w{3}) (\d+)-(\d+) (\w\w)(?: >S(\d))?$/.exec(text) as unknown as string[];
    return {
      position: Number(position),
      status: status as TravelledLine['status'],
      journey: 1,
      replaces: replaces === undefined ? null : Number(replaces),
      flight: {
        ...{ carrier: 'XX', number: `${position}`, origin: origin as string, destination: destination as string },
        ...{ departs_at: Number(departs) * HOUR, arrives_at: Number(arrives) * HOUR },
      },
    };
  });
}

const missed = (now: number, ...texts: readonly string[]) =>
  leftWithout(lines(...texts), now * HOUR).map(({ position }) => `S${position}`);

describe('what left without its passengers', () => {
  it('is nothing where all went as it was sold', () => {
    expect(missed(30, 'S1 JFK-ORD 10-12 HK', 'S2 ORD-SFO 14-18 HK')).toEqual([]);
  });

  it('is what a late flight did not reach, and all that lies behind', () => {
    const late = ['S1 JFK-ORD 10-12 UN', 'S2 ORD-SFO 14-18 HK', 'S3 SFO-LAX 20-21 HK', 'S4 JFK-ORD 13-15 TK >S1'];
    expect(missed(30, ...late)).toEqual(['S2', 'S3']);
    expect(missed(16, ...late)).toEqual(['S2']);
    expect(missed(13, ...late)).toEqual([]);
  });

  it('is what left before the late flight had left itself', () => {
    expect(missed(30, 'S1 JFK-ORD 10-12 UN', 'S2 ORD-SFO 14-18 HK', 'S3 JFK-ORD 16-18 TK >S1')).toEqual(['S2']);
  });

  it('is what was behind a flight that does not operate, unless another stands in', () => {
    expect(missed(30, 'S1 JFK-ORD 10-12 UN', 'S2 ORD-SFO 14-18 HK')).toEqual(['S2']);
    expect(missed(30, 'S1 JFK-ORD 10-12 UN', 'S2 ORD-SFO 14-18 HK', 'S3 JFK-ORD 11-13 TK >S1')).toEqual([]);
  });

  it('is not what was before it', () => {
    expect(missed(30, 'S1 JFK-ORD 10-12 HK', 'S2 ORD-JFK 14-16 UN')).toEqual([]);
    expect(missed(30, 'S1 JFK-ORD 10-12 HK', 'S2 ORD-JFK 14-16 UN', 'S3 ORD-JFK 20-22 TK >S2')).toEqual([]);
  });

  it('is not the next leg of the same aircraft', () => {
    const [first, second] = lines('S1 JFK-ORD 10-15 HK', 'S2 ORD-SFO 14-18 HK') as [TravelledLine, TravelledLine];
    const onward = { ...second, flight: { ...second.flight, number: '1' } };
    expect(leftWithout([first, second], 30 * HOUR)).toEqual([second]);
    expect(leftWithout([first, onward], 30 * HOUR)).toEqual([]);
  });
});
