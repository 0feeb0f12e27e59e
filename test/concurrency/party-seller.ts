import { setTimeout as sleep } from 'node:timers/promises';
import { openTestDesk } from '../support/desk.js';
import { sellToParties } from './party-traffic.js';

/* A seller in a process of its own: database, seed, and when it begins and ends. What it saw goes to stdout. */
const [url = '', seed = '0', beginMs = '0', untilMs = '0'] = process.argv.slice(2);

const dialect = url.startsWith('sqlite:') ? 'sqlite' : 'postgres';
const desk = await openTestDesk({ dialect, url, drop: async () => {} }, { maxConnections: 1 });
await sleep(Math.max(0, Number(beginMs) - Date.now()));
const traffic = await sellToParties(desk, Number(seed), Number(untilMs));
await desk.database.close();
console.log(JSON.stringify(traffic));
