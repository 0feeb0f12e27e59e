import type { CustomerRow, Tier } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import { formatInstant, type Instant } from '../kernel/instant.js';
import { newDataKey } from '../runtime/personal-data.js';

export interface CustomerView {
  readonly customerId: string;
  readonly version: number;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly language: string;
  /** Who comes first where there is not enough for all. */
  readonly tier: Tier;
  readonly isErased: boolean;
  readonly createdAt: string;
}

/** With what they want to hear. */
export interface CustomerDetail extends CustomerView {
  /** Where a program of theirs is told what happens; null for nowhere. */
  readonly webhookUrl: string | null;
  /** What they have said of messages: `flight-status:sms=on`. */
  readonly notify: readonly string[];
  /** When they are not to be disturbed, by the clocks of `timeZone`: `22:00-07:00`; null for never. */
  readonly quietHours: string | null;
  /** IANA name; null without quiet hours. */
  readonly timeZone: string | null;
}

export function viewCustomer(row: CustomerRow): CustomerView {
  return {
    customerId: row.id,
    version: row.version,
    name: row.name,
    email: row.email,
    phone: row.phone,
    language: row.language,
    tier: row.tier,
    isErased: row.data_key === null,
    createdAt: formatInstant(row.created_at),
  };
}

export interface NewCustomer {
  readonly id: string;
  readonly name: string;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly language?: string | undefined;
}

/** A new customer with a key of their own. */
export function newCustomer(input: NewCustomer, now: Instant): CustomerRow {
  return {
    id: input.id,
    version: 1,
    tier: 'none',
    name: requireText(input.name, 'name', 200),
    email: input.email === undefined ? null : requireEmail(input.email),
    phone: input.phone === undefined ? null : requireText(input.phone, 'phone', 60),
    language: input.language === undefined ? 'en' : requireLanguage(input.language),
    data_key: newDataKey(),
    created_at: now,
    updated_at: now,
  };
}

/**
 * Free text as it was typed: what is unsafe in it is escaped where it is printed, not here.
 * @throws INVALID_INPUT when it is empty, too long, or has a NUL, which PostgreSQL can't store
 */
export function requireText(text: string, what: string, maxLength: number): string {
  const trimmed = text.trim();
  const problem =
    trimmed === ''
      ? 'is empty'
      : trimmed.length > maxLength
        ? `is longer than ${maxLength} characters`
        : trimmed.includes('\0')
          ? 'has a NUL character'
          : '';
  if (problem === '') return trimmed;
  throw new OpsdeskError('INVALID_INPUT', `the ${what} ${problem}`, {
    hint: `Give a ${what} of 1 to ${maxLength} characters.`,
  });
}

/** One at sign with something on both sides and no blank: more than that only a delivery can tell. */
export function requireEmail(text: string): string {
  const email = requireText(text, 'e-mail address', 254);
  if (/^[^@ ]+@[^@ ]+$/.test(email)) return email;
  throw new OpsdeskError('INVALID_INPUT', `"${email}" is not an e-mail address`, {
    hint: 'Write it like ann@example.com.',
  });
}

/** A BCP 47 tag as it is written: `de-AT`. @throws INVALID_INPUT */
export function requireLanguage(text: string): string {
  try {
    const [tag] = Intl.getCanonicalLocales(text);
    if (tag !== undefined && tag.length <= 35) return tag;
  } catch {
    // Said below, in words of ours.
  }
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is not a language`, {
    hint: 'Write it as a tag such as en, de or pt-BR.',
  });
}
