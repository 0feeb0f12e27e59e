import { formatMoney } from '../catalog/currencies.js';
import type { PaymentRequestRow } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import { formatInstant, type Instant } from '../kernel/instant.js';
import { type Money, money } from '../kernel/money.js';
import { type Gateway, GatewayError, type PaymentLinks } from '../payment/gateways/gateway.js';
import { gatewayKeyFor } from '../payment/gateways/gateway-key.js';
import { nextInquiry } from '../payment/inquiry-pace.js';
import { takeTurns } from '../payment/inquiry-repository.js';
import { findOpenRequest, getRequest, insertRequest, storeReference } from '../payment/request-repository.js';
import type { WriteOptions, WriteRequest } from '../runtime/request.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { requireVersion } from '../runtime/version.js';
import type { BookingDeps } from './booking-deps.js';
import { amountOf, type BookingRecord } from './booking-record.js';
import { getBooking, getBookingById, lockBooking, lockBookingById } from './booking-repository.js';
import { hearsOf, queuePaymentRequest } from './messages.js';
import { requireDue } from './require-due.js';
import { linkOf, settleRequest } from './settle-request.js';

export interface RequestPaymentInput {
  readonly recordLocator: string;
  readonly gateway: string;
  /** A decimal in the booking's currency; the whole balance unless given. */
  readonly amount?: string | undefined;
  readonly ifVersion?: number | undefined;
}

/** A page on which the customer pays. */
export interface RequestedPayment {
  readonly requestId: string;
  readonly recordLocator: string;
  readonly gateway: string;
  readonly amount: Money;
  /** Null in a dry run, which asks no gateway. */
  readonly url: string | null;
  /** ISO 8601, UTC, by the real clock. */
  readonly expiresAt: string;
  /** Whether it is on its way to the customer as a message. */
  readonly sent: boolean;
}

interface Progress {
  readonly requestId: string;
  readonly preview?: RequestedPayment | undefined;
}

/**
 * Makes a page of the gateway's on which the customer pays, and sends it to them: nobody at a desk hears a card
 * number. Nothing is set aside: the hold runs out as it would have, and money that comes too late goes back.
 * A booking has one such page at a time; to ask for the same sum again sends the same page.
 * @throws NOTHING_DUE, PAYMENT_EXCEEDS_BALANCE, HOLD_EXPIRED, PRICE_CHANGED, WRONG_STATE, VERSION_CONFLICT,
 *   GATEWAY_NOT_CONFIGURED, GATEWAY_UNAVAILABLE (nothing was charged)
 */
export async function requestPayment(
  deps: BookingDeps,
  input: RequestPaymentInput,
  options: WriteOptions,
): Promise<RequestedPayment> {
  const links = linksOf(await deps.gatewayOf(input.gateway));
  const request: WriteRequest = { ...options, command: 'payment request', input: { ...input, ifVersion: undefined } };
  if (!options.isDryRun) await settleLapsed(deps, request, input.recordLocator);
  const started = await deps.runner.start<Progress, RequestedPayment>(request, async (work) => {
    const record = await lockBooking(work.tx, input.recordLocator);
    requireVersion(`booking ${record.booking.record_locator}`, record.booking.version, input.ifVersion);
    const { amountMinor } = await requireDue(work, record, amountOf(record, input.amount));
    const row = await openRequest(work, deps, { record, gateway: input.gateway, amountMinor, links });
    return options.isDryRun
      ? {
          requestId: row.id,
          preview: viewRequest(record, row, null, await hearsOf(work.tx, record, 'payment-request')),
        }
      : { requestId: row.id };
  });
  if (started.kind === 'answered') return deps.runner.finish(request, undefined, started.outcome);
  const { requestId, preview } = started.progress;
  return preview ?? sendPage(deps, request, links, requestId);
}

interface Wanted {
  readonly record: BookingRecord;
  readonly gateway: string;
  readonly amountMinor: number;
  readonly links: PaymentLinks;
}

/** The one that is open already, or a new one. */
async function openRequest(work: UnitOfWork, deps: BookingDeps, wanted: Wanted): Promise<PaymentRequestRow> {
  const { record, gateway, amountMinor, links } = wanted;
  const { booking } = record;
  const open = await findOpenRequest(work.tx, booking.id);
  if (open && open.gateway === gateway && open.amount_minor === amountMinor) return open;
  if (open) throw asksAlready(booking.record_locator, open);
  const real = deps.clock.real();
  const leftMs = booking.hold_expires_at === null ? links.longestMs : booking.hold_expires_at - work.now;
  const lifeMs = Math.min(links.longestMs - SLACK_MS, Math.max(links.shortestMs + SLACK_MS, leftMs));
  const id = work.ids.next('prq');
  const row: PaymentRequestRow = {
    id,
    booking_id: booking.id,
    gateway,
    status: 'open',
    currency: booking.currency,
    amount_minor: amountMinor,
    gateway_key: gatewayKeyFor('request', id),
    gateway_reference: null,
    expires_at: Math.floor((real + lifeMs) / 1_000) * 1_000,
    payment_id: null,
    created_at: work.now,
    created_by: work.actor,
  };
  await insertRequest(work.tx, row);
  // Nobody has paid by a page that is not made yet.
  await takeTurns(work.tx, [{ subject: id, next_at: nextInquiry('page', real, real) }], real);
  work.audit({
    action: 'payment.requested',
    entity: 'payment_request',
    entityId: id,
    after: { bookingId: booking.id, gateway, status: row.status, amountMinor, currency: row.currency },
  });
  return row;
}

