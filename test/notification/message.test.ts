import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryError, type OutgoingMessage } from '../../src/notification/channels/channel.js';
import { failingChannel } from '../../src/notification/channels/failing.js';
import { fileChannel } from '../../src/notification/channels/file.js';
import { toInternetMessage } from '../../src/notification/channels/internet-message.js';
import { toHtml } from '../../src/notification/html-text.js';
import { Templates } from '../../src/notification/templates.js';

const message: OutgoingMessage = {
  notificationId: 'ntf_1',
  customerId: 'cus_1',
  messageId: '<ntf_1@opsdesk.invalid>',
  to: 'ann@example.com',
  subject: 'Your booking K7QX2M is confirmed',
  body: 'Hello,\n\n1 + 1 = 2 \nZoë\n',
  date: Date.UTC(2026, 11, 1, 9, 30),
  ...{ kind: 'confirmation', fields: {}, recordLocator: 'K7QX2M' },
  calendars: [],
};
const from = 'desk@example.org';
const { signal } = new AbortController();
const headersOf = (text: string) => (text.split('\r\n\r\n')[0] ?? '').split('\r\n');

describe('a message on the wire', () => {
  it('is RFC 5322 with a quoted-printable text, and the same as HTML', () => {
    expect(toInternetMessage(message, from).split('\r\n')).toEqual([
      'Date: Tue, 01 Dec 2026 09:30:00 +0000',
      'From: desk@example.org',
      'To: ann@example.com',
      'Message-ID: <ntf_1@opsdesk.invalid>',
      'Subject: Your booking K7QX2M is confirmed',
      'Auto-Submitted: auto-generated',
      'MIME-Version: 1.0',
      'Content-Type: multipart/alternative; boundary="=_opsdesk_alternative"',
      '',
      '--=_opsdesk_alternative',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Hello,',
      '',
      '1 + 1 =3D 2=20',
      'Zo=C3=AB',
      '',
      '--=_opsdesk_alternative',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      '<!DOCTYPE html>',
      '<html><head><meta charset=3D"utf-8"><title>Your booking K7QX2M is confirmed=',
      '</title></head>',
      '<body style=3D"font-family:sans-serif;line-height:1.5;max-width:42em">',
      '<p>Hello,</p>',
      '<p>1 + 1 =3D 2 <br>',
      'Zo=C3=AB</p>',
      '</body></html>',
      '',
      '--=_opsdesk_alternative--',
      '',
    ]);
  });

  it('takes a calendar along, with its method in the type', () => {
    const calendar = `BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nSUMMARY:${'x'.repeat(200)}\r\nEND:VCALENDAR\r\n`;
    const text = toInternetMessage({ ...message, calendars: [calendar, calendar] }, from);
    expect(headersOf(text).at(-1)).toBe('Content-Type: multipart/mixed; boundary="=_opsdesk_mixed"');
    expect(text).toContain('Content-Type: text/calendar; charset=utf-8; method=CANCEL;\r\n name="itinerary.ics"\r\n');
    const base64 = /base64\r\n\r\n([A-Za-z0-9+/=\r\n]+)\r\n--=_opsdesk_mixed--/.exec(text)?.[1] ?? '';
    expect(Buffer.from(base64, 'base64').toString()).toBe(calendar);
    expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(76);
  });

  it('writes HTML in which no field is markup', () => {
    const html = toHtml({ subject: '<b>', body: 'Hello <i>Ann</i> & "Bob",\n\nFlights:\n  <script>\n  - two\n\nend' });
    expect(html).not.toMatch(/<(?:b|i|script)>/);
    expect(html).toContain('<p>Hello &lt;i&gt;Ann&lt;/i&gt; &amp; &quot;Bob&quot;,</p>');
    expect(html).toContain('<p>Flights:</p>\n<ul>\n<li>&lt;script&gt;</li>\n<li>two</li>\n</ul>\n<p>end</p>');
  });

  it('has no line above 76 columns, and reads back as it was', () => {
    const body = `${'wide ☃ line = '.repeat(40)}\nend`;
    const subject = `Zoë ☃ ${'😀'.repeat(60)} =?UTF-8?B?eA==?=`;
    const text = toInternetMessage({ ...message, body, subject }, from);
    expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(76);
    const [head = ''] = text.split('\r\n\r\n');
    const quoted = /quoted-printable\r\n\r\n(.*?)\r\n--/s.exec(text)?.[1] ?? '';
    const bytes = quoted
      .replaceAll('=\r\n', '')
      .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
    expect(Buffer.from(bytes, 'latin1').toString().replaceAll('\r\n', '\n')).toBe(body);
    const words = [...head.matchAll(/=\?UTF-8\?B\?([^?]*)\?=/g)].map((word) =>
      Buffer.from(word[1] ?? '', 'base64').toString(),
    );
    expect(words.join('')).toBe(subject);
    expect(words.every((word) => !word.includes('\ufffd'))).toBe(true);
  });

  it.each([
    'ann@example.com\r\nBcc: eve@example.net',
    'ann@example.com, eve@example.net',
    'ann@example.com>',
    'Ann <ann@example.com>',
    'ann smith@example.com',
    'ann@',
    '@example.com',
    'ann@exa mple.com',
    'ann',
    'zoë@example.com',
  ])('refuses the address %j for good', (to) => {
    const writing = () => toInternetMessage({ ...message, to }, from);
    expect(writing).toThrow(DeliveryError);
    expect(writing).toThrow(expect.objectContaining({ isPermanent: true }));
  });

  it('writes the domain of an address in ASCII', () => {
    expect(headersOf(toInternetMessage({ ...message, to: "o'neil+desk@bücher.example" }, from))).toContain(
      "To: o'neil+desk@xn--bcher-kva.example",
    );
  });

  it('lets no subject and no text break out', () => {
    const text = toInternetMessage(
      { ...message, subject: 'Hello\r\nBcc: eve@example.net', body: 'a\u001b[2Jb\u202ec\rd\u0000' },
      from,
    );
    expect(headersOf(text).some((header) => /^bcc/i.test(header))).toBe(false);
    expect(headersOf(text)).toHaveLength(8);
    expect(text).toContain('a [2Jb c d=20');
  });
});

