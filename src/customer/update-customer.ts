import type { Tier } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { WriteOptions } from '../runtime/request.js';
import type { Runner } from '../runtime/runner.js';
import { requireVersion } from '../runtime/version.js';
import { type CustomerDetail, requireEmail, requireLanguage, requireText } from './customer.js';
import { lockCustomer, subjectOf, updateCustomer } from './customer-repository.js';
import { findWebhook, keepPreference, keepWebhook } from './preference-repository.js';
import { formatPreference, parsePreference, requireWebhook } from './preferences.js';
import { formatQuietHours, parseQuietHours, type QuietHours, requireTimeZone } from './quiet-hours.js';
import { findQuietHours, keepQuietHours } from './quiet-hours-repository.js';
import { showCustomer } from './show-customer.js';

export interface UpdateCustomerInput {
  readonly customerId: string;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly language?: string | undefined;
  readonly tier?: Tier | undefined;
  /** Null for none any more. */
  readonly webhookUrl?: string | null | undefined;
  /** What they want to hear, beside what they said before: `flight-status:sms=on`. */
  readonly notify?: readonly string[] | undefined;
  /** `22:00-07:00`, when they are not to be disturbed; null for never any more. */
  readonly quietHours?: string | null | undefined;
  /** IANA name, of the clock that their quiet hours go by; the one before unless given. */
  readonly timeZone?: string | undefined;
  readonly ifVersion?: number | undefined;
}

/**
 * @throws CUSTOMER_NOT_FOUND, VERSION_CONFLICT, WRONG_STATE when erased, INVALID_INPUT, INPUT_REQUIRED for quiet hours
 *   without a time zone
 */
export async function changeCustomer(
  runner: Runner,
  input: UpdateCustomerInput,
  options: WriteOptions,
): Promise<CustomerDetail> {
  const notify = input.notify?.map(parsePreference);
  return runner.write({ ...options, command: 'customer update', input }, async (work) => {
    const before = await lockCustomer(work.tx, input.customerId);
    requireVersion(`customer ${before.id}`, before.version, input.ifVersion);
    if (before.data_key === null) throw new OpsdeskError('WRONG_STATE', `customer ${before.id} was erased`);
    const after = {
      ...before,
      version: before.version + 1,
      name: input.name === undefined ? before.name : requireText(input.name, 'name', 200),
      email: input.email === undefined ? before.email : requireEmail(input.email),
      phone: input.phone === undefined ? before.phone : requireText(input.phone, 'phone', 60),
      language: input.language === undefined ? before.language : requireLanguage(input.language),
      tier: input.tier ?? before.tier,
      updated_at: work.now,
    };
    const subject = subjectOf(after);
    work.concerns(subject);
    updateCustomer(work.tx, after);
    const webhookBefore = await findWebhook(work.tx, before.id);
    const webhook = input.webhookUrl === undefined ? undefined : orNone(input.webhookUrl, requireWebhook);
    if (webhook !== undefined) keepWebhook(work.tx, before.id, webhook);
    const quietBefore = await findQuietHours(work.tx, before.id);
    const quiet = quietAfter(quietBefore, input);
    if (quiet !== undefined) keepQuietHours(work.tx, before.id, quiet);
    for (const preference of notify ?? []) keepPreference(work.tx, before.id, preference);
    work.audit({
      action: 'customer.updated',
      entity: 'customer',
      entityId: after.id,
      before: { version: before.version, language: before.language, tier: before.tier },
      after: {
        ...{ version: after.version, language: after.language, tier: after.tier },
        ...(notify === undefined ? {} : { notify: notify.map(formatPreference) }),
      },
      personal: {
        before: {
          ...{ name: before.name, email: before.email, phone: before.phone, webhook: webhookBefore },
          quietHours: inWords(quietBefore),
        },
        after: {
          ...{ name: after.name, email: after.email, phone: after.phone },
          webhook: webhook === undefined ? webhookBefore : webhook,
          quietHours: inWords(quiet === undefined ? quietBefore : quiet),
        },
      },
      subject,
    });
    await work.tx.sendLater();
    return showCustomer(work.tx, after.id);
  });
}

/**
 * @returns null for none any more, undefined where nothing was said of them
 * @throws INVALID_INPUT, INPUT_REQUIRED
 */
function quietAfter(
  before: QuietHours | null,
  { quietHours, timeZone }: Pick<UpdateCustomerInput, 'quietHours' | 'timeZone'>,
): QuietHours | null | undefined {
  if (quietHours === undefined && timeZone === undefined) return undefined;
  const zone = timeZone === undefined ? before?.timeZone : requireTimeZone(timeZone);
  const hours = quietHours === undefined ? before : orNone(quietHours, parseQuietHours);
  if (hours === null) {
    if (timeZone === undefined) return null;
    throw new OpsdeskError('INVALID_INPUT', 'a time zone says when quiet hours begin and end, and there are none', {
      hint: 'Give both: --quiet-hours 22:00-07:00 --time-zone Europe/Berlin',
    });
  }
  if (zone !== undefined) return { ...hours, timeZone: zone };
  throw new OpsdeskError('INPUT_REQUIRED', "quiet hours go by the customer's own clock, and nobody has said which", {
    hint: 'Add --time-zone NAME, such as Europe/Berlin.',
  });
}

/** An empty text is not null: it is read, and refused. */
function orNone<T>(text: string | null, read: (text: string) => T): T | null {
  return text === null ? null : read(text);
}

function inWords(quiet: QuietHours | null): string | null {
  return quiet && `${formatQuietHours(quiet)} ${quiet.timeZone}`;
}
