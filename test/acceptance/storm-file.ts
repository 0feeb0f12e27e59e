import fs from 'node:fs';
import path from 'node:path';

/** What the acceptance test plays on: a schedule before a storm, and an instant before its first departure. */
export interface StormFile {
  readonly file: string;
  readonly now: string;
  readonly flights: number;
}

const COLUMNS = 'carrier,number,origin,destination,departure_local,arrival_local,equipment,seats';

/** Airports with the minutes that a flight from New York takes on their clocks. */
const ROUTES = [
  ...([
    ['BOS', 70, 'B6'],
    ['DCA', 80, 'US'],
    ['ATL', 155, 'DL'],
    ['ORD', 110, 'UA'],
    ['MIA', 190, 'AA'],
  ] as const),
  ...([
    ['LAX', 200, 'UA'],
    ['CLT', 108, 'US'],
    ['RDU', 95, 'EV'],
  ] as const),
] as const;
const ORIGINS = ['EWR', 'JFK', 'LGA'] as const;
const EQUIPMENT = [
  ...(['A320-232,200', 'EMB-145LR,55', '737-824,149', ',150', 'CRJ-700,63', ',55', 'DC-9-82(MD-82),172'] as const),
];

/**
 * The real schedule where OPSDESK_STORM_DIR names its folder, else one like it of 120 flights, the same
 * on every run: each of 24 routes five times a day, some without an aircraft.
 */
export function stormFile(folder: string): StormFile {
  const place = process.env.OPSDESK_STORM_DIR;
  const now = '2013-02-06T12:00:00-05:00';
  if (place) {
    const file = path.join(place, 'storm-nemo-2013-02-flights.csv');
    return { file, now, flights: fs.readFileSync(file, 'utf8').trim().split('\n').length - 1 };
  }
  const rows = Array.from({ length: 120 }, (_, at) => rowOf(at));
  const file = path.join(folder, 'storm.csv');
  fs.writeFileSync(file, `${[COLUMNS, ...rows].join('\n')}\n`);
  return { file, now, flights: rows.length };
}

function rowOf(at: number): string {
  const [destination, minutes, carrier] = ROUTES[at % ROUTES.length] ?? ROUTES[0];
  const origin = ORIGINS[Math.floor(at / ROUTES.length) % ORIGINS.length] ?? 'JFK';
  const round = Math.floor(at / (ROUTES.length * ORIGINS.length));
  const departure = 6 * 60 + round * 150 + (at % 24) * 5;
  const day = `2013-02-${round < 3 ? '07' : '08'}`;
  const times = [departure, departure + minutes].map((minute) => `${day}T${clock(minute)}`);
  return [carrier, 100 + at, origin, destination, ...times, EQUIPMENT[at % EQUIPMENT.length]].join(',');
}

function clock(minute: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
