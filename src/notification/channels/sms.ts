import { plainLine } from '../plain-text.js';
import { type Channel, DeliveryError } from './channel.js';
import { type HttpPost, httpPost } from './http-post.js';

/** Who carries an SMS, as the requests that they take over HTTP. */
export interface SmsProvider {
  /** @param to E.164: `+442071234567` */
  toRequest(to: string, text: string): HttpPost;
  /** The reason that an answer gives for a refusal, as a code of theirs. */
  codeOf(answer: string): string | undefined;
}

/** Characters; what is longer goes out as several, and is paid for as such. */
const LONGEST_TEXT = 320;

/** Sends the subject of a message, which says by itself what has happened. At least once: a lost answer sends it again. */
export function smsChannel(provider: SmsProvider): Channel {
  return {
    deliver: async ({ to, subject }, signal) => {
      const text = plainLine(subject).slice(0, LONGEST_TEXT);
      const codeOf = (answer: string) => provider.codeOf(answer);
      await httpPost(provider.toRequest(toE164(to), text), 'the SMS provider', signal, codeOf);
    },
  };
}

/** A number as people write it: `+44 (0)20 7123-4567`. @throws DeliveryError without its country */
export function toE164(text: string): string {
  const number = text
    .replace('(0)', '')
    .replace(/[\s()./-]/g, '')
    .replace(/^00/, '+');
  if (/^\+[1-9]\d{6,14}$/.test(number)) return number;
  throw new DeliveryError('the number is not one that an SMS can be sent to: it begins with + and its country', true);
}
