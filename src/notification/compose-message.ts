import type { MessageKind } from '../customer/preferences.js';
import { DeliveryError, type OutgoingMessage } from './channels/channel.js';
import { digestFields, locatorsOf, type ToldMessage } from './digest-fields.js';
import { addressOf, readPayload } from './notification-payload.js';
import type { KnownNotification } from './notification-repository.js';
import type { Parcel } from './parcel.js';
import type { FormatMoney, TemplateName } from './templates/template.js';
import type { Templates } from './templates.js';

export interface ComposerDeps {
  readonly formatMoney: FormatMoney;
  readonly templates: Templates;
  /** A booking's itinerary as an RFC 5545 calendar; messages go without one where nobody can write it. */
  readonly calendarOf?: (recordLocator: string) => Promise<string>;
}

/**
 * The one message that a parcel goes out as: the notification's own, or a digest of all that travels in it.
 * @throws DeliveryError where its customer was erased, or has no address for it any more
 */
export async function composeMessage(deps: ComposerDeps, { lead, others }: Parcel): Promise<OutgoingMessage> {
  const to = addressOf(lead);
  const told = [lead, ...others].map((row) => tell(deps, row));
  if (to === undefined) throw new DeliveryError('the customer has no address for it any more', true);
  return {
    notificationId: lead.id,
    customerId: lead.customer_id,
    messageId: lead.message_id,
    to,
    ...(told.length === 1 ? contentOf(told[0] as Told) : digestOf(deps, lead, told)),
    date: lead.created_at,
    calendars: lead.channel === 'email' ? await calendarsOf(deps, told) : [],
  };
}

interface Told extends ToldMessage {
  /** What it was filled with. */
  readonly fields: unknown;
}

/** @throws DeliveryError once the customer was erased */
function tell({ templates, formatMoney }: ComposerDeps, row: KnownNotification): Told {
  const payload = readPayload(row);
  if (!payload) throw new DeliveryError('the customer was erased', true);
  const { fields } = payload;
  const kind = row.template as MessageKind;
  const text = templates.render(kind, row.language, fields, formatMoney);
  return { kind, fields, recordLocator: row.record_locator, text };
}

type Content = Pick<OutgoingMessage, 'kind' | 'fields' | 'recordLocator' | 'subject' | 'body'>;

function contentOf({ text, ...told }: Told): Content {
  return { ...told, ...text };
}

/** Each text as it would have gone out by itself, whatever its language, in a frame in that of the first. */
function digestOf({ templates, formatMoney }: ComposerDeps, lead: KnownNotification, told: readonly Told[]): Content {
  const fields = digestFields(lead.channel === 'sms' ? 'sms' : 'email', told);
  const text = templates.render('digest', lead.language, fields, formatMoney);
  return { kind: 'digest', fields, recordLocator: null, ...text };
}

/** What changes a traveller's days. */
const WITH_CALENDAR: readonly string[] = [
  'confirmation',
  'change',
  'rebooked',
  'cancellation',
] satisfies TemplateName[];

/** Of each booking as it stands now, and not as it stood when its message was queued: of two, a calendar wants the newer. */
async function calendarsOf({ calendarOf }: ComposerDeps, told: readonly ToldMessage[]): Promise<string[]> {
  if (!calendarOf) return [];
  const changed = told.filter(({ kind }) => WITH_CALENDAR.includes(kind));
  return Promise.all(locatorsOf(changed).map(calendarOf));
}
