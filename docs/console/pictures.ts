/** Draws the console's pictures in the README from its real screen: `npm run pictures`. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cli } from '../../test/support/cli.js';
import { ConsoleDriver } from '../../test/support/console-driver.js';
import { toSvg } from './screen-svg.js';

const FOLDER = path.resolve('docs/console');
const NOW = '2026-11-30T09:00:00Z';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-pictures-'));
const database = { url: `sqlite:${path.join(folder, 'desk.db')}` };
await cli(database, ['db', 'seed', '--scenario', 'hub', '--seed', '7', '--size', 'small', '--start', '2026-12-01'], {
  now: NOW,
});
const desk = new ConsoleDriver(database, { now: NOW, isColoured: true });
const picture = async (name: string): Promise<void> => {
  fs.writeFileSync(path.join(FOLDER, `${name}.svg`), toSvg(await desk.cells()));
};

await desk.sees('1 of');
await desk.press('down', 'down', 'enter');
await desk.sees('Balance');
await picture('booking');

await desk.press('escape');
await desk.type('s');
await desk.sees('Search flights');
for (const text of ['LHR', 'JFK', '2026-12-02']) {
  await desk.type(text);
  await desk.press('tab');
}
await desk.press('ctrl-s');
await desk.sees('economy');
await desk.press('enter');
await desk.sees('Price');
await desk.type('SMITH/JOHN MR');
await desk.press('tab');
await desk.type('john@example.com');
await desk.press('tab', 'tab', 'enter');
await desk.sees('Y economy: open');
await desk.press('down', 'down', 'right', 'right', 'enter');
await desk.sees('Every passenger has a seat');
await picture('seats');

await desk.type('d');
await desk.press('tab');
await desk.type('sandbox:tok_ok');
await desk.sees('P1   SMITH/JOHN MR');
await desk.press('ctrl-s');
await desk.sees('Book it and take');
await picture('question');

await desk.close();
fs.rmSync(folder, { recursive: true, force: true });
