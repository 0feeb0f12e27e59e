import type { Airport as PackagedAirport } from 'airport-data-js';
import { CITY_BY_AIRPORT } from './cities.js';
import type { Position } from './great-circle.js';
import { isTimeZone } from './time-zone.js';

export interface Airport extends Position {
  readonly iata: string;
  readonly name: string;
  readonly city: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** IANA, and known to this machine. */
  readonly timeZone: string;
}

/** Zones that the package misspells. Any other that is unknown keeps its airport out. */
const ZONE_REPAIRS: Readonly<Record<string, string>> = { KKM: 'Asia/Bangkok' };

let packaged: Promise<ReadonlyMap<string, PackagedAirport>> | undefined;

/** Unpacking all 18,000 airports takes a quarter of a second: on first use, and once. */
async function loadPackage(): Promise<ReadonlyMap<string, PackagedAirport>> {
  const loaded = await import('airport-data-js');
  // A CommonJS package: Node puts all of it under `default`, a transpiler may not.
  const airportData = loaded.default ?? loaded;
  const byIata = new Map<string, PackagedAirport>();
  for (const airport of await airportData.findAirports({})) {
    if (/^[A-Z]{3}$/.test(airport.iata) && !byIata.has(airport.iata)) byIata.set(airport.iata, airport);
  }
  return byIata;
}

/** Where airports are looked up, once they are loaded. */
export type AirportLookup = (iata: string) => Airport | undefined;

/** Loads the airports of the world for look-ups without waiting. */
export async function openAirports(): Promise<AirportLookup> {
  packaged ??= loadPackage();
  const byIata = await packaged;
  const known = new Map<string, Airport | undefined>();
  return (iata) => {
    if (!known.has(iata)) {
      const found = byIata.get(iata);
      known.set(iata, found && readAirport(found));
    }
    return known.get(iata);
  };
}

/** The airport of an IATA code, with its time zone. */
export async function findAirport(iata: string): Promise<Airport | undefined> {
  return (await openAirports())(iata);
}

/** Every airport that has an IATA code and a valid time zone, by code. */
export async function listAirports(): Promise<Airport[]> {
  const find = await openAirports();
  const codes = [...((await packaged)?.keys() ?? [])].sort();
  return codes.map(find).filter((airport) => airport !== undefined);
}

function readAirport(found: PackagedAirport): Airport | undefined {
  const timeZone = ZONE_REPAIRS[found.iata] ?? found.time;
  const latitude = Number(found.latitude);
  const longitude = Number(found.longitude);
  const isOnEarth = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  if (!isOnEarth || !isTimeZone(timeZone)) return undefined;
  return {
    iata: found.iata,
    name: found.airport,
    city: CITY_BY_AIRPORT[found.iata] ?? placeIn(found.airport),
    country: found.country_code,
    timeZone,
    latitude,
    longitude,
  };
}

/** The package names no cities; what is left of an airport's name is the best guess for the small ones. */
function placeIn(name: string): string {
  const place = name.replace(
    /[\s,-]+(?:(?:Inter)?national|Intercontinental|Regional|Municipal|County|Air(?:port|field|strip|base)|Aerodrome|AFB|Air Base)\b.*$/i,
    '',
  );
  return place || name;
}
