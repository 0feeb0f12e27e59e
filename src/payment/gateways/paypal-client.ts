import type { PayPalSettings } from '../../settings/gateway-settings.js';
import { GatewayError } from './gateway.js';

/** A person waits on the telephone. */
const TIMEOUT_MS = 20_000;
const SECOND_MS = 1_000;
/** A token is not used so near its end that it could run out on the way. */
const TOKEN_MARGIN_MS = 60 * SECOND_MS;

/** What PayPal answered: the status tells a refusal from a success, and the body is whatever it was. */
export interface PayPalAnswer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * PayPal's REST calls. Its own server SDK (2.5) has its two addresses written into it, so that nothing could be
 * tried without PayPal; these are its documented calls and no more.
 */
export class PayPalClient {
  private token: { readonly value: string; readonly until: number } | undefined;

  constructor(
    private readonly settings: PayPalSettings,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {}

  /**
   * @param requestId of a call that has an effect: the same one again brings back the first answer
   * @throws GatewayError when no answer came, or one that tells nothing of the effect
   */
  async post(path: string, body: unknown, requestId: string): Promise<PayPalAnswer> {
    return this.authorised(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'return=representation', 'paypal-request-id': requestId },
      body: JSON.stringify(body),
    });
  }

  /**
   * A question, which has no effect however often it is asked.
   * @param json goes out to the byte
   * @throws GatewayError when no answer came
   */
  async ask(path: string, json: string): Promise<PayPalAnswer> {
    return this.authorised(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: json });
  }

  /** @throws GatewayError when no answer came */
  async get(path: string): Promise<PayPalAnswer> {
    return this.authorised(path, { method: 'GET' });
  }

  private async authorised(path: string, init: RequestInit): Promise<PayPalAnswer> {
    const answer = await this.send(path, init, await this.bearer());
    if (answer.status !== 401) return answer;
    // A token can be taken back before its time.
    this.token = undefined;
    const second = await this.send(path, init, await this.bearer());
    if (second.status === 401) throw new GatewayError('credentials_refused', 'PayPal refuses a token of its own');
    return second;
  }

  /** OAuth 2.0, RFC 6749, 4.4: client credentials. */
  private async bearer(): Promise<string> {
    if (this.token && Date.now() < this.token.until) return `Bearer ${this.token.value}`;
    const { clientId, secret } = this.settings;
    const basic = Buffer.from(`${clientId}:${secret}`).toString('base64');
    const asked = Date.now();
    const { status, body } = await this.send(
      '/v1/oauth2/token',
      {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'grant_type=client_credentials',
      },
      `Basic ${basic}`,
    );
    if (status === 401) throw new GatewayError('credentials_refused', 'PayPal does not know these credentials');
    const { access_token: value, expires_in: seconds } = body as { access_token?: unknown; expires_in?: unknown };
    if (status !== 200 || typeof value !== 'string' || typeof seconds !== 'number') {
      throw new GatewayError('malformed', `PayPal gave no token (${status})`);
    }
    this.token = { value, until: asked + seconds * SECOND_MS - TOKEN_MARGIN_MS };
    return `Bearer ${value}`;
  }

  private async send(path: string, init: RequestInit, authorization: string): Promise<PayPalAnswer> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${this.settings.baseUrl}${path}`, {
        ...init,
        headers: { ...(init.headers as Record<string, string>), accept: 'application/json', authorization },
        redirect: 'error',
        signal: AbortSignal.timeout(this.timeoutMs),
      });
      text = await response.text();
    } catch (cause) {
      const isLate = (cause as Error).name === 'TimeoutError';
      throw new GatewayError(isLate ? 'timeout' : 'unreachable', 'PayPal gave no answer', { cause });
    }
    const { status } = response;
    if (status === 429) throw new GatewayError('rate_limited', 'PayPal is asked too often');
    if (status === 409) throw new GatewayError('busy', 'PayPal is at work on the same request');
    if (status >= 500) throw new GatewayError('server_error', `PayPal failed (${status})`);
    if (status === 403) throw new GatewayError('not_permitted', 'PayPal does not permit it to this account');
    return { status, body: parse(text) };
  }
}

function parse(text: string): object {
  if (text === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) return body;
  } catch {
    // Told below, as any other answer that is none.
  }
  throw new GatewayError('malformed', 'PayPal answered with something that is no JSON object');
}
