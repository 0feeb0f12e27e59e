import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/instant.js';

const HOUR = HOUR_MS / MINUTE_MS;
const DAY = DAY_MS / MINUTE_MS;

/** `3 h 20 min` and, from two days on, `13 days 4 h`. @param minutes whole; the sign is left to the sentence */
export function spanOf(minutes: number): string {
  const length = Math.abs(minutes);
  if (length >= 2 * DAY) return join([Math.floor(length / DAY), 'days'], [Math.floor((length % DAY) / HOUR), 'h']);
  return join([Math.floor(length / HOUR), 'h'], [length % HOUR, 'min']);
}

function join(...parts: readonly (readonly [number, string])[]): string {
  const told = parts.filter(([count]) => count > 0);
  return (told.length > 0 ? told : parts.slice(-1)).map(([count, unit]) => `${count} ${unit}`).join(' ');
}

/** `5,540 km`. Rounded for people: rules compare the distance as it is. */
export function kilometres(distanceKm: number): string {
  return `${String(Math.round(distanceKm)).replace(/\B(?=(\d{3})+$)/g, ',')} km`;
}

/** `arrives 3 h 20 min late`, against the schedule. */
export function against(verb: string, laterMinutes: number): string {
  if (laterMinutes === 0) return `${verb} on time`;
  return `${verb} ${spanOf(laterMinutes)} ${laterMinutes > 0 ? 'later' : 'earlier'}`;
}
