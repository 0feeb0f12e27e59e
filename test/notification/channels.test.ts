import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Channel, OutgoingMessage } from '../../src/notification/channels/channel.js';
import { smsChannel, toE164 } from '../../src/notification/channels/sms.js';
import { twilio } from '../../src/notification/channels/twilio.js';
import { signatureOf, webhookChannel, webhookKey } from '../../src/notification/channels/webhook.js';

const message: OutgoingMessage = {
  notificationId: 'ntf_1',
  customerId: 'cus_1',
  messageId: '<ntf_1@opsdesk.invalid>',
  to: '+44 (0)20 7123-4567',
  subject: 'Flight BA117/2026-12-01 is delayed by 40 minutes',
  body: 'Hello,\n\nZoë\n',
  date: Date.UTC(2026, 11, 1, 9, 30),
  kind: 'flight-status',
  fields: { recordLocator: 'K7QX2M', delayMinutes: 40 },
  recordLocator: 'K7QX2M',
  calendars: [],
};
const NOW = Date.UTC(2026, 11, 1, 9, 31);
const TOKEN = 'c4nary-t0ken';

interface Posted {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}
type Answer = (request: Posted, response: http.ServerResponse) => void;

type Recipe = (key: string, headers: http.IncomingHttpHeaders, rawBody: string) => boolean;

/** What docs/operations.md gives to partners, as it stands there. */
async function recipe(): Promise<Recipe> {
  const docs = fs.readFileSync(path.resolve(import.meta.dirname, '../../docs/operations.md'), 'utf8');
  const code = /```js\n(.*?)```/s.exec(docs)?.[1] ?? '';
  const module = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { isFromOpsdesk: Recipe };
  return module.isFromOpsdesk;
}

