/** IATA's city codes whose airports are listed under several cities; elsewhere the name of the city is enough. */
const AREAS: Readonly<Record<string, readonly string[]>> = {
  LON: ['LCY', 'LGW', 'LHR', 'LTN', 'SEN', 'STN'],
  MIL: ['BGY', 'LIN', 'MXP'],
  NYC: ['EWR', 'JFK', 'LGA'],
  STO: ['ARN', 'BMA', 'NYO', 'VST'],
  WAS: ['BWI', 'DCA', 'IAD'],
};

const areaByAirport: ReadonlyMap<string, string> = new Map(
  Object.entries(AREAS).flatMap(([area, airports]) => airports.map((airport) => [airport, area] as const)),
);

/** What two airports have in common that serve the same city. */
export function cityAreaOf({
  iata,
  city,
  country,
}: {
  readonly iata: string;
  readonly city: string;
  readonly country: string;
}) {
  return areaByAirport.get(iata) ?? `${city}, ${country}`;
}
