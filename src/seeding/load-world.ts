import { addAirlines } from '../catalog/airline-repository.js';
import { addAirports } from '../catalog/airport-repository.js';
import type { Transaction } from '../database/dialect.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { World } from './hub-scenario.js';
import { loadFlights, lockFlightIds, type Progress } from './load-flights.js';

/**
 * Loads a generated world into a database that has no flights yet: among others it would not be the
 * world of its seed.
 * @throws ALREADY_EXISTS
 */
export async function loadWorld(tx: Transaction, world: World, onProgress?: Progress): Promise<void> {
  const lastId = await lockFlightIds(tx);
  if (lastId > 0) {
    throw new OpsdeskError('ALREADY_EXISTS', 'the database has flights already', {
      hint: 'Empty it first with: opsdesk db reset',
    });
  }
  addAirports(tx, world.airports);
  addAirlines(tx, world.carriers);
  await loadFlights(tx, world.flights, lastId, onProgress);
}
