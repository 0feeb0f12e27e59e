import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { NotificationItem } from '../../src/notification/notification-view.js';
import { type Backend, onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { ConsoleDriver } from '../support/console-driver.js';
import { answerOf, bookedFor, goTo, violationsIn } from '../support/console-steps.js';
import { addFlight, openTestDesk } from '../support/desk.js';

const FAILING = { env: { OPSDESK_MAIL: 'failing' } };
/** After the first attempt of the worker: as many as give a message up. */
const MORE_ATTEMPTS = 4;

onEveryBackend('messages sent again from the console', (backend: Backend) => {
  let trial: TrialDatabase;
  let desk: ConsoleDriver;
  let folder: string;

  beforeEach(async () => {
    trial = await backend.create();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-mail-'));
    const seeding = await openTestDesk(trial);
    await addFlight(seeding, { number: '101' });
    await seeding.database.close();
    for (const name of ['SMITH/JOHN MR', 'DOE/JANE MS']) await bookedFor(trial, [name]);
    await cli(trial, ['worker', 'run', '--once'], FAILING);
    for (let attempt = 0; attempt < MORE_ATTEMPTS; attempt += 1) {
      await cli(trial, ['notification', 'replay', '--status', 'pending'], FAILING);
    }
  });
  afterEach(async () => {
    await desk.close();
    await trial.drop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const open = async (env: Readonly<Record<string, string>>) => {
    desk = new ConsoleDriver(trial, { env: { OPSDESK_MAIL_FOLDER: folder, ...env } });
    await desk.sees('DOE/JANE');
    await goTo(desk, 'notif fai', /ntf_\w+ .* failed /);
    await desk.sees('opsdesk notification list --status failed');
  };
  const messages = async () => {
    const { items } = await answerOf<{ items: NotificationItem[] }>(trial, 'notification', 'list');
    return items.map(({ notificationId, status }) => ({ notificationId, status }));
  };

  it('sends the one that is selected, once, as a file that is whole', async () => {
    await open({});
    const before = await messages();
    expect(before.map(({ status }) => status)).toEqual(['failed', 'failed']);
    await desk.press('down');
    const lines = await desk.sees('2 of 2');
    const selected = lines.find((line) => line.startsWith('›'))?.match(/ntf_\w+/)?.[0] ?? '';
    await desk.type('t');
    await desk.sees(`Send message ${selected} again?`);
    await desk.sees(`opsdesk notification replay ${selected}`);
    await desk.press('enter');
    await desk.sees('1 sent, 0 failed.');
    // It is no longer among those that failed.
    await desk.misses(selected);
    await desk.type('a');
    await desk.sees(new RegExp(`${selected} .* sent `));
    const other = before.find(({ notificationId }) => notificationId !== selected)?.notificationId;
    expect(await messages()).toEqual(
      expect.arrayContaining([
        { notificationId: selected, status: 'sent' },
        { notificationId: other, status: 'failed' },
      ]),
    );
    expect(fs.readdirSync(folder)).toEqual([`${selected}.eml`]);
    expect(fs.readFileSync(path.join(folder, `${selected}.eml`), 'utf8')).toContain('To: john@example.com');
    expect(await violationsIn(trial)).toEqual([]);
  });

  it('sends all that are marked, and says why where it cannot', async () => {
    await open(FAILING.env);
    await desk.press('space', 'space');
    await desk.sees(/\*ntf_\w+[\s\S]*\*ntf_\w+/);
    await desk.type('t');
    await desk.sees('Send 2 messages again?');
    await desk.press('enter');
    await desk.sees('0 sent, 2 failed');
    await desk.sees('the mail server does not answer');
    expect((await messages()).map(({ status }) => status)).toEqual(['failed', 'failed']);
    await desk.close();
    await open({});
    await desk.press('space', 'space');
    await desk.type('t');
    await desk.sees('Send 2 messages again?');
    await desk.press('enter');
    await desk.sees('2 sent, 0 failed.');
    await desk.sees('No notifications are failed.');
    const sent = await messages();
    expect(sent.map(({ status }) => status)).toEqual(['sent', 'sent']);
    const files = sent.map(({ notificationId }) => `${notificationId}.eml`);
    expect(fs.readdirSync(folder).toSorted()).toEqual(files.toSorted());
    expect(await violationsIn(trial)).toEqual([]);
  });
});
