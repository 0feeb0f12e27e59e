import { cityAreaOf } from '../catalog/city-areas.js';
import type { Session } from '../database/dialect.js';
import { ConnectionRules } from '../inventory/search/connection-rules.js';
import { type AirportPlace, loadPlaces } from './plan-repository.js';

/** The airports that there are, and who may change from which flight to which. */
export interface Places {
  readonly connections: ConnectionRules;
  readonly airport: (iata: string) => AirportPlace | undefined;
  /** The same for airports that serve the same city. */
  readonly cityOf: (iata: string) => string;
  /** Those of its city, the airport itself first. */
  readonly sameCity: (iata: string) => readonly string[];
}

export async function findPlaces(session: Session): Promise<Places> {
  const { airports, connectionTimes } = await loadPlaces(session);
  const byCode = new Map(airports.map((airport) => [airport.iata, airport]));
  const byCity = new Map<string, string[]>();
  for (const airport of airports) {
    const city = cityAreaOf(airport);
    byCity.set(city, [...(byCity.get(city) ?? []), airport.iata]);
  }
  const cityOf = (iata: string) => {
    const airport = byCode.get(iata);
    return airport ? cityAreaOf(airport) : iata;
  };
  return {
    connections: new ConnectionRules(new Map(airports.map(({ iata, country }) => [iata, country])), connectionTimes),
    airport: (iata) => byCode.get(iata),
    cityOf,
    sameCity: (iata) => [iata, ...(byCity.get(cityOf(iata)) ?? []).filter((other) => other !== iata)],
  };
}