const servers: http.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A program on loopback that answers as a test says. @returns what it was posted, and its address */
async function stub(answer: Answer) {
  const posted: Posted[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const one = { path: `${request.method} ${request.url}`, headers: request.headers, body };
      posted.push(one);
      answer(one, response);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { posted, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const answering =
  (status: number, body = '', headers: Readonly<Record<string, string>> = {}): Answer =>
  (_request, response) =>
    response.writeHead(status, headers).end(body);
const failureOf = async (channel: Channel, what: OutgoingMessage = message) =>
  channel.deliver(what, new AbortController().signal).then(
    () => undefined,
    (error: unknown) => error as { message: string; isPermanent: boolean },
  );
const smsTo = (url: string, from = '+15005550006') =>
  smsChannel(twilio({ baseUrl: url, accountSid: 'AC1', authToken: TOKEN, from }));

/** Twilio as it documents itself: the shape of its answers, and its refusal of numbers that are none. */
const twilioStub: Answer = ({ headers, body }, response) => {
  const answer = (status: number, document: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  if (headers.authorization !== `Basic ${Buffer.from(`AC1:${TOKEN}`).toString('base64')}`) {
    return void answer(401, { code: 20003, message: `Authenticate: ${headers.authorization}`, status: 401 });
  }
  const to = new URLSearchParams(body).get('To') ?? '';
  if (to.endsWith('666')) return void answer(400, { code: 21211, message: `Invalid 'To' number: ${to}`, status: 400 });
  answer(201, { sid: 'SM1', status: 'queued', to });
};

describe('SMS by Twilio', () => {
  it('posts the subject to a number in E.164', async () => {
    const { posted, url } = await stub(twilioStub);
    expect(await failureOf(smsTo(url))).toBeUndefined();
    expect(posted.map(({ path }) => path)).toEqual(['POST /2010-04-01/Accounts/AC1/Messages.json']);
    expect(posted[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(posted[0]?.body))).toEqual({
      To: '+442071234567',
      From: '+15005550006',
      Body: message.subject,
    });
    expect(await failureOf(smsTo(url, 'MG123'))).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(posted[1]?.body))).toMatchObject({ MessagingServiceSid: 'MG123' });
  });

  it('parks what is refused for good, and tells the code and no number', async () => {
    const { url } = await stub(twilioStub);
    expect(await failureOf(smsTo(url), { ...message, to: '+442071234666' })).toMatchObject({
      message: 'the SMS provider refused it: 400 (21211)',
      isPermanent: true,
    });
  });

  it.each([
    [401, false],
    [403, true],
    [404, true],
    [408, false],
    [429, false],
    [500, false],
    [503, false],
  ])('takes %i for what it is', async (status, isPermanent) => {
    const { url } = await stub(answering(status, `{"message":"${TOKEN} +442071234567"}`));
    expect(await failureOf(smsTo(url))).toMatchObject({
      message: `the SMS provider refused it: ${status}`,
      isPermanent,
    });
  });

  it('tries again where nobody answers', async () => {
    const reset = await stub((_request, response) => response.destroy());
    expect(await failureOf(smsTo(reset.url))).toMatchObject({ isPermanent: false });
    expect(await failureOf(smsTo('http://127.0.0.1:9'))).toMatchObject({ isPermanent: false });
  });

  it('keeps the token for the provider: a redirect is refused', async () => {
    const elsewhere = await stub(answering(201));
    const { url } = await stub(answering(307, '', { location: `${elsewhere.url}/` }));
    expect(await failureOf(smsTo(url))).toMatchObject({ isPermanent: true });
    expect(elsewhere.posted).toEqual([]);
  });

  it.each([
    ['+44 (0)20 7123-4567', '+442071234567'],
    ['0044 20 7123 4567', '+442071234567'],
    ['+1 (212) 555.0100', '+12125550100'],
  ])('reads %s', (text, number) => expect(toE164(text)).toBe(number));

  it.each(['020 7123 4567', '+44', 'ask at the desk', '+44 20 7123 4567 ext 9', '+4420712345671234567'])(
    'sends nothing to %s',
    (text) => expect(() => toE164(text)).toThrow(expect.objectContaining({ isPermanent: true })),
  );
});

describe('a web hook', () => {
  const secret = 'a secret of the operation';
  const hook = (at = NOW) => webhookChannel({ secret, now: () => at });

  it('is posted a document with a signature that its owner can check', async () => {
    const { posted, url } = await stub(answering(204));
    expect(await failureOf(hook(), { ...message, to: `${url}/hooks?tenant=7` })).toBeUndefined();
    const [{ path, headers, body } = { path: '', headers: {}, body: '' }] = posted;
    expect(path).toBe('POST /hooks?tenant=7');
    expect(JSON.parse(body)).toEqual({
      id: 'ntf_1',
      kind: 'flight-status',
      recordLocator: 'K7QX2M',
      createdAt: '2026-12-01T09:30:00Z',
      subject: message.subject,
      text: message.body,
      fields: message.fields,
    });
    expect(headers).toMatchObject({ 'opsdesk-id': 'ntf_1', 'opsdesk-timestamp': String(NOW / 1_000) });
    const key = webhookKey(secret, 'cus_1');
    expect(headers['opsdesk-signature']).toBe(`v1=${signatureOf(key, String(NOW / 1_000), body)}`);
    expect(webhookKey(secret, 'cus_2')).not.toBe(key);
  });

  it('says the same on each attempt, at another time', async () => {
    const { posted, url } = await stub(answering(200, 'ok'));
    await failureOf(hook(), { ...message, to: url });
    await failureOf(hook(NOW + 60_000), { ...message, to: url });
    expect(posted[0]?.body).toBe(posted[1]?.body);
    expect(posted[0]?.headers['opsdesk-signature']).not.toBe(posted[1]?.headers['opsdesk-signature']);
  });

  it('is what openssl makes of it, by the recipe for partners', () => {
    const hmac = (key: string, text: string) =>
      execFileSync('openssl', ['dgst', '-sha256', '-hmac', key], { input: text, encoding: 'utf8' })
        .trim()
        .split(' ')
        .at(-1);
    const key = hmac(secret, 'cus_1') ?? '';
    expect(key).toBe(webhookKey(secret, 'cus_1'));
    expect(signatureOf(key, '1796117460', '{"id":"ntf_1"}')).toBe(hmac(key, '1796117460.{"id":"ntf_1"}'));
  });

  it('is believed by the recipe for partners, unless it is old or another', async () => {
    const { posted, url } = await stub(answering(204));
    await failureOf(hook(Date.now()), { ...message, to: url });
    const [{ headers, body } = { headers: {}, body: '' }] = posted;
    const isFromOpsdesk = await recipe();
    const key = webhookKey(secret, 'cus_1');
    expect(isFromOpsdesk(key, headers, body)).toBe(true);
    expect(isFromOpsdesk(key, headers, `${body} `)).toBe(false);
    expect(isFromOpsdesk(webhookKey(secret, 'cus_2'), headers, body)).toBe(false);
    expect(isFromOpsdesk(key, {}, body)).toBe(false);
    expect(isFromOpsdesk(key, { ...headers, 'opsdesk-signature': 'v1=' }, body)).toBe(false);
    await failureOf(hook(Date.now() - 600_000), { ...message, to: url });
    expect(isFromOpsdesk(key, posted[1]?.headers ?? {}, body)).toBe(false);
  });

  it('is tried again when it fails, and not when it refuses', async () => {
    const failing = await stub(answering(503));
    expect(await failureOf(hook(), { ...message, to: failing.url })).toMatchObject({ isPermanent: false });
    const gone = await stub(answering(410, 'secret words'));
    expect(await failureOf(hook(), { ...message, to: gone.url })).toMatchObject({
      message: 'the web hook refused it: 410',
      isPermanent: true,
    });
  });
});