describe('templates', () => {
  const templates = new Templates();
  const format = ({ amountMinor, currency }: { amountMinor: number; currency: string }) => `${amountMinor} ${currency}`;
  const flights = [
    {
      flight: 'BA117/2026-12-01',
      origin: 'LHR',
      destination: 'JFK',
      departsAt: '2026-12-01T08:25:00Z',
      arrivesAt: '2026-12-01T11:20:00-05:00',
      seats: ['12A'],
    },
  ];
  const booking = {
    recordLocator: 'K7QX2M',
    passengers: ['SMITH/JOHN MR'],
    flights,
    total: { amountMinor: 100, currency: 'EUR' },
    paid: { amountMinor: 50, currency: 'EUR' },
  };

  it('tell a customer what they need', () => {
    const { subject, body } = templates.render('confirmation', 'en', booking, format);
    expect(subject).toBe('Your booking K7QX2M is confirmed');
    expect(body).toContain('  BA117/2026-12-01  LHR 2026-12-01 08:25 - JFK 2026-12-01 11:20, seats 12A\n');
    expect(body).toContain('SMITH/JOHN MR');
    expect(body).toContain('Total: 100 EUR\nPaid: 50 EUR\n');
    expect(templates.render('change', 'en', booking, format).subject).toContain('has changed');
    const cancelled = { recordLocator: 'K7QX2M', passengers: ['SMITH/JOHN MR'], refund: null };
    expect(templates.render('cancellation', 'en', cancelled, format).body).toContain('Nothing is due back');
    expect(templates.render('cancellation', 'en', { ...cancelled, refund: booking.paid }, format).body).toContain(
      '50 EUR',
    );
    expect(templates.render('refund', 'en', { recordLocator: 'K7QX2M', amount: booking.paid }, format).body).toContain(
      '50 EUR',
    );
  });

  it('fall back to English', () => {
    for (const language of ['en-GB', 'xx', '']) {
      expect(templates.render('confirmation', language, booking, format).subject).toContain('is confirmed');
    }
  });

  it('give no field a line of its own', () => {
    const passengers = ['SMITH/JOHN\r\nPaid: 999 EUR\u2028x'];
    const { body } = templates.render('confirmation', 'en', { ...booking, passengers }, format);
    expect(body.split(/\r|\n|\u2028/).filter((line) => line.startsWith('Paid:'))).toEqual(['Paid: 50 EUR']);
  });
});

describe('the file channel', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-mail-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('writes a message once, however often it is delivered', async () => {
    const inner = path.join(folder, 'new', 'mail');
    const channel = fileChannel({ folder: inner, from });
    await Promise.all([channel.deliver(message, signal), channel.deliver(message, signal)]);
    await channel.deliver(message, signal);
    expect(fs.readdirSync(inner)).toEqual(['ntf_1.eml']);
    expect(fs.readFileSync(path.join(inner, 'ntf_1.eml'), 'utf8')).toBe(toInternetMessage(message, from));
    expect(fs.statSync(path.join(inner, 'ntf_1.eml')).mode & 0o077).toBe(0);
  });

  it('says why it could not write', async () => {
    fs.writeFileSync(path.join(folder, 'taken'), '');
    const channel = fileChannel({ folder: path.join(folder, 'taken'), from });
    await expect(channel.deliver(message, signal)).rejects.toThrow(/EEXIST|ENOTDIR/);
    await expect(failingChannel('closed on Sundays').deliver(message, signal)).rejects.toThrow('closed on Sundays');
  });
});
