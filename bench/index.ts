import { benchHoldsOnPostgres } from './holds-postgres.js';
import { benchHoldsOnSqlite } from './holds-sqlite.js';
import { benchLoading } from './loading.js';
import { benchSearch } from './search.js';
import { benchStartUp } from './start-up.js';

const BENCHMARKS = {
  'start-up': benchStartUp,
  'holds-postgres': benchHoldsOnPostgres,
  'holds-sqlite': benchHoldsOnSqlite,
  loading: benchLoading,
  search: benchSearch,
};

const chosen = process.argv.slice(2);
for (const [name, run] of Object.entries(BENCHMARKS)) {
  if (chosen.length === 0 || chosen.includes(name)) await run();
}
