import type { Desk } from '../../src/desk.js';
import { type ImportInput, importSchedule } from '../../src/seeding/import-schedule.js';

const COLUMNS = 'carrier,number,origin,destination,departure_local,arrival_local,equipment,seats';

/** Places and the minutes that a flight from New York takes on their clocks; few, so that their flights make up banks. */
const DESTINATIONS = [
  ...([
    ['BOS', 70, 'B6'],
    ['ATL', 155, 'DL'],
    ['ORD', 110, 'UA'],
    ['MIA', 190, 'AA'],
  ] as const),
] as const;
const ORIGINS = ['EWR', 'JFK', 'LGA'] as const;
const EQUIPMENT = ['A320-232,60', 'CRJ-700,63', ',50', '737-824,70'] as const;
const FLIGHTS = 60;

/** Sixty departures from New York over three days of February 2013, as CSV: the same each time. */
export function smallStormCsv(): string {
  const rows = Array.from({ length: FLIGHTS }, (_, at) => {
    const [destination, minutes, carrier] = DESTINATIONS[at % DESTINATIONS.length] ?? DESTINATIONS[0];
    const origin = ORIGINS[Math.floor(at / DESTINATIONS.length) % ORIGINS.length] ?? 'JFK';
    const turn = Math.floor(at / DESTINATIONS.length);
    const day = `2013-02-0${7 + Math.floor(turn / 5)}`;
    const departure = 6 * 60 + (turn % 5) * 180 + at;
    const times = [departure, departure + minutes].map((minute) => `${day}T${clock(minute)}`);
    return [carrier, 100 + at, origin, destination, ...times, EQUIPMENT[at % EQUIPMENT.length]].join(',');
  });
  return `${[COLUMNS, ...rows].join('\n')}\n`;
}

function clock(minute: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** Imports `smallStormCsv`, as `flight import` does. */
export async function importSmallStorm(desk: Desk): Promise<void> {
  const source: ImportInput['source'] = (async function* () {
    yield Buffer.from(smallStormCsv());
  })();
  await importSchedule(desk.runner, { source, name: 'small-storm.csv', isUpdate: false }, {});
}
