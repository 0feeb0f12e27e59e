import os from 'node:os';
import path from 'node:path';
import { OpsdeskError } from '../kernel/errors.js';
import { parseInstant } from '../kernel/instant.js';
import { opsdeskFolder } from './folders.js';
import { gatewaySettings } from './gateway-settings.js';
import { type Profiles, profilesFile, readProfiles } from './profile-store.js';
import { secretSource } from './secret-source.js';
import { type Environment, LOG_LEVELS, type Settings } from './settings.js';

export interface SettingsFlags {
  readonly profile?: string | undefined;
  readonly timeoutMs?: number | undefined;
}

/** The profile that is used when none was named or chosen. */
export const DEFAULT_PROFILE = 'default';

/**
 * Flag, then environment, then profile, then default.
 * @throws PROFILE_NOT_FOUND when the profile that was asked for, or chosen once by `profile use`, does not exist;
 *   INVALID_INPUT for a value that none can be, and for a file of profiles that cannot be read
 */
export function resolveSettings(flags: SettingsFlags, environment: Environment): Settings {
  const profiles = readProfiles(environment);
  const asked = flags.profile ?? (environment.OPSDESK_PROFILE || undefined);
  const profileName = asked ?? profiles.current ?? DEFAULT_PROFILE;
  const profile = profiles.profiles[profileName];
  // The local file in place of the database that was meant would be sold from as if it were that one.
  const isMissed = asked !== undefined || !environment.OPSDESK_DATABASE_URL;
  if (profile === undefined && profileName !== DEFAULT_PROFILE && isMissed) {
    throw profileNotFound(profileName, profiles, asked === undefined ? profilesFile(environment) : undefined);
  }
  // A profile named on the command line is meant: the environment's database must not shadow it.
  const isNamedByFlag = flags.profile !== undefined && profile !== undefined;
  const pick = (fromEnvironment: string | undefined, fromProfile: string | undefined) =>
    isNamedByFlag ? fromProfile || fromEnvironment : fromEnvironment || fromProfile;
  const redisUrl = pick(environment.OPSDESK_REDIS_URL, profile?.redisUrl);
  return {
    databaseUrl: pick(environment.OPSDESK_DATABASE_URL, profile?.databaseUrl) ?? defaultDatabase(environment),
    ...(redisUrl ? { redisUrl } : {}),
    ...(environment.OPSDESK_NOW ? { now: parseInstant(environment.OPSDESK_NOW, 'instant for OPSDESK_NOW') } : {}),
    profileName,
    gateways: gatewaySettings(environment),
    operator: environment.OPSDESK_OPERATOR || userName(environment),
    mailChannel: mailChannel(environment.OPSDESK_MAIL),
    mailFolder: environment.OPSDESK_MAIL_FOLDER || path.join(opsdeskFolder('XDG_STATE_HOME', environment), 'mail'),
    ...messageSettings(environment),
    ...reminderHours(environment.OPSDESK_REMINDER_HOURS),
    ...logLevel(environment.OPSDESK_LOG_LEVEL),
    ...(flags.timeoutMs === undefined ? {} : { timeoutMs: flags.timeoutMs }),
  };
}

/** @param file that has it as the current one; undefined where it was asked for */
function profileNotFound(name: string, { profiles }: Profiles, file: string | undefined): OpsdeskError {
  const known = Object.keys(profiles);
  const [where, next] = file
    ? [`, which ${file} has as the current one`, ' Choose one: opsdesk profile use NAME']
    : ['', ''];
  return new OpsdeskError('PROFILE_NOT_FOUND', `there is no profile "${name}"${where}`, {
    hint: known.length > 0 ? `Known profiles: ${known.join(', ')}.${next}` : 'Add it: opsdesk profile add NAME',
    details: { profile: name, known },
  });
}

function defaultDatabase(environment: Environment): string {
  return `sqlite:${path.join(opsdeskFolder('XDG_DATA_HOME', environment), 'opsdesk.db')}`;
}

function mailChannel(text: string | undefined): Settings['mailChannel'] {
  if (!text) return 'file';
  if (text === 'file' || text === 'smtp' || text === 'failing') return text;
  throw new OpsdeskError('INVALID_INPUT', `OPSDESK_MAIL is "${text}"`, { hint: 'Set it to file, smtp or failing.' });
}

type MessageSettings = Pick<Settings, 'mailFrom' | 'templateFolder' | 'smtpUrl' | 'sms' | 'webhookSecret'>;

function messageSettings(environment: Environment): MessageSettings {
  const smtpUrl = secretSource(environment, 'OPSDESK_SMTP_URL');
  const webhookSecret = secretSource(environment, 'OPSDESK_WEBHOOK_SECRET');
  const sms = smsSettings(environment);
  const { OPSDESK_MAIL_FROM: mailFrom } = environment;
  return {
    ...(mailFrom ? { mailFrom } : {}),
    ...(environment.OPSDESK_TEMPLATES ? { templateFolder: environment.OPSDESK_TEMPLATES } : {}),
    ...(smtpUrl ? { smtpUrl } : {}),
    ...(sms ? { sms } : {}),
    ...(webhookSecret ? { webhookSecret } : {}),
  };
}

function smsSettings(environment: Environment): Settings['sms'] {
  const { OPSDESK_SMS: provider } = environment;
  if (!provider) return undefined;
  if (provider !== 'twilio') {
    throw new OpsdeskError('INVALID_INPUT', `OPSDESK_SMS is "${provider}"`, { hint: 'Set it to twilio, or unset it.' });
  }
  return {
    baseUrl: environment.OPSDESK_TWILIO_URL || undefined,
    accountSid: environment.OPSDESK_TWILIO_ACCOUNT || undefined,
    authToken: secretSource(environment, 'OPSDESK_TWILIO_TOKEN'),
    from: environment.OPSDESK_SMS_FROM || undefined,
  };
}

/** Nobody keeps in mind for longer what they were reminded of. */
const LONGEST_REMINDER_HOURS = 14 * 24;

function reminderHours(text: string | undefined): Pick<Settings, 'reminderHours'> {
  if (!text) return {};
  const hours = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (hours <= LONGEST_REMINDER_HOURS) return { reminderHours: hours };
  throw new OpsdeskError('INVALID_INPUT', `OPSDESK_REMINDER_HOURS is "${text}"`, {
    hint: `Set it to whole hours before a departure, up to ${LONGEST_REMINDER_HOURS}, or to 0 for no reminders.`,
  });
}

function logLevel(text: string | undefined): Pick<Settings, 'logLevel'> {
  if (!text) return {};
  const level = LOG_LEVELS.find((each) => each === text.toLowerCase());
  if (level) return { logLevel: level };
  throw new OpsdeskError('INVALID_INPUT', `OPSDESK_LOG_LEVEL is "${text}"`, {
    hint: `Set it to one of ${LOG_LEVELS.join(', ')}.`,
  });
}

function userName(environment: Environment): string {
  try {
    return os.userInfo().username;
  } catch {
    // A container may run as a number that no passwd line names.
    return environment.USER || environment.LOGNAME || `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
