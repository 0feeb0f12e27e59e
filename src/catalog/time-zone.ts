import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../kernel/instant.js';

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** Offsets at whole hours of UTC, by hours since 1970. */
  readonly offsetByHour: Map<number, number>;
}

const zones = new Map<string, Zone | undefined>();

function findZone(name: string): Zone | undefined {
  if (!zones.has(name)) zones.set(name, createZone(name));
  return zones.get(name);
}

function createZone(name: string): Zone | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
    return { format, offsetByHour: new Map() };
  } catch {
    return undefined;
  }
}

/** True when this machine's time zone rules know the zone. */
export function isTimeZone(name: string): boolean {
  return findZone(name) !== undefined;
}

/**
 * Minutes that clocks in an IANA zone are ahead of UTC at an instant. Formatting costs microseconds a
 * call, so that days without a transition are answered from the offsets at their two ends.
 */
export function offsetMinutesAt(timeZone: string, instant: Instant): number {
  const zone = findZone(timeZone);
  if (!zone) throw new Error(`${timeZone} is no time zone`);
  const startOfDay = Math.floor(instant / DAY_MS) * 24;
  const atStart = offsetAtHour(zone, startOfDay);
  if (atStart === offsetAtHour(zone, startOfDay + 24)) return atStart;
  const hour = Math.floor(instant / HOUR_MS);
  const atHour = offsetAtHour(zone, hour);
  return atHour === offsetAtHour(zone, hour + 1) ? atHour : readOffset(zone, instant);
}

function offsetAtHour(zone: Zone, hour: number): number {
  let offset = zone.offsetByHour.get(hour);
  if (offset === undefined) {
    offset = readOffset(zone, hour * HOUR_MS);
    zone.offsetByHour.set(hour, offset);
  }
  return offset;
}

/** The formatted text ends in `GMT`, `GMT-05:00` or, long ago, `GMT-04:56:02`. */
function readOffset(zone: Zone, instant: Instant): number {
  const match = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(zone.format.format(instant));
  if (!match) throw new Error('the time zone has no offset');
  const minutes = Number(match[2] ?? 0) * (HOUR_MS / MINUTE_MS) + Number(match[3] ?? 0);
  return match[1] === '-' ? -minutes : minutes;
}
