import type { Airport, AirportLookup } from '../catalog/airports.js';
import { greatCircleKm } from '../catalog/great-circle.js';
import { type Fare, tariffFor } from '../catalog/tariff.js';
import { OpsdeskError } from '../kernel/errors.js';
import { type LocalDate, parseLocalDate } from '../kernel/local-date.js';
import type { FlightImport } from './import-flights.js';
import { type PlannedFlight, refOfPlanned } from './planned-flight.js';
import { importRejected, quoteValue, type RowProblem } from './row-problems.js';
import { cabinsOfLeg, type LegCabins } from './ssim-cabins.js';
import { type DayShifts, flightsOfLeg, type Horizon, shiftsOf } from './ssim-dates.js';
import { readSsimDate, readSsimLeg, type SsimLeg } from './ssim-leg.js';
import { columns, type SsimFile, type SsimRecord } from './ssim-records.js';

/** A season of a large carrier is more than a desk wants at once: beyond it the days must be named. */
export const MAX_FLIGHTS = 20_000;

/** Services that carry passengers. Freight, mail, training and positioning flights are not sold. */
const PASSENGER_SERVICES = 'JSUQGBRCLO';

interface Places {
  readonly origin: Airport;
  readonly destination: Airport;
  readonly cabins: LegCabins;
  readonly fares: readonly Fare[];
}

/**
 * Spreads the legs of a schedule over their days and makes a flight of each.
 * @throws IMPORT_REJECTED with everything that is wrong; INVALID_INPUT when it is more than `MAX_FLIGHTS`
 */
export async function planSsim(file: SsimFile, horizon: Horizon): Promise<FlightImport> {
  requireHorizon(horizon);
  const { openAirports } = await import('../catalog/airports.js');
  const schedule = new Schedule(await openAirports(), horizon);
  for (const { record, carrier } of file.legs) schedule.add(record, carrier);
  const problems = [...file.problems, ...schedule.problems];
  if (problems.length > 0) throw importRejected(problems);
  return { flights: schedule.flights, airports: [...schedule.used.values()], skipped: schedule.skipped };
}

class Schedule {
  readonly problems: RowProblem[] = [];
  readonly flights: { line: number; flight: PlannedFlight }[] = [];
  readonly used = new Map<string, Airport>();
  /** Legs that carry no passengers. */
  skipped = 0;
  private readonly lineByKey = new Map<string, number>();
  private readonly fares = new Map<string, readonly Fare[]>();
  private before: { leg: SsimLeg; shifts: DayShifts } | undefined;

  constructor(
    private readonly airports: AirportLookup,
    private readonly horizon: Horizon,
  ) {}

  add(record: SsimRecord, carrier: SsimRecord): void {
    const leg = readSsimLeg(record);
    if (!('line' in leg)) {
      this.problems.push(...leg);
      return;
    }
    if (!PASSENGER_SERVICES.includes(leg.serviceType)) {
      this.skipped += 1;
      return;
    }
    const isUtc = columns(carrier, 2) === 'U';
    const shifts = shiftsOf(leg, this.isNext(leg) ? this.before : undefined, isUtc);
    if (!shifts) this.complain(leg, 'arrival_time', 'is not after the departure, or more than 24 hours after it');
    this.before = shifts && { leg, shifts };
    const places = this.placesOf(leg);
    const end = leg.to ?? readSsimDate(columns(carrier, 22, 28)) ?? this.horizon.to;
    if (!end) this.complain(leg, 'period_end', 'is open: name the last day to import with --to');
    if (shifts && places && end) this.spread(leg, shifts, places, { isUtc, end });
  }

  private isNext(leg: SsimLeg): boolean {
    const before = this.before?.leg;
    return (
      before?.carrier === leg.carrier && before.variation === leg.variation && before.sequence === leg.sequence - 1
    );
  }

  private spread(leg: SsimLeg, shifts: DayShifts, places: Places, dates: { isUtc: boolean; end: LocalDate }): void {
    const { carrier, number, equipment } = leg;
    const { origin, destination, cabins, fares } = places;
    for (const times of flightsOfLeg(leg, shifts, { ...dates, horizon: this.horizon })) {
      const flight: PlannedFlight = {
        ...{ carrier, number, origin: origin.iata, destination: destination.iata, ...times },
        ...{ equipment, layout: cabins.layout, fares },
      };
      const ref = refOfPlanned(flight);
      const earlier = this.lineByKey.get(ref);
      if (earlier !== undefined) {
        this.complain(leg, '', `${ref} stands on line ${earlier} already`);
        return;
      }
      this.lineByKey.set(ref, leg.line);
      this.flights.push({ line: leg.line, flight });
      if (this.flights.length > MAX_FLIGHTS) throw tooMany();
    }
  }

  private placesOf(leg: SsimLeg): Places | undefined {
    const origin = this.findAirport(leg, 'departure');
    const destination = this.findAirport(leg, 'arrival');
    const cabins = cabinsOfLeg(leg);
    if (!cabins) {
      const reason = `${quoteValue(leg.configuration)} cannot be read, and the equipment ${quoteValue(leg.equipment)} is not known`;
      this.complain(leg, 'aircraft_configuration', reason);
    }
    if (!origin || !destination || !cabins) return undefined;
    return { origin, destination, cabins, fares: this.faresFor(origin, destination, cabins) };
  }

  /** Flights with the same fares share them, and with them their nest levels. */
  private faresFor(origin: Airport, destination: Airport, { layout, sold }: LegCabins): readonly Fare[] {
    const sizes = layout.cabins
      .filter(({ cabin }) => sold.includes(cabin))
      .map(({ cabin, capacity }) => ({ cabin, seats: capacity }));
    const key = `${origin.iata} ${destination.iata} ${JSON.stringify(sizes)}`;
    const fares = this.fares.get(key) ?? tariffFor(sizes, { distanceKm: greatCircleKm(origin, destination) });
    this.fares.set(key, fares);
    return fares;
  }

  private findAirport(leg: SsimLeg, end: 'departure' | 'arrival'): Airport | undefined {
    const { station } = leg[end];
    const airport = this.airports(station);
    if (airport) this.used.set(station, airport);
    else this.complain(leg, `${end}_station`, `${quoteValue(station)} is no airport that opsdesk knows`);
    return airport;
  }

  private complain(leg: SsimLeg, column: string, reason: string): void {
    this.problems.push({ line: leg.line, column, reason });
  }
}

/** @throws INVALID_INPUT */
function requireHorizon({ from, to }: Horizon): void {
  const first = from === undefined ? undefined : parseLocalDate(from);
  const last = to === undefined ? undefined : parseLocalDate(to);
  if (first === undefined || last === undefined || first <= last) return;
  throw new OpsdeskError('INVALID_INPUT', `--to ${last} is before --from ${first}`, {
    hint: 'Give the first day first.',
  });
}

function tooMany(): OpsdeskError {
  return new OpsdeskError('INVALID_INPUT', `the schedule is of more than ${MAX_FLIGHTS} flights`, {
    hint: 'Import a part of it: name its days with --from DATE and --to DATE.',
    details: { maxFlights: MAX_FLIGHTS },
  });
}
