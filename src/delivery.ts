import { showItinerary } from './booking/itinerary.js';
import { isStillWanted } from './customer/preference-repository.js';
import type { Desk } from './desk.js';
import { OpsdeskError } from './kernel/errors.js';
import type { Channel } from './notification/channels/channel.js';
import type { ReplayDeps } from './notification/replay.js';
import { openTemplates } from './notification/template-folder.js';
import { itineraryIcs } from './present/itinerary-ics.js';
import { formatMoney } from './present/money.js';
import { requireBaseUrl } from './settings/base-url.js';
import { requireSecret } from './settings/secret-source.js';
import type { Settings } from './settings/settings.js';
import { parseSmtpUrl } from './settings/smtp-url.js';

/** What sends messages; to be closed when no more are sent. */
export interface Delivery extends ReplayDeps {
  close(): void;
}

/** Opens the channels that are set up. @throws INVALID_INPUT for one that is set up half, or a template that cannot be filled */
export async function openDelivery(desk: Desk, settings: Settings): Promise<Delivery> {
  const { runner, clock, ids } = desk;
  const templates = await openTemplates(settings.templateFolder);
  const email = await openMail(settings);
  const channels = { email, ...(await openSms(settings)), ...(await openWebhooks(desk, settings)) };
  return {
    ...{ runner, clock, ids, channels, formatMoney, templates },
    calendarOf: async (recordLocator) => itineraryIcs(await showItinerary(desk, recordLocator)),
    mayNotify: (tx, { customerId, channel, template }) => isStillWanted(tx, customerId, channel, template),
    close: () => email.close?.(),
  };
}

const TWILIO_URL = 'https://api.twilio.com';

async function openSms({ sms }: Settings): Promise<{ readonly sms?: Channel }> {
  if (!sms) return {};
  const { accountSid, from } = sms;
  if (accountSid === undefined) throw unset('OPSDESK_TWILIO_ACCOUNT', "the SID of Twilio's account");
  if (from === undefined) throw unset('OPSDESK_SMS_FROM', 'the number that SMS come from');
  const baseUrl = requireBaseUrl(sms.baseUrl ?? TWILIO_URL, 'OPSDESK_TWILIO_URL', TWILIO_URL);
  const authToken = requireSecret(sms.authToken, 'OPSDESK_TWILIO_TOKEN', 'token for Twilio');
  const [{ smsChannel }, { twilio }] = await Promise.all([
    import('./notification/channels/sms.js'),
    import('./notification/channels/twilio.js'),
  ]);
  return { sms: smsChannel(twilio({ baseUrl, accountSid, authToken, from })) };
}

async function openWebhooks({ clock }: Desk, { webhookSecret }: Settings): Promise<{ readonly webhook?: Channel }> {
  if (!webhookSecret) return {};
  const secret = requireSecret(webhookSecret, 'OPSDESK_WEBHOOK_SECRET', 'secret for web hooks');
  const { webhookChannel } = await import('./notification/channels/webhook.js');
  return { webhook: webhookChannel({ secret, now: () => clock.real() }) };
}

function unset(variable: string, what: string): OpsdeskError {
  return new OpsdeskError('INVALID_INPUT', `${variable} is not set`, { hint: `Set ${variable} to ${what}.` });
}

const SENDER_OF_FILES = 'bookings@opsdesk.invalid';

async function openMail(settings: Settings): Promise<Channel> {
  const { mailChannel, mailFolder: folder, mailFrom } = settings;
  switch (mailChannel) {
    case 'failing':
      return (await import('./notification/channels/failing.js')).failingChannel();
    case 'file': {
      const { fileChannel } = await import('./notification/channels/file.js');
      return fileChannel({ folder, from: mailFrom ?? SENDER_OF_FILES });
    }
    case 'smtp': {
      const server = parseSmtpUrl(requireSecret(settings.smtpUrl, 'OPSDESK_SMTP_URL', 'address of a mail server'));
      const { smtpChannel } = await import('./notification/channels/smtp.js');
      return smtpChannel({ ...server, from: await requireSender(mailFrom) });
    }
  }
}

/** @throws INVALID_INPUT without an address that mail may come from */
async function requireSender(from: string | undefined): Promise<string> {
  const { isMailAddress } = await import('./notification/channels/internet-message.js');
  if (from !== undefined && isMailAddress(from)) return from;
  const problem = from === undefined ? 'is not set' : 'is not an e-mail address';
  throw new OpsdeskError('INVALID_INPUT', `OPSDESK_MAIL_FROM ${problem}`, {
    hint: 'Set OPSDESK_MAIL_FROM to the address that messages come from, such as bookings@example.com.',
  });
}
