import fs from 'node:fs';
import path from 'node:path';
import type { CliOptions } from '../support/cli.js';
import { NOW } from '../support/desk.js';

/** What the stops of the tour need of it. */
export interface Guide {
  readonly folder: string;
  readonly flight: string;
  readonly day: string;
  readonly origin: string;
  readonly destination: string;
  keep<T>(command: string, args: readonly string[], options?: CliOptions & { readonly status?: number }): Promise<T>;
}

interface Made {
  readonly recordLocator: string;
}

/** Hotels, packages, flights of several legs, and what operations do with them. */
export async function lookAround(tour: Guide): Promise<void> {
  const { origin, destination, day } = tour;
  await tour.keep('flight search', [origin, destination, '--depart', day, '--flex']);
  const there = [origin, destination, '--depart', day, '--return', later(day, 4)];
  await tour.keep('flight search', [...there, '--passengers', '2', '--infants', '1', '--limit', '2']);
  const flight = [...at('7', day, '08:00', '10:20'), '--seats', '12'];
  await tour.keep('flight create', [...flight, '--dry-run']);
  await tour.keep('flight create', [...flight, '--fare', 'Y:Y:180:20', '--fare', 'Q:Y:80:10:4']);
  await tour.keep('flight adjust', [`XX7/${day}`, '--block', '2A', '--class-limit', 'Q=2', '--yes']);
  const file = path.join(tour.folder, 'hotels.csv');
  fs.writeFileSync(file, hotelsCsv(day));
  await tour.keep('hotel import', [file, '--dry-run']);
  await tour.keep('hotel import', [file]);
  await tour.keep('hotel list', []);
  await tour.keep('hotel list', ['--limit', '1']);
  await tour.keep('hotel show', ['TST-01', '--from', day]);
  const stay = ['--check-in', day, '--check-out', later(day, 2)];
  await tour.keep('hotel search', ['LHR', ...stay]);
  await tour.keep('hotel search', ['Testville', ...stay, '--all-rooms', '--limit', '1']);
  await tour.keep('hotel adjust', ['TST-01:DBL', '--from', day, '--to', later(day, 1), '--price', '120', '--yes']);
  await tour.keep('package search', ['JFK', 'London', '--depart', day, '--return', later(day, 4)]);
}

/** What becomes of a booking after it was made. */
export async function liveOn(tour: Guide): Promise<void> {
  const { day } = tour;
  const seat = ['--flight', `XX7/${day}:Y`];
  const party = ['--passenger', 'ONE/A MR', '--passenger', 'TWO/B MRS', '--email', 'one@x.test'];
  const stay = ['--stay', `TST-01:DBL:${day}:${later(day, 2)}`];
  const paid = await tour.keep<Made>('booking create', [...seat, ...stay, ...party, '--pay', 'sandbox:tok_ok']);
  const changed = ['--add-passenger', 'KID/C(CHD)', '--cancel-stay', 'H1', '--yes'];
  await tour.keep('booking modify', [paid.recordLocator, ...changed, '--dry-run']);
  await tour.keep('booking modify', [paid.recordLocator, ...changed]);
  await tour.keep('booking split', [paid.recordLocator, '--passenger', 'P2', '--dry-run']);
  await tour.keep('booking split', [paid.recordLocator, '--passenger', 'P2', '--yes']);
  await tour.keep('booking itinerary', [paid.recordLocator]);
  await tour.keep('flight adjust', [`XX7/${day}`, '--depart', `${day}T09:00`, '--arrive', `${day}T11:20`, '--yes']);
  await tour.keep('booking show', [paid.recordLocator]);
  const held = await tour.keep<Made>('booking hold', [
    ...seat,
    '--passenger',
    'LATE/D',
    '--hold',
    '5m',
    '--grace',
    '5m',
  ]);
  await tour.keep('booking reinstate', [held.recordLocator, '--yes'], {
    now: new Date(NOW + 20 * 60_000).toISOString(),
  });
  const rows = path.join(tour.folder, 'bookings.csv');
  fs.writeFileSync(rows, `flights,passengers\nXX7/${day}:Y,ROW/ONE MR\nXX999/${day},ROW/TWO MR\n`);
  await tour.keep('booking import', [rows], { status: 68 });
  const queued = await tour.keep<{ items: { item: string }[] }>('queue list', []);
  await tour.keep('queue list', ['--limit', '1']);
  // It waits for an answer whatever the clock says, where a hold may have run out by now.
  const first = queued.items.find(({ item }) => item.startsWith('schedule-changes/'));
  await tour.keep('queue claim', [first?.item ?? '', '--yes']);
  await tour.keep('queue list', []);
  await tour.keep('queue done', [first?.item ?? '', '--note', 'called them', '--yes']);
  for (const by of ['day', 'route', 'property', 'agent']) await tour.keep('report sales', ['--by', by]);
  await tour.keep('report ledger', []);
  for (const by of ['day', 'route', 'flight', 'property']) await tour.keep('report load-factor', ['--by', by]);
}

function at(number: string, day: string, departs: string, arrives: string): string[] {
  return ['XX', number, 'LHR', 'CDG', '--depart', `${day}T${departs}`, '--arrive', `${day}T${arrives}`];
}

function later(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function hotelsCsv(day: string): string {
  const header = 'property,name,city,country,airports,currency,room_type,from,to,allotment,price';
  const row = (type: string, price: string) =>
    `TST-01,Test House,Testville,GB,LHR,USD,${type},${day},${later(day, 20)},5,${price}`;
  return [header, row('DBL', '100.00'), row('SGL', '70.00'), ''].join('\n');
}
