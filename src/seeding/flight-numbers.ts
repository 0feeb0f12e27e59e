import type { FlightRow } from '../database/schema.js';

const HIGHEST = 9_999;

/** Flight numbers that no flight of their carrier has yet, one for each line that is flown day by day. */
export class FlightNumbers {
  private readonly used = new Map<string, Set<number>>();
  private readonly byLine = new Map<string, string>();

  constructor(flights: readonly Pick<FlightRow, 'carrier' | 'number'>[]) {
    for (const { carrier, number } of flights) this.usedBy(carrier).add(Number.parseInt(number, 10));
  }

  /** The number of a line: the same one each time, and at first the next that is free from `wanted` on. */
  of(carrier: string, line: string, wanted: number): string {
    const key = `${carrier} ${line}`;
    const known = this.byLine.get(key);
    if (known !== undefined) return known;
    const used = this.usedBy(carrier);
    if (used.size >= HIGHEST) throw new Error(`${carrier} has no flight number left`);
    let number = wanted;
    do {
      if (number > HIGHEST) number = 1;
      if (!used.has(number)) break;
      number += 1;
    } while (number !== wanted);
    used.add(number);
    this.byLine.set(key, String(number));
    return String(number);
  }

  private usedBy(carrier: string): Set<number> {
    let used = this.used.get(carrier);
    if (!used) {
      used = new Set();
      this.used.set(carrier, used);
    }
    return used;
  }
}
