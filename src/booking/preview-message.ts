import { OpsdeskError } from '../kernel/errors.js';
import { formatInstant } from '../kernel/instant.js';
import { money } from '../kernel/money.js';
import { digestFields } from '../notification/digest-fields.js';
import { toHtml } from '../notification/html-text.js';
import type { FormatMoney, MessageText, TemplateFields, TemplateName } from '../notification/templates/template.js';
import { requireTemplate, type Templates } from '../notification/templates.js';
import type { BookingDeps } from './booking-deps.js';
import type { BookingRecord } from './booking-record.js';
import { getBooking } from './booking-repository.js';
import { flightLineOf, flightsOf, itineraryFieldsOf, namesOf } from './messages.js';

export interface PreviewInput {
  readonly template: string;
  readonly recordLocator: string;
  /** Another than English. */
  readonly language?: string | undefined;
}

export interface MessagePreview {
  readonly template: string;
  readonly recordLocator: string;
  readonly language: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * What a message would say for a booking as it stands. Where the booking does not say it, an example stands in: a delay of
 * forty minutes, a refund of all that was paid.
 * @throws BOOKING_NOT_FOUND, INVALID_INPUT for a template that does not exist, WRONG_STATE for one about a flight where the
 *   booking has none
 */
export async function previewMessage(
  { session, clock }: Pick<BookingDeps, 'session' | 'clock'>,
  { templates, formatMoney }: { readonly templates: Templates; readonly formatMoney: FormatMoney },
  { template, recordLocator, language = 'en' }: PreviewInput,
): Promise<MessagePreview> {
  const name = requireTemplate(template);
  const record = await getBooking(session, recordLocator);
  const render: Render = (kind, fields) => templates.render(kind, language, fields, formatMoney);
  const fields = fieldsFor(record, formatInstant(clock.now()), render);
  const { subject, body } = render(name, fields[name]());
  return { template, recordLocator, language, subject, text: body, html: toHtml({ subject, body }) };
}

type FieldsOf = { readonly [T in TemplateName]: () => TemplateFields[T] };
type Render = <T extends TemplateName>(name: T, fields: TemplateFields[T]) => MessageText;

function fieldsFor(record: BookingRecord, now: string, render: Render): FieldsOf {
  const { booking } = record;
  const names = namesOf(record);
  const payBy = booking.pay_by === null ? now : formatInstant(booking.pay_by);
  const itinerary = () => itineraryFieldsOf(record);
  const paid = money(record.money.paidMinor, booking.currency);
  const refund = () => ({ recordLocator: booking.record_locator, amount: paid });
  const firstFlight = () => {
    const [first] = record.segments;
    if (first) return flightLineOf(first.flight);
    throw new OpsdeskError(
      'WRONG_STATE',
      `booking ${booking.record_locator} has no flight that the message could be about`,
    );
  };
  return {
    confirmation: itinerary,
    change: itinerary,
    rebooked: itinerary,
    'refund-offered': itinerary,
    cancellation: () => ({ ...names, refund: paid.amountMinor > 0 ? paid : null }),
    cleared: () => ({
      ...{ ...names, flights: flightsOf(record), total: money(booking.total_minor, booking.currency) },
      payBy,
    }),
    'payment-request': () => ({
      ...{ recordLocator: booking.record_locator, amount: money(booking.total_minor, booking.currency) },
      ...{ url: `https://pay.example/${booking.record_locator}`, payBy },
    }),
    refund,
    'flight-cancelled': () => ({
      ...{ ...names, flight: firstFlight(), cause: 'weather', flights: flightsOf(record).slice(1) },
      outcome: booking.status === 'confirmed' ? 'choose' : 'unpaid',
    }),
    'departure-reminder': () => ({ ...names, flight: firstFlight(), flights: flightsOf(record) }),
    'flight-status': () => ({
      ...{ recordLocator: booking.record_locator, flight: firstFlight(), kind: 'delayed', cause: 'weather' },
      ...{ delayMinutes: 40, divertedTo: null, equipment: null },
    }),
    digest: () => {
      const { record_locator: recordLocator } = booking;
      return digestFields('email', [
        { kind: 'rebooked', recordLocator, text: render('rebooked', itinerary()) },
        { kind: 'refund', recordLocator, text: render('refund', refund()) },
      ]);
    },
  };
}
