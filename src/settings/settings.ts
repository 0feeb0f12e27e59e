import type { Instant } from '../kernel/instant.js';
import type { GatewaySettings } from './gateway-settings.js';
import type { SecretSource } from './secret-source.js';

/** What one run of the program was told, after flag, environment, profile and default had their say. */
export interface Settings {
  /** `postgres://…`, `sqlite:PATH`, or a path. */
  readonly databaseUrl: string;
  readonly redisUrl?: string;
  /** The business clock starts here instead of now (`OPSDESK_NOW`). */
  readonly now?: Instant;
  readonly profileName: string;
  readonly gateways?: GatewaySettings;
  /** Who is at the desk, for the audit trail. */
  readonly operator: string;
  /** `failing` refuses every delivery, to rehearse an outage of the mail server. */
  readonly mailChannel: 'file' | 'failing' | 'smtp';
  readonly mailFolder: string;
  /** The e-mail address that messages come from; needed where they really go out. */
  readonly mailFrom?: string;
  /** Texts that stand in for those that come with the program: `OPSDESK_TEMPLATES`. */
  readonly templateFolder?: string;
  /** `smtp://user:password@host:port`. */
  readonly smtpUrl?: SecretSource;
  /** Undefined where SMS are not set up. */
  readonly sms?: SmsSettings;
  /** What the keys follow from that web hooks are signed with. */
  readonly webhookSecret?: SecretSource;
  /** How long before a departure its passengers are reminded; 0 for never, a day unless given. */
  readonly reminderHours?: number;
  /** The least that a worker writes down; `info` unless given. */
  readonly logLevel?: LogLevel;
  /** The whole command gives up after this long. */
  readonly timeoutMs?: number;
}

/** Twilio's account: what of it is missing is missed when an SMS is to be sent. */
export interface SmsSettings {
  readonly baseUrl: string | undefined;
  readonly accountSid: string | undefined;
  readonly authToken: SecretSource | undefined;
  readonly from: string | undefined;
}

/** From the least to the gravest. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type Environment = Readonly<Record<string, string | undefined>>;
