import type { Airport, AirportLookup } from '../catalog/airports.js';
import { isTimeZone } from '../catalog/time-zone.js';
import type { HotelColumn } from './hotel-csv.js';
import type { Complain } from './hotel-row.js';
import { quoteValue } from './row-problems.js';

const MAX_TEXT_CHARS = 80;
const MAX_CODE_CHARS = 20;

/** Codes stand in `PROPERTY:ROOMTYPE/PLAN`, so that they have none of its signs. */
export function readCode(column: 'property' | 'room_type', value: string, complain: Complain): string | undefined {
  const code = value.toUpperCase();
  if (code.length <= MAX_CODE_CHARS && /^[A-Z0-9][A-Z0-9-]*$/.test(code)) return code;
  return complain(column, `${quoteValue(value)} is no code of up to ${MAX_CODE_CHARS} letters, digits and hyphens`);
}

export function readText(
  column: HotelColumn,
  value: string,
  complain: Complain,
  isRequired = false,
): string | undefined {
  if (value === '') return isRequired ? complain(column, 'is empty') : undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  if (value.length <= MAX_TEXT_CHARS && !/[\u0000-\u001f\u007f-\u009f]/.test(value)) return value;
  return complain(column, `${quoteValue(value)} is longer than ${MAX_TEXT_CHARS} characters, or not plain text`);
}

export function readWhole(
  column: HotelColumn,
  value: string,
  { least, most }: { readonly least: number; readonly most: number },
  complain: Complain,
): number | undefined {
  if (value === '') return undefined;
  const count = /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN;
  if (count >= least && count <= most) return count;
  return complain(column, `${quoteValue(value)} is no whole number from ${least} to ${most}`);
}

/** @returns tenths */
export function readRating(value: string, complain: Complain): number | undefined {
  if (value === '') return undefined;
  if (/^(\d(\.\d)?|10(\.0)?)$/.test(value)) return Math.round(Number(value) * 10);
  return complain('rating', `${quoteValue(value)} is no rating from 0 to 10, with at most one decimal`);
}

/** @returns sorted words between commas, as the database keeps them */
export function readAmenities(value: string, complain: Complain): string | undefined {
  if (value === '') return undefined;
  const words = listed(value).map((word) => word.toLowerCase());
  const wrong = words.find((word) => !/^[\p{L}\p{N}][\p{L}\p{N} _-]{0,29}$/u.test(word));
  if (wrong !== undefined) return complain('amenities', `${quoteValue(wrong)} is no amenity such as wifi`);
  return words.length === 0 ? ',' : `,${[...new Set(words)].sort().join(',')},`;
}

export function readTimeZone(value: string, complain: Complain): string | undefined {
  if (value === '') return undefined;
  return isTimeZone(value) ? value : complain('time_zone', `${quoteValue(value)} is no time zone like Europe/London`);
}

export function readPosition(
  values: Readonly<Record<'latitude' | 'longitude', string>>,
  complain: Complain,
): { readonly latitude?: number; readonly longitude?: number } {
  if (values.latitude === '' && values.longitude === '') return {};
  const latitude = readDegrees('latitude', values.latitude, 90, complain);
  const longitude = readDegrees('longitude', values.longitude, 180, complain);
  return latitude === undefined || longitude === undefined ? {} : { latitude, longitude };
}

function readDegrees(column: 'latitude' | 'longitude', value: string, most: number, complain: Complain) {
  const degrees = /^[+-]?\d{1,3}(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  if (Math.abs(degrees) <= most) return degrees;
  return complain(column, `${quoteValue(value)} is no position in degrees from -${most} to ${most}`);
}

export function readAirports(value: string, find: AirportLookup, complain: Complain): readonly Airport[] | undefined {
  if (value === '') return undefined;
  const airports = new Map<string, Airport>();
  for (const code of listed(value)) {
    const airport = find(code.toUpperCase());
    if (airport) airports.set(airport.iata, airport);
    else complain('airports', `${quoteValue(code)} is no airport that opsdesk knows`);
  }
  return [...airports.values()];
}

function listed(value: string): string[] {
  return value
    .split(';')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
