import { addAirlines } from '../catalog/airline-repository.js';
import { addAirports } from '../catalog/airport-repository.js';
import type { Airport } from '../catalog/airports.js';
import { minorDigits } from '../catalog/currencies.js';
import { type Fare, TARIFF_CURRENCY } from '../catalog/tariff.js';
import { type FlightDetail, showFlight } from '../inventory/show-flight.js';
import { OpsdeskError } from '../kernel/errors.js';
import { formatFlightRef } from '../kernel/flight-ref.js';
import { parseDecimal } from '../kernel/money.js';
import type { WriteOptions } from '../runtime/request.js';
import type { Runner } from '../runtime/runner.js';
import { planRow } from './flight-row.js';
import { listFlightsOfDays } from './flight-schedule-repository.js';
import { loadFlights, lockFlightIds } from './load-flights.js';
import { type PlannedFlight, refOfPlanned } from './planned-flight.js';

/** A fare as typed: decimals of the tariff's currency, for one adult. Refundable, without fees or rules. */
export interface TypedFare {
  readonly fareClass: string;
  readonly cabin: string;
  readonly base: string;
  readonly tax: string;
  readonly limit: number | null;
}

export interface CreateFlightInput {
  readonly carrier: string;
  readonly number: string;
  readonly origin: string;
  readonly destination: string;
  /** Wall times at the airports: `2026-12-01T09:30`. */
  readonly departs: string;
  readonly arrives: string;
  readonly equipment?: string | undefined;
  readonly seats?: number | undefined;
  /** The default tariff where there are none. */
  readonly fares: readonly TypedFare[];
}

/**
 * Makes one flight, as an import would, with every seat open.
 * @throws INVALID_INPUT with all that is wrong, ALREADY_EXISTS
 */
export async function createFlight(
  runner: Runner,
  input: CreateFlightInput,
  options: WriteOptions,
): Promise<FlightDetail> {
  const { flight, airports } = await planFlight(input);
  const ref = refOfPlanned(flight);
  return runner.write({ ...options, command: 'flight create', input }, async (work) => {
    const { tx } = work;
    const lastId = await lockFlightIds(tx);
    const sameDay = await listFlightsOfDays(tx, flight.departureDate, flight.departureDate);
    const isThere = sameDay.some(
      (row) => row.carrier === flight.carrier && row.number === flight.number && row.origin === flight.origin,
    );
    if (isThere) {
      throw new OpsdeskError('ALREADY_EXISTS', `there is a flight ${ref} already`, {
        hint: `Change it: opsdesk flight adjust ${ref}`,
        details: { flight: ref },
      });
    }
    addAirports(tx, airports);
    addAirlines(tx, [flight.carrier]);
    await loadFlights(tx, [flight], lastId);
    const { carrier, number, departureDate, origin, destination } = flight;
    const created = await showFlight(tx, { carrier, number, departureDate, origin }, work.now);
    work.audit({ action: 'flight.created', entity: 'flight', entityId: created.flight, after: created });
    const routes = [`${origin}-${destination}/${departureDate}`];
    work.publish({ topic: 'flight.created', payload: { flight: created.flight, routes } });
    return created;
  });
}

/** @throws INVALID_INPUT */
async function planFlight(input: CreateFlightInput): Promise<{ flight: PlannedFlight; airports: readonly Airport[] }> {
  const { openAirports } = await import('../catalog/airports.js');
  const findAirport = await openAirports();
  const { departs: departure_local, arrives: arrival_local, equipment = '', seats, fares, ...rest } = input;
  const values = {
    ...rest,
    departure_local,
    arrival_local,
    equipment,
    seats: seats === undefined ? '' : String(seats),
  };
  const planned = planRow({ line: 1, values }, findAirport);
  if (!('carrier' in planned)) {
    const reasons = planned.map(({ column, reason }) => `${column.replace('_local', '')} ${reason}`);
    throw new OpsdeskError('INVALID_INPUT', reasons.join('; '), {
      hint: 'Write it like: opsdesk flight create BA 117 LHR JFK --depart 2026-12-01T08:30 --arrive 2026-12-01T11:30 --equipment 777',
      details: { problems: planned.map(({ column, reason }) => ({ column, reason })) },
    });
  }
  const airports = [planned.origin, planned.destination].flatMap((iata) => findAirport(iata) ?? []);
  return { flight: fares.length === 0 ? planned : { ...planned, fares: readFares(planned, fares) }, airports };
}

/** The dearest first, as the nest levels want them. */
function readFares({ layout, ...flight }: PlannedFlight, typed: readonly TypedFare[]): Fare[] {
  const ref = formatFlightRef(flight);
  const known = layout.cabins.map(({ cabin }) => cabin as string);
  const seen = new Set<string>();
  for (const { fareClass, cabin } of typed) {
    if (seen.has(fareClass)) {
      throw new OpsdeskError('INVALID_INPUT', `class ${fareClass} is named twice`, { hint: 'Name each class once.' });
    }
    seen.add(fareClass);
    if (!known.includes(cabin)) {
      throw new OpsdeskError('INVALID_INPUT', `${ref} would have no cabin ${cabin} for class ${fareClass}`, {
        hint: `Its aircraft has ${known.join(', ')}.`,
      });
    }
  }
  return typed.map(readFare).sort((a, b) => b.baseMinor - a.baseMinor);
}

function readFare({ fareClass, cabin, base, tax, limit }: TypedFare): Fare {
  const digits = minorDigits(TARIFF_CURRENCY);
  return {
    ...{ fareClass, cabin: cabin as Fare['cabin'], fareBasis: `${fareClass}FARE`, currency: TARIFF_CURRENCY },
    ...{ baseMinor: parseDecimal(base, digits), taxMinor: parseDecimal(tax, digits), bookingLimit: limit },
    ...{ isRefundable: 1, changeFeeMinor: 0, cancelFeeMinor: 0, noShowFeeMinor: 0, nameChangeFeeMinor: 0 },
    ...{ advancePurchaseDays: 0, minStayDays: 0, maxStayDays: 0, residual: 'refund' },
  };
}
