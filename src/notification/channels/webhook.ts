import { createHmac } from 'node:crypto';
import { formatInstant, type Instant } from '../../kernel/instant.js';
import type { Channel, OutgoingMessage } from './channel.js';
import { httpPost } from './http-post.js';

export interface WebhookChannelOptions {
  /** The operation's own; each customer's key follows from it. */
  readonly secret: string;
  /** Real time: whoever receives it refuses what is old. */
  readonly now: () => Instant;
}

/**
 * Posts a message as JSON to where its customer wants to be told, signed with the customer's own key over
 * `timestamp.body`, so that nobody else's key makes a signature that they take for ours.
 */
export function webhookChannel({ secret, now }: WebhookChannelOptions): Channel {
  return {
    deliver: async (message, signal) => {
      const body = toBody(message);
      const timestamp = String(Math.floor(now() / 1_000));
      const signature = signatureOf(webhookKey(secret, message.customerId), timestamp, body);
      const headers = {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'opsdesk',
        'opsdesk-id': message.notificationId,
        'opsdesk-timestamp': timestamp,
        'opsdesk-signature': `v1=${signature}`,
      };
      await httpPost({ url: message.to, headers, body }, 'the web hook', signal);
    },
  };
}

/** The same bytes on every attempt: whoever has seen its id has seen it. */
function toBody({ notificationId, kind, recordLocator, date, subject, body, fields }: OutgoingMessage): string {
  const createdAt = formatInstant(date);
  return JSON.stringify({ id: notificationId, kind, recordLocator, createdAt, subject, text: body, fields });
}

/** The key that a customer checks signatures with, in hexadecimal digits: it is made and handed over once. */
export function webhookKey(secret: string, customerId: string): string {
  return createHmac('sha256', secret).update(customerId).digest('hex');
}

/** HMAC-SHA256 over `timestamp.body`, in hexadecimal digits. @param timestamp seconds since 1970 */
export function signatureOf(key: string, timestamp: string, body: string): string {
  return createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex');
}
