import { addAirlines } from '../catalog/airline-repository.js';
import { addAirports } from '../catalog/airport-repository.js';
import type { Transaction } from '../database/dialect.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { World } from './hub-scenario.js';
import { loadFlights, lockFlightIds, type Progress } from './load-flights.js';
import { loadHotels, lockHotelIds } from './load-hotels.js';

/**
 * Loads a generated world into a database that has no flights and no properties yet: among others it
 * would not be the world of its seed.
 * @throws ALREADY_EXISTS
 */
export async function loadWorld(tx: Transaction, world: World, onProgress?: Progress): Promise<void> {
  const lastId = await lockFlightIds(tx);
  if (lastId > 0) throw hasAlready('flights');
  if ((await lockHotelIds(tx)).property > 0) throw hasAlready('properties');
  addAirports(tx, world.airports);
  addAirlines(tx, world.carriers);
  await loadFlights(tx, world.flights, lastId, onProgress);
  await loadHotels(tx, world.hotels);
}

function hasAlready(what: string): OpsdeskError {
  return new OpsdeskError('ALREADY_EXISTS', `the database has ${what} already`, {
    hint: 'Empty it first with: opsdesk db reset',
  });
}
