import { describe, expect, it } from 'vitest';
import { isTimeZone, offsetMinutesAt } from '../../src/catalog/time-zone.js';
import { instantOf, instantsOf, parseWallTime, shownInstantsOf } from '../../src/catalog/wall-time.js';
import { formatInstant } from '../../src/kernel/instant.js';

function read(timeZone: string, text: string): string {
  const wall = parseWallTime(text);
  if (!wall) throw new Error(`${text} is no wall time`);
  const { instant, offsetMinutes } = instantOf(timeZone, wall);
  return formatInstant(instant, offsetMinutes);
}

describe('a wall time', () => {
  it('becomes an instant by the offset of its zone on that day', () => {
    expect(read('America/New_York', '2013-02-07T05:00')).toBe('2013-02-07T05:00:00-05:00');
    expect(read('America/New_York', '2013-07-07T05:00')).toBe('2013-07-07T05:00:00-04:00');
    expect(read('Asia/Kolkata', '2026-12-01T00:10')).toBe('2026-12-01T00:10:00+05:30');
    expect(read('Pacific/Kiritimati', '2026-12-01T00:10')).toBe('2026-12-01T00:10:00+14:00');
    expect(read('Europe/London', '2026-12-01T09:30')).toBe('2026-12-01T09:30:00Z');
  });

  it('that clocks skip is shifted forward by as much as they jump', () => {
    expect(read('America/New_York', '2013-03-10T01:59')).toBe('2013-03-10T01:59:00-05:00');
    expect(read('America/New_York', '2013-03-10T02:00')).toBe('2013-03-10T03:00:00-04:00');
    expect(read('America/New_York', '2013-03-10T02:30')).toBe('2013-03-10T03:30:00-04:00');
    expect(read('America/New_York', '2013-03-10T03:00')).toBe('2013-03-10T03:00:00-04:00');
    expect(read('Australia/Lord_Howe', '2026-10-04T02:10')).toBe('2026-10-04T02:40:00+11:00');
  });

  it('that clocks show twice is the first of the two', () => {
    expect(read('America/New_York', '2013-11-03T01:30')).toBe('2013-11-03T01:30:00-04:00');
    expect(read('Europe/Paris', '2026-10-25T02:30')).toBe('2026-10-25T02:30:00+02:00');
    expect(read('Europe/Paris', '2026-10-25T03:00')).toBe('2026-10-25T03:00:00+01:00');
  });

  it('that clocks show twice is both instants to who asks for both', () => {
    const wall = { date: '2013-11-03', minuteOfDay: 90 };
    expect(instantsOf('America/New_York', wall).map(({ offsetMinutes }) => offsetMinutes)).toEqual([-240, -300]);
    expect(instantsOf('America/New_York', { ...wall, minuteOfDay: 150 })).toHaveLength(1);
    expect(instantsOf('America/New_York', { date: '2013-03-10', minuteOfDay: 150 })).toHaveLength(1);
  });

  it('that clocks skip is no instant to a timetable', () => {
    const shown = (minuteOfDay: number) => shownInstantsOf('America/New_York', { date: '2013-03-10', minuteOfDay });
    expect([119, 120, 179, 180].map((minute) => shown(minute).length)).toEqual([1, 0, 0, 1]);
    expect(shownInstantsOf('America/New_York', { date: '2013-11-03', minuteOfDay: 90 })).toHaveLength(2);
  });

  it('is read only when it is a real one without an offset', () => {
    expect(parseWallTime('2026-02-28 23:59:00')).toEqual({ date: '2026-02-28', minuteOfDay: 1439 });
    for (const text of [
      '2026-02-30T10:00',
      '2026-02-28T24:00',
      '2026-02-28T10:60',
      '2026-02-28T10:00Z',
      '2026-02-28',
      '',
    ]) {
      expect(parseWallTime(text)).toBeUndefined();
    }
  });
});

describe('the offset of a zone', () => {
  it('agrees with the formatter at every quarter of an hour about a transition', () => {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: 'Europe/London', hour: '2-digit', hourCycle: 'h23' });
    for (let at = Date.UTC(2026, 2, 28, 12); at < Date.UTC(2026, 2, 29, 12); at += 900_000) {
      const wall = new Date(at + offsetMinutesAt('Europe/London', at) * 60_000);
      expect(Number(format.format(at))).toBe(wall.getUTCHours());
    }
  });

  it('is refused for what is no zone', () => {
    expect(isTimeZone('Asia/ Bangkok')).toBe(false);
    expect(() => offsetMinutesAt('Nowhere/Else', 0)).toThrow('no time zone');
  });
});
