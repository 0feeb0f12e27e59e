import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { formatPreference, parsePreference, requireWebhook } from '../../src/customer/preferences.js';
import { signatureOf, webhookKey } from '../../src/notification/channels/webhook.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { addFlight, flightRef, openTestDesk } from '../support/desk.js';

const SECRET = 'c4nary of web hooks';
const TOKEN = 'c4nary of Twilio';

onEveryBackend('what a customer wants to hear', (backend) => {
  let trial: TrialDatabase;
  let customerId: string;
  let posted: { readonly path: string; readonly headers: http.IncomingHttpHeaders; readonly body: string }[];
  let server: http.Server;
  let url: string;
  beforeEach(async () => {
    posted = [];
    server = http.createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        posted.push({ path: request.url ?? '', headers: request.headers, body });
        response.writeHead(request.url === '/gone' ? 410 : 201).end('{}');
      });
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    trial = await backend.create();
    const desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1', economyRows: 3 });
    await desk.database.close();
    const who = ['--name', 'Ann Smith', '--email', 'ann@example.com', '--phone', '+44 20 7123 4567'];
    const { stdout } = await cli(trial, ['customer', 'create', ...who, '-o', 'ids']);
    customerId = stdout.trim();
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await trial.drop();
  });

  const env = () => ({
    OPSDESK_SMS: 'twilio',
    OPSDESK_TWILIO_URL: url,
    OPSDESK_TWILIO_ACCOUNT: 'AC1',
    OPSDESK_TWILIO_TOKEN: TOKEN,
    OPSDESK_SMS_FROM: '+15005550006',
    OPSDESK_WEBHOOK_SECRET: SECRET,
  });
  const run = (...args: string[]) => cli(trial, args, { env: env() });
  const update = async (...args: string[]) => {
    const { exitCode, json } = await run('customer', 'update', customerId, ...args, '--json');
    expect(exitCode).toBe(0);
    return json();
  };
  /** Confirms a booking of the customer's. @returns the channels by which they are told */
  async function book(): Promise<string[]> {
    const before = (await list()).length;
    const desk = await openTestDesk(trial);
    const pay = { gateway: 'sandbox', source: 'tok_ok' };
    await createBooking(
      desk,
      { flights: [{ ref: flightRef('1') }], passengers: ['SMITH/ANN MS'], pay, customerId },
      {},
    );
    await desk.database.close();
    const items = await list();
    return items
      .slice(0, items.length - before)
      .map(({ channel }) => channel)
      .sort();
  }
  async function list() {
    const { json } = await run('notification', 'list', '--json');
    return (
      json() as {
        items: { notificationId: string; recordLocator: string; channel: string; status: string; lastError: string }[];
      }
    ).items;
  }

  it('has no SMS sent where its credentials would be read, or to a path that is dropped', async () => {
    for (const url of ['http://sms.example', 'https://proxy.example/twilio']) {
      const { exitCode, stderr } = await cli(trial, ['worker', 'run', '--once'], {
        env: { ...env(), OPSDESK_TWILIO_URL: url },
      });
      expect({ exitCode, stderr }).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('OPSDESK_TWILIO_URL'),
      });
    }
  });

  it('is mail until they say otherwise, of one kind or of all', async () => {
    expect(await book()).toEqual(['email']);
    expect(await update('--notify', 'confirmation:sms=on')).toMatchObject({
      webhookUrl: null,
      notify: ['confirmation:sms=on'],
    });
    expect(await book()).toEqual(['email', 'sms']);
    await update('--notify', 'all:email=off', '--notify', 'all:sms=off');
    expect(await book()).toEqual(['sms']);
    const said = ['confirmation:email=on', 'confirmation:sms=on', 'confirmation:sms=off'];
    const last = await update(...said.flatMap((wish) => ['--notify', wish]));
    expect(last).toMatchObject({ notify: expect.arrayContaining(['confirmation:sms=off']) });
    expect(await book()).toEqual(['email']);
    await update('--webhook', url);
    expect(await book()).toEqual(['email', 'webhook']);
    await update('--notify', 'confirmation:webhook=off');
    expect(await book()).toEqual(['email']);
    await update('--notify', 'confirmation:webhook=on', '--webhook', 'none');
    expect(await book()).toEqual(['email']);
  });

  it('reaches them by each channel', async () => {
    await update('--notify', 'all:sms=on', '--webhook', `${url}/hook`);
    expect(await book()).toEqual(['email', 'sms', 'webhook']);
    const { exitCode, json, stderr } = await run('worker', 'run', '--once', '--json');
    expect({ exitCode, counts: json() }).toMatchObject({ exitCode: 0, counts: { sent: 3, retrying: 0, failed: 0 } });
    const sms = posted.find(({ path }) => path.endsWith('/Messages.json'));
    expect(new URLSearchParams(sms?.body).get('Body')).toMatch(/^Your booking \w+ is confirmed$/);
    const hook = posted.find(({ path }) => path === '/hook');
    expect(JSON.parse(hook?.body ?? '')).toMatchObject({
      kind: 'confirmation',
      fields: { passengers: ['SMITH/ANN MS'] },
    });
    const { 'opsdesk-timestamp': timestamp, 'opsdesk-signature': signature } = hook?.headers ?? {};
    const expected = signatureOf(webhookKey(SECRET, customerId), String(timestamp), hook?.body ?? '');
    expect(signature).toBe(`v1=${expected}`);
    expect(stderr).not.toContain('c4nary');
    const shown = await Promise.all(
      (await list()).map(async ({ notificationId }) => (await run('notification', 'show', notificationId)).stdout),
    );
    expect(shown.join()).toContain(`${url}/hook`);
    expect(shown.join()).toContain('+44 20 7123 4567');
    expect(shown.join()).not.toContain('c4nary');
  });

  it('is said in their language, where there is a text in it', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-templates-'));
    const file = path.join(folder, 'de', 'confirmation.txt');
    fs.mkdirSync(path.dirname(file));
    fs.writeFileSync(file, 'Subject: Ihre Buchung {{recordLocator}}\n\n{{#each passengers}}\n{{this}}\n{{/each}}\n');
    expect(await update('--language', 'de-at')).toMatchObject({ language: 'de-AT' });
    await book();
    const [{ notificationId = '', recordLocator = '' } = {}] = await list();
    const told = { ...env(), OPSDESK_TEMPLATES: folder };
    const inGerman = (...args: string[]) => cli(trial, [...args, '--json'], { env: told });
    expect((await inGerman('notification', 'show', notificationId)).json()).toMatchObject({
      language: 'de-AT',
      subject: `Ihre Buchung ${recordLocator}`,
      body: 'SMITH/ANN MS\n',
    });
    const preview = ['notification', 'preview', 'confirmation', recordLocator];
    expect((await inGerman(...preview, '--language', 'de')).json()).toMatchObject({
      subject: `Ihre Buchung ${recordLocator}`,
      text: 'SMITH/ANN MS\n',
      html: expect.stringContaining('<p>SMITH/ANN MS</p>'),
    });
    expect((await inGerman('notification', 'preview', 'digest', recordLocator)).json()).toMatchObject({
      subject: `News of your booking ${recordLocator}`,
      text: expect.stringContaining(`\nWe have rebooked you: ${recordLocator}\n\nHello,`),
    });
    expect((await inGerman(...preview)).json()).toMatchObject({
      subject: `Your booking ${recordLocator} is confirmed`,
    });
    fs.writeFileSync(file, 'Subject: Ihre Buchung\n\n{{passagiere}}\n');
    const { exitCode, stdout } = await inGerman('worker', 'run', '--once');
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { details: { file, line: 3, field: 'passagiere' } } });
    expect((await list()).map(({ status }) => status)).toEqual(['pending']);
    fs.rmSync(folder, { recursive: true });
  });

  it('waits for a channel that nobody has set up, and says so', async () => {
    await update('--notify', 'all:sms=on', '--webhook', `${url}/hook`);
    await book();
    const { json } = await cli(trial, ['worker', 'run', '--once', '--json']);
    expect(json()).toMatchObject({ sent: 1, retrying: 2, failed: 0 });
    const waiting = (await list()).filter(({ status }) => status === 'pending').map(({ lastError }) => lastError);
    expect(waiting.sort()).toEqual(['sms is not set up here', 'webhook is not set up here']);
  });

  it('is asked again before a replay', async () => {
    await update('--webhook', `${url}/gone`);
    await book();
    await run('worker', 'run', '--once');
    const [failed] = (await list()).filter(({ status }) => status === 'failed');
    expect(failed).toMatchObject({ channel: 'webhook', lastError: 'the web hook refused it: 410' });
    const replay = () => run('notification', 'replay', String(failed?.notificationId), '--json');
    await update('--notify', 'confirmation:webhook=off', '--webhook', `${url}/hook`);
    expect((await replay()).json()).toMatchObject({ error: { code: 'REFUSED_BY_RULE' } });
    await update('--notify', 'confirmation:webhook=on');
    expect((await replay()).json()).toMatchObject({ sent: 1 });
    expect(posted.at(-1)?.path).toBe('/hook');
    await update('--webhook', 'none');
    const again = ['notification', 'replay', String(failed?.notificationId), '--force', '--reason', 'lost', '--json'];
    expect((await run(...again)).json()).toMatchObject({ error: { code: 'REFUSED_BY_RULE' } });
  });

  it('is not told by SMS in their quiet hours', async () => {
    const hours = ['--quiet-hours', '10:00-14:00', '--time-zone', 'Europe/London'];
    expect(await update('--notify', 'all:sms=on', ...hours)).toMatchObject({
      ...{ quietHours: '10:00-14:00', timeZone: 'Europe/London' },
    });
    await book();
    await run('worker', 'run', '--once');
    expect(posted).toEqual([]);
    const replay = await run('notification', 'replay', '--channel', 'sms', '--status', 'pending', '--json');
    expect(replay.exitCode).toBe(0);
    expect(replay.json()).toMatchObject({ waiting: 1, failed: 0, items: [{ quietUntil: '2026-11-01T14:00:00Z' }] });
    expect(await update('--quiet-hours', 'none')).toMatchObject({ quietHours: null, timeZone: null });
  });

  it('refuses what is no wish and no address, before anything is changed', async () => {
    for (const args of [
      ['--notify', 'weather:sms=on'],
      ['--notify', 'refund:pigeon=on'],
      ['--notify', 'refund:sms'],
      ['--language', 'Klingon!'],
      ['--webhook', ''],
      ['--quiet-hours', 'at night', '--time-zone', 'Europe/London'],
      ['--webhook', 'http://partner.example/hook'],
      ['--webhook', 'https://user:pass@partner.example/hook'],
    ]) {
      const { exitCode, json } = await run('customer', 'update', customerId, ...args, '--json');
      expect({ exitCode, json: json() }).toMatchObject({ exitCode: 2, json: { error: { code: 'INVALID_INPUT' } } });
    }
    expect((await run('customer', 'show', customerId, '--json')).json()).toMatchObject({ version: 1, notify: [] });
  });
});

describe('a wish', () => {
  it('reads as it is written', () => {
    for (const text of ['all:email=off', 'flight-status:sms=on']) {
      expect(formatPreference(parsePreference(text))).toBe(text);
    }
    expect(requireWebhook('https://partner.example/hooks?tenant=7')).toBe('https://partner.example/hooks?tenant=7');
    for (const text of ['', 'partner.example', 'ftp://partner.example', 'https://p.example/#x', 'http://10.0.0.1/']) {
      expect(() => requireWebhook(text)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    }
  });
});
