import { benchApply } from './apply.js';
import { benchConsole } from './console.js';
import { benchGrowth } from './growth.js';
import { benchHoldsOnPostgres } from './holds-postgres.js';
import { benchHoldsOnSqlite } from './holds-sqlite.js';
import { benchHotels } from './hotels.js';
import { benchImport } from './import.js';
import { benchLoading } from './loading.js';
import { benchNotifications } from './notifications.js';
import { benchRebooking } from './rebooking.js';
import { benchSearch } from './search.js';
import { benchStartUp } from './start-up.js';

const BENCHMARKS = {
  'start-up': benchStartUp,
  console: benchConsole,
  'holds-postgres': benchHoldsOnPostgres,
  'holds-sqlite': benchHoldsOnSqlite,
  loading: benchLoading,
  import: benchImport,
  search: benchSearch,
  growth: benchGrowth,
  hotels: benchHotels,
  rebooking: benchRebooking,
  apply: benchApply,
  notifications: benchNotifications,
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !Object.hasOwn(BENCHMARKS, name));
if (unknown.length > 0) {
  throw new Error(`no benchmark is called ${unknown.join(', ')}: there are ${Object.keys(BENCHMARKS).join(', ')}`);
}
for (const [name, run] of Object.entries(BENCHMARKS)) {
  if (chosen.length === 0 || chosen.includes(name)) await run();
}
