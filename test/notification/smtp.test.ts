import fs from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import path from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import type { Channel, OutgoingMessage } from '../../src/notification/channels/channel.js';
import { toInternetMessage } from '../../src/notification/channels/internet-message.js';
import { type SmtpChannelOptions, smtpChannel } from '../../src/notification/channels/smtp.js';
import { parseSmtpUrl } from '../../src/settings/smtp-url.js';

/** A key and its certificate for localhost. */
const LOOPBACK_PEM = path.resolve(import.meta.dirname, '../support/loopback.pem');

const message: OutgoingMessage = {
  notificationId: 'ntf_1',
  customerId: 'cus_1',
  messageId: '<ntf_1@opsdesk.invalid>',
  to: 'Ann.Smith@bücher.example',
  subject: 'Your booking K7QX2M is confirmed',
  body: 'Hello,\n.\n..two dots\nZoë\n',
  date: Date.UTC(2026, 11, 1, 9, 30),
  ...{ kind: 'confirmation', fields: {}, recordLocator: 'K7QX2M' },
  calendars: ['BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n'],
};
const from = 'desk@example.org';
const password = 'c4nary-p4ss';
const { signal } = new AbortController();

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

interface Received {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly isSecure: boolean;
}

/** A mail server on loopback that refuses what a test says. @returns what it took, and a channel to it */
async function serverWith(options: SMTPServerOptions = {}, more: Partial<SmtpChannelOptions> = {}) {
  const received: Received[] = [];
  let connections = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onConnect: (_session, callback) => {
      connections += 1;
      callback();
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const addressOf = (address: typeof mailFrom | (typeof rcptTo)[number]) => (address ? address.address : '');
        received.push({
          from: addressOf(mailFrom),
          to: rcptTo.map(addressOf).join(),
          text: Buffer.concat(chunks).toString(),
          isSecure: session.secure,
        });
        callback();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const channel = smtpChannel({ host: '127.0.0.1', port, isSecure: false, isTlsRequired: false, from, ...more });
  closers.push(
    () => channel.close?.(),
    () => server.close(() => {}),
  );
  return { received, channel, server, connections: () => connections };
}

const refusal = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });
const failureOf = async (channel: Channel, what: OutgoingMessage = message) =>
  channel.deliver(what, signal).then(
    () => undefined,
    (error: unknown) => error as { message: string; isPermanent: boolean },
  );

