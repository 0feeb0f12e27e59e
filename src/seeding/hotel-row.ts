import type { Airport, AirportLookup } from '../catalog/airports.js';
import { minorDigits } from '../catalog/currencies.js';
import type { PropertyRow, RatePlanRow } from '../database/hotel-schema.js';
import { MAX_ALLOTMENT, MAX_PERIOD_NIGHTS } from '../inventory/hotel/adjusted-period.js';
import { MAX_NIGHTS } from '../inventory/hotel/stay-rules.js';
import { isOpsdeskError } from '../kernel/errors.js';
import { isLocalDate, type LocalDate, nightsBetween } from '../kernel/local-date.js';
import { parseDecimal } from '../kernel/money.js';
import type { HotelColumn, HotelCsvRow } from './hotel-csv.js';
import { readPlans, readPolicy } from './hotel-plans.js';
import {
  readAirports,
  readAmenities,
  readCode,
  readPosition,
  readRating,
  readText,
  readTimeZone,
  readWhole,
} from './hotel-values.js';
import { quoteValue, type RowProblem } from './row-problems.js';

/** Says what is wrong with a column of the row. */
export type Complain = (column: HotelColumn, reason: string) => undefined;

/** What a row says of its property; what it leaves empty is not there, and stays as it is. */
export type PropertyFacts = Pick<PropertyRow, 'name' | 'city' | 'country' | 'currency'> &
  Partial<Omit<PropertyRow, 'id' | 'code' | 'version'>>;

/** A plan without a policy has that of its property. */
export type PlanFacts = Omit<RatePlanRow, 'room_type_id' | 'cancellation_policy'> &
  Partial<Pick<RatePlanRow, 'cancellation_policy'>>;

export interface NightFacts {
  readonly allotment: number;
  readonly priceMinor: number;
  readonly minStay?: number;
  readonly overbooking?: number;
}

/** A sound row: rooms of one type, from the first night to the last. */
export interface HotelLine {
  readonly line: number;
  readonly code: string;
  readonly facts: PropertyFacts;
  readonly airports?: readonly Airport[];
  readonly roomType: { readonly code: string; readonly name?: string; readonly maxGuests?: number };
  readonly plans?: readonly PlanFacts[];
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly night: NightFacts;
}

/** Reads a row, or says everything that is wrong with it. */
export function readHotelRow(row: HotelCsvRow, findAirport: AirportLookup): HotelLine | readonly RowProblem[] {
  const problems: RowProblem[] = [];
  const complain: Complain = (column, reason) => {
    problems.push({ line: row.line, column, reason });
    return undefined;
  };
  const { values } = row;
  const code = readCode('property', values.property, complain);
  const roomType = readCode('room_type', values.room_type, complain);
  const facts = readFacts(values, complain);
  const airports = readAirports(values.airports, findAirport, complain);
  const plans = readPlans(values.plans, complain);
  const period = readPeriod(values, complain);
  const night = readNight(values, complain);
  const name = readText('room_name', values.room_name, complain);
  const maxGuests = readWhole('max_guests', values.max_guests, { least: 1, most: 20 }, complain);
  if (problems.length > 0 || !code || !roomType || !facts || !period || !night) return problems;
  return {
    ...{ line: row.line, code, facts, ...period, night },
    roomType: { code: roomType, ...given({ name, maxGuests }) },
    ...given({ airports, plans }),
  };
}

function readFacts(values: HotelCsvRow['values'], complain: Complain): PropertyFacts | undefined {
  const name = readText('name', values.name, complain, true);
  const city = readText('city', values.city, complain, true);
  const country = /^[A-Z]{2}$/.test(values.country.toUpperCase())
    ? values.country.toUpperCase()
    : complain('country', `${quoteValue(values.country)} is no country of two letters`);
  const currency = readCurrency(values.currency, complain);
  const rule = values.min_stay_rule.toLowerCase();
  if (rule !== '' && rule !== 'arrival' && rule !== 'through') {
    complain('min_stay_rule', `${quoteValue(values.min_stay_rule)} is neither arrival nor through`);
  }
  const more = {
    stars: readWhole('stars', values.stars, { least: 1, most: 5 }, complain),
    rating_tenths: readRating(values.rating, complain),
    amenities: readAmenities(values.amenities, complain),
    time_zone: readTimeZone(values.time_zone, complain),
    cancellation_policy: readPolicy('policy', values.policy, complain),
    min_stay_rule: rule === '' ? undefined : (rule as PropertyRow['min_stay_rule']),
    ...readPosition(values, complain),
  };
  if (!name || !city || !country || !currency) return undefined;
  return { name, city, country, currency, ...given(more) };
}

function readCurrency(value: string, complain: Complain): string | undefined {
  try {
    minorDigits(value.toUpperCase());
    return value.toUpperCase();
  } catch (error) {
    if (!isOpsdeskError(error)) throw error;
    return complain('currency', `${quoteValue(value)} is no currency of three letters`);
  }
}

function readPeriod({ from, to }: HotelCsvRow['values'], complain: Complain) {
  for (const [column, value] of Object.entries({ from, to })) {
    if (!isLocalDate(value)) complain(column as 'from' | 'to', `${quoteValue(value)} is no date like 2026-12-01`);
  }
  if (!isLocalDate(from) || !isLocalDate(to)) return undefined;
  const nights = nightsBetween(from, to) + 1;
  if (nights < 1) return complain('to', `is the last night, and before the first on ${from}`);
  if (nights > MAX_PERIOD_NIGHTS) return complain('to', `is more than ${MAX_PERIOD_NIGHTS} nights from ${from}`);
  return { from, to };
}

function readNight(values: HotelCsvRow['values'], complain: Complain): NightFacts | undefined {
  const whole = (column: 'allotment' | 'min_stay' | 'overbooking', least: number, most: number) =>
    readWhole(column, values[column], { least, most }, complain);
  const allotment = values.allotment === '' ? complain('allotment', 'is empty') : whole('allotment', 0, MAX_ALLOTMENT);
  const minStay = whole('min_stay', 1, MAX_NIGHTS);
  const overbooking = whole('overbooking', 0, MAX_ALLOTMENT);
  const priceMinor = readPrice(values.price, values.currency.toUpperCase(), complain);
  if (allotment === undefined || priceMinor === undefined) return undefined;
  return { allotment, priceMinor, ...given({ minStay, overbooking }) };
}

function readPrice(value: string, currency: string, complain: Complain): number | undefined {
  let digits = 0;
  try {
    digits = minorDigits(currency);
  } catch {
    // The currency is complained of already.
    return undefined;
  }
  if (!value.startsWith('-')) {
    try {
      return parseDecimal(value, digits);
    } catch (error) {
      if (!isOpsdeskError(error)) throw error;
    }
  }
  return complain('price', `${quoteValue(value)} is no price in ${currency}, with at most ${digits} decimals`);
}

/** Without what is not there, so that nothing stands over what is known. */
function given<T extends object>(facts: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as never;
}
