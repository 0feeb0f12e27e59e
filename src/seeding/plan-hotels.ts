import type { Airport, AirportLookup } from '../catalog/airports.js';
import { nightsOfPeriod } from '../inventory/hotel/adjusted-period.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { HotelColumn, HotelCsv } from './hotel-csv.js';
import { type HotelLine, type NightFacts, type PlanFacts, type PropertyFacts, readHotelRow } from './hotel-row.js';
import { importRejected, type RowProblem } from './row-problems.js';

export interface PlannedNight extends NightFacts {
  readonly line: number;
  readonly night: LocalDate;
}

export interface PlannedRoomType {
  readonly code: string;
  /** The first that names it. */
  readonly line: number;
  name?: string;
  maxGuests?: number;
  plans?: readonly PlanFacts[];
  readonly nights: Map<LocalDate, PlannedNight>;
}

export interface PlannedHotel {
  readonly code: string;
  readonly line: number;
  facts: PropertyFacts;
  airports?: readonly Airport[];
  readonly roomTypes: Map<string, PlannedRoomType>;
}

const COLUMN_OF: Readonly<Record<string, HotelColumn>> = {
  ...{ rating_tenths: 'rating', cancellation_policy: 'policy', maxGuests: 'max_guests' },
};

/** The column in which a fact of a property stands. */
export function columnOf(fact: string): string {
  return COLUMN_OF[fact] ?? fact;
}

/**
 * Puts the rows of a file together: what rows leave empty is taken from the others of the property, and what two
 * say must be the same.
 * @throws IMPORT_REJECTED with every row that is wrong
 */
export function planHotels(csv: HotelCsv, findAirport: AirportLookup): PlannedHotel[] {
  const problems: RowProblem[] = [...csv.problems];
  const hotels = new Map<string, PlannedHotel>();
  for (const row of csv.rows) {
    const line = readHotelRow(row, findAirport);
    if (!('code' in line)) {
      problems.push(...line);
      continue;
    }
    const hotel = hotels.get(line.code) ?? {
      code: line.code,
      line: line.line,
      facts: line.facts,
      roomTypes: new Map(),
    };
    hotels.set(line.code, hotel);
    problems.push(...addLine(hotel, line));
  }
  if (problems.length > 0) throw importRejected(problems);
  return [...hotels.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}

function addLine(hotel: PlannedHotel, line: HotelLine): RowProblem[] {
  const problems: RowProblem[] = [];
  const differs = (column: string) => {
    const reason = `is not what ${hotel.code} has on line ${hotel.line} or below`;
    problems.push({ line: line.line, column, reason });
  };
  hotel.facts = merge(hotel.facts, line.facts, differs);
  const { airports } = merge(given(hotel.airports, 'airports'), given(line.airports, 'airports'), differs);
  if (airports) hotel.airports = airports;
  const { code } = line.roomType;
  const known = hotel.roomTypes.get(code) ?? { code, line: line.line, nights: new Map() };
  const { nights, ...type } = known;
  const rows: Partial<PlannedRoomType> = { ...line.roomType, ...(line.plans ? { plans: line.plans } : {}) };
  const merged = { ...merge(type, rows, differs), nights };
  hotel.roomTypes.set(code, merged);
  return [...problems, ...addNights(merged, line)];
}

function addNights({ nights, code }: PlannedRoomType, { line, from, to, night: facts }: HotelLine): RowProblem[] {
  for (const night of nightsOfPeriod(from, to)) {
    const earlier = nights.get(night);
    if (earlier)
      return [{ line, column: 'from', reason: `${code} on ${night} stands on line ${earlier.line} already` }];
    nights.set(night, { ...facts, line, night });
  }
  return [];
}

function given<K extends string, T>(value: T | undefined, key: K): { [P in K]?: T } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: T };
}

/** What either says. @param differs told of what both say, and not the same */
function merge<T extends object>(first: T, second: Partial<T>, differs: (column: string) => void): T {
  for (const [key, value] of Object.entries(second)) {
    const known = (first as Record<string, unknown>)[key];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(value)) differs(columnOf(key));
  }
  return { ...second, ...first };
}
