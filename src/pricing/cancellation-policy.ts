import { instantOf } from '../catalog/wall-time.js';
import { OpsdeskError } from '../kernel/errors.js';
import { HOUR_MS, type Instant } from '../kernel/instant.js';
import type { LocalDate } from '../kernel/local-date.js';

/** Up to `before` ahead of check-in (`48h`, `7d`), `refund` percent of the price come back. */
export interface RefundStep {
  readonly before: string;
  /** Whole percent, 1 to 100. */
  readonly refund: number;
}

/** The longest time ahead first, and never more money the later it gets. None at all is non-refundable. */
export type CancellationPolicy = readonly RefundStep[];

/** Rooms are ready from three in the afternoon, by the clocks of the property. */
export const CHECK_IN_MINUTE = 15 * 60;

const MAX_HOURS = 366 * 24;

/** The instant that a policy's hours count back from. */
export function checkInInstant(timeZone: string, checkIn: LocalDate): Instant {
  return instantOf(timeZone, { date: checkIn, minuteOfDay: CHECK_IN_MINUTE }).instant;
}

/** The percentage of the price that comes back to who cancels now; the moment itself is still in time. */
export function refundShare(policy: CancellationPolicy, checkIn: Instant, now: Instant): number {
  return policy.find(({ before }) => now <= checkIn - hoursOf(before) * HOUR_MS)?.refund ?? 0;
}

export function isRefundable(policy: CancellationPolicy): boolean {
  return policy.length > 0;
}

/** Reads what the database keeps. @throws INVALID_INPUT */
export function parsePolicy(json: string): CancellationPolicy {
  let steps: unknown;
  try {
    steps = JSON.parse(json);
  } catch {
    throw wrong('it is no JSON');
  }
  if (!Array.isArray(steps)) throw wrong('it is no list');
  return requirePolicy(
    steps.map((step: unknown) => {
      const { before, refund } = (step ?? {}) as Partial<Record<keyof RefundStep, unknown>>;
      if (typeof before !== 'string' || typeof refund !== 'number') throw wrong('a step lacks `before` or `refund`');
      return { before, refund };
    }),
  );
}

/** Reads what people type: `48h=100 24h=50`, or `none`. @throws INVALID_INPUT */
export function parsePolicyText(text: string): CancellationPolicy {
  const words = text
    .trim()
    .toLowerCase()
    .split(/[\s,]+/);
  if (words.length === 1 && (words[0] === 'none' || words[0] === 'non-refundable')) return [];
  return requirePolicy(
    words.map((word) => {
      const [before, refund = '', ...rest] = word.replace(/%$/, '').split('=');
      if (!before || !/^\d{1,3}$/.test(refund) || rest.length > 0) throw wrong(`"${word}" is no step`);
      return { before, refund: Number(refund) };
    }),
  );
}

/** As the database keeps it; the same policy is the same text. */
export function formatPolicy(policy: CancellationPolicy): string {
  return JSON.stringify(policy.map(({ before, refund }) => ({ before, refund })));
}

/** `free until 48 h before check-in, 50 % back until 24 h, then nothing back`. */
export function policyInWords(policy: CancellationPolicy): string {
  if (policy.length === 0) return 'non-refundable';
  const steps = policy.map(({ before, refund }, index) => {
    const share = refund === 100 ? 'free' : `${refund} % back`;
    const hours = hoursOf(before);
    const span = hours === 0 ? 'check-in' : `${spanInWords(hours)}${index === 0 ? ' before check-in' : ''}`;
    return `${share} until ${span}`;
  });
  return [...steps, 'then nothing back'].join(', ');
}

function spanInWords(hours: number): string {
  return hours >= 72 && hours % 24 === 0 ? `${hours / 24} days` : `${hours} h`;
}

function requirePolicy(policy: CancellationPolicy): CancellationPolicy {
  for (const [index, { before, refund }] of policy.entries()) {
    const hours = /^\d{1,4}[hd]$/.test(before) ? hoursOf(before) : Number.NaN;
    if (!(hours <= MAX_HOURS)) throw wrong(`"${before}" is no time of up to a year such as 48h or 7d`);
    if (!Number.isInteger(refund) || refund < 1 || refund > 100) {
      throw wrong(`${refund} is no whole percentage from 1 to 100`);
    }
    const earlier = policy[index - 1];
    if (earlier && hoursOf(earlier.before) <= hours) throw wrong(`${earlier.before} must stand behind ${before}`);
    if (earlier && earlier.refund <= refund) throw wrong('a later step gives no less back than the one ahead of it');
  }
  return policy;
}

function hoursOf(before: string): number {
  const count = Number(before.slice(0, -1));
  return before.endsWith('d') ? count * 24 : count;
}

function wrong(reason: string): OpsdeskError {
  return new OpsdeskError('INVALID_INPUT', `that is no cancellation policy: ${reason}`, {
    hint: 'Write what comes back until when, the earliest first: "48h=100 24h=50". Or: none.',
  });
}
