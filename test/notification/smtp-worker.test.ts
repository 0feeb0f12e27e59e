import fs from 'node:fs';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { addFlight, flightRef, openTestDesk } from '../support/desk.js';

const LOOPBACK_PEM = path.resolve(import.meta.dirname, '../support/loopback.pem');
const PASSWORD = 'c4nary p@ss:w/rd%';

onEveryBackend('a worker with a mail server', (backend) => {
  let trial: TrialDatabase;
  let folder: string;
  let server: SMTPServer;
  let received: { readonly text: string; readonly isSecure: boolean }[];
  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-smtp-'));
    received = [];
    const pem = fs.readFileSync(LOOPBACK_PEM);
    server = new SMTPServer({
      key: pem,
      cert: pem,
      onAuth: ({ username, password }, _session, callback) => {
        if (username === 'desk' && password === PASSWORD) return callback(null, { user: 'desk' });
        callback(Object.assign(new Error(`5.7.8 no ${String(password)}`), { responseCode: 535 }));
      },
      onData: (stream, session, callback) => {
        let text = '';
        stream.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        stream.on('end', () => {
          received.push({ text, isSecure: session.secure });
          callback();
        });
      },
    });
    server.on('error', () => {});
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    trial = await backend.create();
    const desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1' });
    const pay = { gateway: 'sandbox', source: 'tok_ok' };
    const email = 'zoe@bücher.example';
    await createBooking(desk, { flights: [{ ref: flightRef('1') }], passengers: ['SMITH/ZOE MS'], pay, email }, {});
    await desk.database.close();
  });
  afterEach(async () => {
    await new Promise<void>((resolve) => server.close(resolve));
    fs.rmSync(folder, { recursive: true });
    await trial.drop();
  });

  const addressWith = (password: string) =>
    `smtp://desk:${encodeURIComponent(password)}@localhost:${(server.server.address() as AddressInfo).port}?tls=required`;
  const env = (more: Readonly<Record<string, string>>) => ({
    OPSDESK_MAIL: 'smtp',
    OPSDESK_MAIL_FROM: 'desk@example.org',
    NODE_EXTRA_CA_CERTS: LOOPBACK_PEM,
    ...more,
  });
  const runOnce = (more: Readonly<Record<string, string>>) =>
    cli(trial, ['worker', 'run', '--once', '--json'], { env: env(more) });

  it('sends a confirmation over TLS, with its calendar, by an address from a file', async () => {
    const file = path.join(folder, 'smtp-url');
    fs.writeFileSync(file, `${addressWith(PASSWORD)}\n`, { mode: 0o600 });
    const { exitCode, json } = await runOnce({ OPSDESK_SMTP_URL_FILE: file });
    expect({ exitCode, result: json() }).toMatchObject({ exitCode: 0, result: { sent: 1, retrying: 0, failed: 0 } });
    expect(received).toEqual([{ isSecure: true, text: expect.stringContaining('From: desk@example.org\r\n') }]);
    const text = received[0]?.text ?? '';
    expect(text).toContain('To: zoe@xn--bcher-kva.example\r\n');
    const calendar = /itinerary\.ics.*?base64\r\n\r\n(.*?)\r\n--/s.exec(text)?.[1] ?? '';
    expect(Buffer.from(calendar, 'base64').toString()).toMatch(/BEGIN:VCALENDAR.*SUMMARY:XX1 London/s);
  });

  it('keeps the message and the password to itself where it may not log in', async () => {
    const wrong = `${PASSWORD}!`;
    const { exitCode, stdout, stderr } = await runOnce({ OPSDESK_SMTP_URL: addressWith(wrong) });
    expect({ exitCode, counts: JSON.parse(stdout) }).toMatchObject({ exitCode: 0, counts: { sent: 0, retrying: 1 } });
    const { stdout: list } = await cli(trial, ['notification', 'list', '--json']);
    expect(list).toContain('the mail server refused our login: 535 5.7.8, user or password is wrong');
    for (const text of [stdout, stderr, list]) {
      for (const secret of [wrong, encodeURIComponent(wrong), 'c4nary']) expect(text).not.toContain(secret);
    }
  });

  it('says what is missing before it takes anything in hand', async () => {
    for (const more of [
      {},
      { OPSDESK_SMTP_URL_FILE: path.join(folder, 'none') },
      { OPSDESK_SMTP_URL: addressWith('c4nary').replace('smtp:', 'mail:') },
      { OPSDESK_SMTP_URL: addressWith('c4nary'), OPSDESK_MAIL_FROM: 'Desk' },
    ]) {
      const { exitCode, stdout, stderr } = await runOnce(more);
      expect({ exitCode, json: JSON.parse(stdout) }).toMatchObject({
        exitCode: 2,
        json: { error: { code: 'INVALID_INPUT', message: expect.stringContaining('OPSDESK_') } },
      });
      expect(stdout + stderr).not.toContain('c4nary');
    }
    const { json } = await cli(trial, ['notification', 'list', '--json']);
    expect(json()).toMatchObject({ items: [{ status: 'pending', attempts: 0 }] });
  });
});
