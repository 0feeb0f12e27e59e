import type { SmsProvider } from './sms.js';

export interface TwilioAccount {
  /** Without a path: `https://api.twilio.com`, or what stands in for it. */
  readonly baseUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** A number of the account, or the SID of a messaging service (`MG…`). */
  readonly from: string;
}

/** Twilio's Messages resource, API version 2010-04-01. */
export function twilio({ baseUrl, accountSid, authToken, from }: TwilioAccount): SmsProvider {
  const url = new URL(`/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`, baseUrl).href;
  const sender = from.startsWith('MG') ? 'MessagingServiceSid' : 'From';
  return {
    toRequest: (to, text) => ({
      url,
      headers: {
        authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ To: to, [sender]: from, Body: text }).toString(),
    }),
    codeOf: (answer) => /"code"\s*:\s*(\d{4,6})\b/.exec(answer)?.[1],
  };
}