describe('the SMTP channel', () => {
  it('hands the message over as it was written, byte by byte the same each time, on one connection', async () => {
    const { received, channel, connections } = await serverWith();
    await channel.deliver(message, signal);
    await channel.deliver(message, signal);
    const text = toInternetMessage(message, from);
    expect(received).toEqual(
      Array(2).fill({ from, to: 'Ann.Smith@bücher.example', text, isSecure: false } satisfies Received),
    );
    // The server has read it back from what went over the wire.
    expect(text).toContain('To: Ann.Smith@xn--bcher-kva.example\r\n');
    expect(text).toContain('Message-ID: <ntf_1@opsdesk.invalid>\r\n');
    expect(text).toContain('multipart/alternative');
    expect(text).toContain('text/calendar');
    expect(connections()).toBe(1);
  });

  it('sends many side by side, over a few connections', async () => {
    const { received, channel, connections } = await serverWith();
    await Promise.all(Array.from({ length: 60 }, () => channel.deliver(message, new AbortController().signal)));
    expect(received).toHaveLength(60);
    expect(connections()).toBeLessThanOrEqual(10);
  });

  it.each([
    [
      'onRcptTo',
      550,
      '5.1.1 <Ann.Smith@xn--bcher-kva.example>: user ann.smith unknown',
      true,
      '550 5.1.1, there is no',
    ],
    ['onRcptTo', 452, '4.2.2 mailbox of ann.smith is full', false, '452 4.2.2, the mailbox is full'],
    ['onMailFrom', 451, 'greylisted, ann.smith', false, '451, for the moment'],
    ['onMailFrom', 530, '5.7.0 authentication required', false, '530 5.7.0'],
    ['onData', 554, '5.7.1 spam for ann.smith@bücher.example', true, '554 5.7.1, we may not send to them'],
    ['onData', 421, 'closing', false, '421, for the moment'],
  ] as const)('takes %s %i %s for what it is', async (handler, code, text, isPermanent, words) => {
    const refuse = (...args: readonly unknown[]) => {
      if (handler === 'onData') (args[0] as NodeJS.ReadableStream).resume();
      const answer = () => (args.at(-1) as (error: Error) => void)(refusal(code, text));
      if (handler === 'onData') (args[0] as NodeJS.ReadableStream).once('end', answer);
      else answer();
    };
    const { channel } = await serverWith({ [handler]: refuse });
    const failure = await failureOf(channel);
    expect(failure).toMatchObject({ name: 'DeliveryError', isPermanent });
    expect(failure?.message).toContain(words);
    expect(failure?.message).not.toMatch(/ann|smith|b.*cher/i);
  });

  it('tries again what was lost behind DATA, for nobody knows whether it was taken', async () => {
    let isDropping = true;
    const sockets: Socket[] = [];
    const { channel, server } = await serverWith({
      onData: (stream, _session, callback) => {
        stream.resume();
        stream.once('end', () => {
          if (isDropping) sockets.at(-1)?.destroy();
          else callback();
          isDropping = false;
        });
      },
    });
    server.server.on('connection', (socket: Socket) => sockets.push(socket));
    expect(await failureOf(channel)).toMatchObject({ name: 'DeliveryError', isPermanent: false });
    expect(await failureOf(channel)).toBeUndefined();
    expect(sockets).toHaveLength(2);
  });

  it('tries again where nobody listens, and where an address is none does not even connect', async () => {
    const channel = smtpChannel({ host: '127.0.0.1', port: 9, isSecure: false, isTlsRequired: false, from });
    closers.push(() => channel.close?.());
    expect(await failureOf(channel)).toMatchObject({
      message: 'no mail server took it (ECONNREFUSED)',
      isPermanent: false,
    });
    const { channel: open, connections } = await serverWith();
    for (const to of ['ann@example.com\r\nRCPT TO:<eve@example.net>', 'ann@example.com> <eve@example.net']) {
      expect(await failureOf(open, { ...message, to })).toMatchObject({ isPermanent: true });
    }
    expect(connections()).toBe(0);
  });

  it('logs in, and says nothing of the password when that is refused', async () => {
    const seen: string[] = [];
    const { channel } = await serverWith(
      {
        authMethods: ['PLAIN'],
        onAuth: ({ password: given }, _session, callback) => {
          seen.push(String(given));
          callback(refusal(535, `5.7.8 user desk with ${String(given)} is unknown`));
        },
      },
      { user: 'desk', password },
    );
    const failure = await failureOf(channel);
    expect(seen).toEqual([password]);
    expect(failure).toMatchObject({
      message: 'the mail server refused our login: 535 5.7.8, user or password is wrong',
      isPermanent: false,
    });
  });

  it('goes without TLS only where it is not offered and not required, and believes no stranger', async () => {
    const required = await serverWith({}, { isTlsRequired: true });
    expect(await failureOf(required.channel)).toMatchObject({ isPermanent: false });
    expect(required.received).toEqual([]);
    // A certificate that nobody has signed who is known here.
    const pem = fs.readFileSync(LOOPBACK_PEM);
    const untrusted = await serverWith({ disabledCommands: [], key: pem, cert: pem });
    expect(await failureOf(untrusted.channel)).toMatchObject({ isPermanent: false });
    expect(untrusted.received).toEqual([]);
  });

  it('ends at once when nobody waits any more', async () => {
    const { channel } = await serverWith({ onMailFrom: () => {} });
    const controller = new AbortController();
    const sending = channel.deliver(message, controller.signal);
    setTimeout(() => controller.abort(), 50);
    await expect(sending).rejects.toMatchObject({ isPermanent: false });
  });
});

describe('OPSDESK_SMTP_URL', () => {
  it('says where, who and how', () => {
    expect(parseSmtpUrl('smtp://desk%40example.org:p%40ss@mail.example')).toEqual({
      host: 'mail.example',
      port: 587,
      isSecure: false,
      isTlsRequired: true,
      user: 'desk@example.org',
      password: 'p@ss',
    });
    expect(parseSmtpUrl('smtps://mail.example')).toMatchObject({ port: 465, isSecure: true, isTlsRequired: false });
    expect(parseSmtpUrl('smtp://mail.example:25')).toMatchObject({ port: 25, isTlsRequired: false });
    expect(parseSmtpUrl('smtp://mail.example?tls=required')).toMatchObject({ isTlsRequired: true });
    expect(parseSmtpUrl('smtp://a:b@mail.example?tls=offered')).toMatchObject({ isTlsRequired: false });
    for (const host of ['localhost', '127.0.0.1', '[::1]']) {
      expect(parseSmtpUrl(`smtp://a:b@${host}:2525`)).toMatchObject({ isTlsRequired: false });
    }
  });

  it.each([
    `http://a:${password}@mail.example`,
    `smtp://a:${password}@`,
    `smtp://a:${password}@mail.example/inbox`,
    `smtp://a:${password}@mail.example?rejectUnauthorized=false`,
    `smtp://a:${password}@mail.example?tls=no`,
    `smtp://:${password}@mail.example`,
    `smtp://a:${password}%zz@mail.example`,
    `a:${password}@mail.example`,
  ])('refuses %s without repeating it', (url) => {
    expect(() => parseSmtpUrl(url)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    expect(() => parseSmtpUrl(url)).not.toThrow(password);
  });
});