/** For clocks that differ, and a call that is on its way. */
const SLACK_MS = 60_000;

async function sendPage(
  deps: BookingDeps,
  request: WriteRequest,
  links: PaymentLinks,
  requestId: string,
): Promise<RequestedPayment> {
  const row = await getRequest(deps.session, requestId);
  const { record_locator: locator } = (await getBookingById(deps.session, row.booking_id)).booking;
  const { reference, url } = await pageOf(links, row, locator, deps.clock.real());
  const answer = await deps.runner.step(request, async (work) => {
    const record = await lockBookingById(work.tx, row.booking_id);
    await storeReference(work.tx, row.id, reference);
    const isSent = await hearsOf(work.tx, record, 'payment-request');
    if (isSent) queuePaymentRequest(work, record, { amountMinor: row.amount_minor, url, payBy: row.expires_at });
    work.audit({
      action: 'payment.request_made',
      entity: 'payment_request',
      entityId: row.id,
      after: { bookingId: row.booking_id, reference, sent: isSent },
    });
    return { view: viewRequest(record, row, url, isSent), subject: record.subject };
  });
  return deps.runner.finish(request, answer.subject, { kind: 'done', answer: answer.view });
}

async function pageOf(links: PaymentLinks, row: PaymentRequestRow, locator: string, real: Instant) {
  const { gateway_reference: reference } = row;
  try {
    if (reference === null) {
      const description = `Booking ${locator}`;
      return await links.create({ ...linkOf(row), description });
    }
    const state = await links.read(reference, linkOf(row), real);
    if (state.kind === 'open') return { reference, url: state.url };
  } catch (error) {
    if (error instanceof GatewayError) throw unreachable(row.gateway, error);
    throw error;
  }
  throw new OpsdeskError('WRONG_STATE', `the page of ${locator} has just been paid, or has ended`, {
    hint: 'Bring the booking up to date: opsdesk payment reconcile',
    details: { recordLocator: locator, requestId: row.id },
  });
}

/** A page whose time is over may have been paid at the last moment: that is found out before there is another. */
async function settleLapsed(deps: BookingDeps, request: WriteRequest, locator: string): Promise<void> {
  const { booking } = await getBooking(deps.session, locator);
  const open = await findOpenRequest(deps.session, booking.id);
  if (open && open.expires_at <= deps.clock.real()) await settleRequest(deps, request, open);
}

function linksOf(gateway: Gateway): PaymentLinks {
  if (gateway.links) return gateway.links;
  throw new OpsdeskError('GATEWAY_NOT_CONFIGURED', `${gateway.name} has no pages here on which customers could pay`, {
    hint: 'Stripe and PayPal have, once OPSDESK_PAYMENT_RETURN_URL says where they go when they have paid.',
    details: { gateway: gateway.name },
  });
}

function asksAlready(locator: string, open: PaymentRequestRow): OpsdeskError {
  const amount = formatMoney(money(open.amount_minor, open.currency));
  return new OpsdeskError('WRONG_STATE', `${locator} has a page already, which asks for ${amount} by ${open.gateway}`, {
    hint: `Both could be paid. Ask for the same sum to send it again, or wait until it ends at ${formatInstant(open.expires_at)}.`,
    details: { recordLocator: locator, requestId: open.id },
  });
}

function unreachable(gateway: string, cause: GatewayError): OpsdeskError {
  return new OpsdeskError('GATEWAY_UNAVAILABLE', `${gateway} made no page (${cause.reason}); nothing was charged`, {
    hint: 'Try again in a moment: the same command makes the same page.',
    details: { gateway, reason: cause.reason },
    cause,
  });
}

function viewRequest(
  { booking }: BookingRecord,
  row: PaymentRequestRow,
  url: string | null,
  sent: boolean,
): RequestedPayment {
  return {
    requestId: row.id,
    recordLocator: booking.record_locator,
    gateway: row.gateway,
    amount: money(row.amount_minor, row.currency),
    url,
    expiresAt: formatInstant(row.expires_at),
    sent,
  };
}
