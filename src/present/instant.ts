import { formatInstant } from '../kernel/instant.js';

const ISO_INSTANT = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** ISO 8601 with offset, as JSON and CSV hold it. Takes what results hold: milliseconds, or ISO already. */
export function isoInstant(value: number | string): string {
  return typeof value === 'number' ? formatInstant(value) : value;
}

/** What people read in a table: `2026-12-01 09:30 +01:00`, seconds left out. */
export function formatWallTime(value: number | string): string {
  const iso = isoInstant(value);
  const match = ISO_INSTANT.exec(iso);
  return match ? `${match[1]} ${match[2]} ${match[3]}` : iso;
}
