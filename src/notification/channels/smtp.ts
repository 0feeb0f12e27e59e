import { type Channel, DeliveryError } from './channel.js';
import { toAddress, toInternetMessage } from './internet-message.js';
import { replyInWords } from './smtp-reply.js';

export interface SmtpChannelOptions {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. */
  readonly isSecure: boolean;
  /** Gives up where the server offers no STARTTLS; where it does, that is used in any case. */
  readonly isTlsRequired: boolean;
  readonly user?: string;
  readonly password?: string;
  /** An e-mail address. */
  readonly from: string;
}

/** As much side by side as servers let a stranger do. */
const MOST_CONNECTIONS = 10;
const MESSAGES_A_CONNECTION = 100;
/** Milliseconds; together below the limit of a delivery, so that what went wrong is told and not only that it did. */
const CONNECT_LIMIT_MS = 5_000;
const SILENCE_LIMIT_MS = 10_000;
const IDLE_LIMIT_MS = 30_000;

type Pool = Awaited<ReturnType<typeof openPool>>;

/**
 * Hands messages to a mail server over connections that are kept. The message is written by
 * `toInternetMessage`, the same bytes on every attempt; nodemailer only carries it.
 */
export function smtpChannel(options: SmtpChannelOptions): Channel {
  let opening: Promise<Pool> | undefined;
  const pool = () => {
    opening ??= openPool(options);
    return opening;
  };
  return {
    deliver: async (message, signal) => {
      const envelope = { from: toAddress(options.from), to: [toAddress(message.to)] };
      const raw = toInternetMessage(message, options.from);
      const transport = await pool();
      try {
        await transport.sendMail({ envelope, raw, messageId: message.messageId, signal });
      } catch (error) {
        throw asDeliveryError(error as SmtpFailure);
      }
    },
    close: () => void opening?.then((transport) => transport.close()),
  };
}

async function openPool({ host, port, isSecure, isTlsRequired, user, password }: SmtpChannelOptions) {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    pool: true,
    ...{ host, port, secure: isSecure, requireTLS: isTlsRequired },
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    maxConnections: MOST_CONNECTIONS,
    maxMessages: MESSAGES_A_CONNECTION,
    // Only what not a byte was sent of: a connection that the server had closed while it was idle.
    maxRequeues: 2,
    ...{ dnsTimeout: CONNECT_LIMIT_MS, connectionTimeout: CONNECT_LIMIT_MS, greetingTimeout: CONNECT_LIMIT_MS },
    ...{ socketTimeout: SILENCE_LIMIT_MS, idleTimeout: IDLE_LIMIT_MS },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
}

interface SmtpFailure {
  readonly code?: string;
  /** Of the system: ECONNREFUSED. */
  readonly originalCode?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

/** What a server refuses of the message itself. Any other refusal is about us, and may be over when we are put right. */
const ABOUT_THE_MESSAGE = ['EENVELOPE', 'EMESSAGE'];
const AUTHENTICATION_REQUIRED = 530;

/**
 * Nothing that the server wrote is quoted: it repeats the address, whole or in part, in whatever spelling. Its
 * codes say the same, and its log has the rest under the Message-ID.
 */
function asDeliveryError({
  code = 'no reason',
  originalCode,
  responseCode,
  response = '',
}: SmtpFailure): DeliveryError {
  if (responseCode === undefined) return new DeliveryError(`no mail server took it (${originalCode ?? code})`);
  const isPermanent =
    responseCode >= 500 && responseCode !== AUTHENTICATION_REQUIRED && ABOUT_THE_MESSAGE.includes(code);
  return new DeliveryError(
    `the mail server ${REFUSALS[code] ?? 'refused it'}: ${replyInWords(responseCode, response)}`,
    isPermanent,
  );
}

const REFUSALS: Readonly<Record<string, string>> = { EAUTH: 'refused our login', ETLS: 'refused TLS' };
