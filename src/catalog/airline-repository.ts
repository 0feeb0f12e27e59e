import type { Transaction } from '../database/dialect.js';
import type { AirlineRow } from '../database/schema.js';
import { insertInto } from '../database/statement.js';
import { airlineName } from './airlines.js';

const insertAirline = insertInto<AirlineRow>('airline', ['code', 'name'], 'on conflict (code) do nothing');

/** Adds the airlines of these codes that the database does not have yet. One without a known name bears its code. */
export function addAirlines(tx: Transaction, codes: Iterable<string>): void {
  for (const code of codes) tx.later(insertAirline, { code, name: airlineName(code) ?? code });
}
