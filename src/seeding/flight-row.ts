import type { Airport, AirportLookup } from '../catalog/airports.js';
import { type FlightTimes, flightTimes, skippedAt } from '../catalog/flight-times.js';
import { greatCircleKm } from '../catalog/great-circle.js';
import { layOutSeats, type SeatLayout } from '../catalog/seat-layout.js';
import { tariffFor } from '../catalog/tariff.js';
import { parseWallTime, shownInstantsOf, type ZonedInstant } from '../catalog/wall-time.js';
import type { CsvRow, FlightColumn } from './flight-csv.js';
import type { PlannedFlight } from './planned-flight.js';
import { quoteValue, type RowProblem } from './row-problems.js';

const MAX_SEATS = 999;
const MAX_EQUIPMENT_CHARS = 40;

type Complain = (column: FlightColumn, reason: string) => undefined;

/** Makes a flight of a row, or says everything that is wrong with it. */
export function planRow(row: CsvRow, airports: AirportLookup): PlannedFlight | readonly RowProblem[] {
  const problems: RowProblem[] = [];
  const complain: Complain = (column, reason) => {
    problems.push({ line: row.line, column, reason });
    return undefined;
  };
  const { values } = row;
  const carrier = readCarrier(values.carrier, complain);
  const number = readNumber(values.number, complain);
  const origin = readAirport('origin', values.origin, airports, complain);
  const destination = readAirport('destination', values.destination, airports, complain);
  if (origin && origin === destination) complain('destination', 'is the origin too');
  const times = readTimes(row, origin, destination, complain);
  const layout = readLayout(values.equipment, values.seats, complain);
  if (problems.length > 0 || !carrier || !number || !origin || !destination || !times || !layout) return problems;
  const cabins = layout.cabins.map(({ cabin, capacity }) => ({ cabin, seats: capacity }));
  const fares = tariffFor(cabins, { distanceKm: greatCircleKm(origin, destination) });
  return {
    ...{ carrier, number, origin: origin.iata, destination: destination.iata, ...times },
    ...{ equipment: values.equipment, layout, fares },
  };
}

function readCarrier(value: string, complain: Complain): string | undefined {
  const carrier = value.toUpperCase();
  if (/^[A-Z0-9]{2}$/.test(carrier)) return carrier;
  return complain('carrier', `${quoteValue(value)} is no airline code of two letters or digits`);
}

function readNumber(value: string, complain: Complain): string | undefined {
  const match = /^0*([1-9]\d{0,3}[A-Z]?)$/.exec(value.toUpperCase());
  return match?.[1] ?? complain('number', `${quoteValue(value)} is no flight number of one to four digits`);
}

function readAirport(
  column: 'origin' | 'destination',
  value: string,
  airports: AirportLookup,
  complain: Complain,
): Airport | undefined {
  return airports(value.toUpperCase()) ?? complain(column, `${quoteValue(value)} is no airport that opsdesk knows`);
}

function readTimes(
  { values }: CsvRow,
  origin: Airport | undefined,
  destination: Airport | undefined,
  complain: Complain,
): FlightTimes | undefined {
  const [departure] = readWallTime('departure_local', values.departure_local, origin, complain);
  const arrivals = readWallTime('arrival_local', values.arrival_local, destination, complain);
  if (!departure || arrivals.length === 0) return undefined;
  const times = flightTimes(departure, arrivals);
  return 'reason' in times ? complain('arrival_local', times.reason) : times;
}

/** @returns the instants that it may be; none where it was complained of, or the airport was */
function readWallTime(
  column: 'departure_local' | 'arrival_local',
  value: string,
  airport: Airport | undefined,
  complain: Complain,
): readonly ZonedInstant[] {
  const wall = parseWallTime(value);
  if (!wall) complain(column, `${quoteValue(value)} is no local time like 2026-12-01T09:30, without an offset`);
  if (!wall || !airport) return [];
  const instants = shownInstantsOf(airport.timeZone, wall);
  if (instants.length === 0) complain(column, `${quoteValue(value)} ${skippedAt(airport.iata)}`);
  return instants;
}

function readLayout(equipment: string, seats: string, complain: Complain): SeatLayout | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  if (equipment.length > MAX_EQUIPMENT_CHARS || /[\u0000-\u001f\u007f-\u009f]/.test(equipment)) {
    return complain(
      'equipment',
      `${quoteValue(equipment)} is longer than ${MAX_EQUIPMENT_CHARS} characters, or not plain text`,
    );
  }
  const count = /^\d{1,4}$/.test(seats) ? Number(seats) : undefined;
  if (seats !== '' && (count === undefined || count < 1 || count > MAX_SEATS)) {
    return complain('seats', `${quoteValue(seats)} is no number of seats from 1 to ${MAX_SEATS}`);
  }
  return layOutSeats(equipment, count) ?? complain('seats', 'is missing, and the equipment is missing or unknown');
}
