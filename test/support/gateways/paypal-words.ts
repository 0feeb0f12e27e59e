import { createSign, createVerify, generateKeyPairSync, type KeyPairKeyObjectResult, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { GatewayWord } from '../../../src/payment/read-word.js';

export const PAYPAL_WEBHOOK_ID = '4JH86294D6297924G';

const CERT_URL = 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-a5cafa77';

let own: KeyPairKeyObjectResult | undefined;
let other: KeyPairKeyObjectResult | undefined;
const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const ownKey = () => (own ??= newKey());
const forgersKey = () => (other ??= newKey());

export interface WordOptions {
  readonly isForged?: boolean | undefined;
  /** When it was first sent: real time in milliseconds. */
  readonly at?: number | undefined;
  readonly id?: string | undefined;
  readonly webhookId?: string | undefined;
}

/** What PayPal would post to an endpoint, with the headers that it signs it by. */
export function payPalWordOf(
  kind: string,
  type: string,
  resource: object | null,
  { isForged = false, at = Date.now(), id = `WH-${idOf()}-${idOf()}`, webhookId = PAYPAL_WEBHOOK_ID }: WordOptions = {},
): GatewayWord {
  const time = new Date(at).toISOString();
  const event = { id, event_version: '1.0', create_time: time, resource_type: type, event_type: kind, resource };
  // Nobody who writes it anew gets the same bytes: PayPal writes numbers that no longer are what they were.
  const body = JSON.stringify(event).replace(/\}$/, ', "transmission_rank": 1.0}');
  const transmission = randomBytes(16).toString('hex');
  const signature = createSign('RSA-SHA256').update(signedText(transmission, time, webhookId, body));
  return {
    gateway: 'paypal',
    body,
    headers: {
      'paypal-auth-algo': 'SHA256withRSA',
      'paypal-cert-url': CERT_URL,
      'paypal-transmission-id': transmission,
      'paypal-transmission-sig': signature.sign((isForged ? forgersKey() : ownKey()).privateKey, 'base64'),
      'paypal-transmission-time': time,
    },
  };
}

/** What stands last in a question whether PayPal has sent an event, which is checked to the byte. */
const EVENT = ',"webhook_event":';

/** @returns undefined for what cannot be understood */
export function isSignedByPayPal(question: string): boolean | undefined {
  let asked: Record<string, string>;
  try {
    asked = JSON.parse(question) as typeof asked;
  } catch {
    return undefined;
  }
  if (asked.auth_algo !== 'SHA256withRSA' || asked.cert_url !== CERT_URL) return false;
  const body = question.slice(question.indexOf(EVENT) + EVENT.length, -1);
  const { transmission_id: id = '', transmission_time: time = '', webhook_id: webhookId = '' } = asked;
  return createVerify('RSA-SHA256')
    .update(signedText(id, time, webhookId, body))
    .verify(ownKey().publicKey, asked.transmission_sig ?? '', 'base64');
}

/** developer.paypal.com, Integrate webhooks, "Self verification". */
function signedText(transmission: string, time: string, webhookId: string, body: string): string {
  return `${transmission}|${time}|${webhookId}|${crc32(body)}`;
}

function idOf(): string {
  return randomBytes(9).toString('hex').slice(0, 17).toUpperCase();
}
