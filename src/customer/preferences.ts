import { OpsdeskError } from '../kernel/errors.js';

/** How customers are reached. */
export const CHANNELS = ['email', 'sms', 'webhook'] as const;
export type ChannelName = (typeof CHANNELS)[number];

/** What customers are told, by the names of the templates. */
export const MESSAGE_KINDS = [
  'confirmation',
  'change',
  'rebooked',
  'refund-offered',
  'cancellation',
  'cleared',
  'payment-request',
  'refund',
  'flight-cancelled',
  'flight-status',
  'departure-reminder',
] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** What holds where a customer has said nothing: who gives a number has not asked for messages on it. */
export const IS_ON_BY_DEFAULT: Readonly<Record<ChannelName, boolean>> = { email: true, sms: false, webhook: true };

export interface Preference {
  readonly kind: MessageKind | 'all';
  readonly channel: ChannelName;
  readonly isOn: boolean;
}

/** Reads `flight-status:sms=on`; `all` stands for every kind that nothing else was said of. @throws INVALID_INPUT */
export function parsePreference(text: string): Preference {
  const [, kind = '', channel = '', state] = /^([a-z-]+):([a-z]+)=(on|off)$/.exec(text) ?? [];
  const isKind = (name: string): name is Preference['kind'] => ['all', ...MESSAGE_KINDS].includes(name);
  const isChannel = (name: string): name is ChannelName => CHANNELS.some((each) => each === name);
  if (state !== undefined && isKind(kind) && isChannel(channel)) return { kind, channel, isOn: state === 'on' };
  throw new OpsdeskError('INVALID_INPUT', `"${text}" does not say what a customer wants to hear`, {
    hint: `Write it like flight-status:sms=on. Kinds: all, ${MESSAGE_KINDS.join(', ')}. Channels: ${CHANNELS.join(', ')}.`,
    details: { kinds: ['all', ...MESSAGE_KINDS], channels: CHANNELS },
  });
}

/** `flight-status:sms=on`. */
export function formatPreference({ kind, channel, isOn }: Preference): string {
  return `${kind}:${channel}=${isOn ? 'on' : 'off'}`;
}

/**
 * Where a partner's program hears of things: https, for what is said is personal; http on this machine, for trials.
 * @throws INVALID_INPUT
 */
export function requireWebhook(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHere = url !== undefined && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  const isFit = url?.protocol === 'https:' || (url?.protocol === 'http:' && isHere);
  if (url && isFit && url.username === '' && url.password === '' && url.hash === '') return url.href;
  throw new OpsdeskError('INVALID_INPUT', 'that is not an address for a web hook', {
    hint: 'Write it like https://partner.example/hooks/opsdesk, with no user and no password in it.',
  });
}
