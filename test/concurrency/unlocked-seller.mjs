/* What the race of processes must catch: it reads a seat and then writes it, with no lock and no guard. */
import BetterSqlite from 'better-sqlite3';
import pg from 'pg';

const [url, flight] = process.argv.slice(2);
const read = "select ordinal from seat where flight_id = $1 and status = 'open' order by ordinal limit 1";
const write = "update seat set status = 'blocked' where flight_id = $1 and ordinal = $2";

const isSold = url.startsWith('sqlite:') ? sellOnSqlite() : await sellOnPostgres();
process.exit(isSold ? 0 : 5);

function sellOnSqlite() {
  const database = new BetterSqlite(url.slice('sqlite:'.length), { timeout: 20_000 });
  const seat = database.prepare(read.replace('$1', '?')).get(flight);
  return seat !== undefined && database.prepare(write.replace(/\$\d/g, '?')).run(flight, seat.ordinal).changes === 1;
}

async function sellOnPostgres() {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(read, [flight]);
  const isOpen = rows.length === 1;
  if (isOpen) await client.query(write, [flight, rows[0].ordinal]);
  await client.end();
  return isOpen;
}
