import type { PaymentRequestRow } from '../database/schema.js';
import { GatewayError, type LinkState, type OpenLink, type PaymentLinks } from '../payment/gateways/gateway.js';
import { endRequest, lockRequest } from '../payment/request-repository.js';
import { reservePayment } from '../payment/reserve-payment.js';
import { settlePayment } from '../payment/settle-payment.js';
import type { WriteRequest } from '../runtime/request.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { holdSpaceUntil } from './booked-space.js';
import type { BookingDeps } from './booking-deps.js';
import type { BookingRecord } from './booking-record.js';
import { lockBookingById } from './booking-repository.js';
import { payOut } from './pay-out.js';
import { receivePayment, refundLatePayment } from './receive-payment.js';

/** What looking at a page came to. */
export interface LookedAtPage {
  readonly status: PaymentRequestRow['status'];
  /** False while its gateway cannot be asked: it may have been paid all the same. */
  readonly isCertain: boolean;
}

/**
 * Looks whether a customer has paid by a page, and makes a payment of it, once, however many look. The gateway's own
 * word is what counts: whatever told of it, a web hook or a clock, only says that it is worth looking.
 */
export async function settleRequest(
  deps: BookingDeps,
  request: WriteRequest,
  row: PaymentRequestRow,
): Promise<LookedAtPage> {
  const { links } = await deps.gatewayOf(row.gateway);
  const state = links && (await look(links, row, deps.clock.real()));
  if (state?.kind !== 'paid' && state?.kind !== 'over') return { status: row.status, isCertain: state !== undefined };
  const settled = await deps.runner.step(request, async (work) => {
    const record = await lockBookingById(work.tx, row.booking_id);
    const { status } = await lockRequest(work.tx, row.id);
    if (status !== 'open') return { status };
    if (state.kind === 'paid') return { status: 'paid', refundId: await takeIn(work, record, row, state.reference) };
    await endRequest(work.tx, row.id, { status: 'over', paymentId: null });
    auditEnd(work, row, { status: 'over' });
    return { status: 'over' };
  });
  if (settled.refundId !== undefined) await payOut(deps, request, settled.refundId);
  return { status: settled.status as PaymentRequestRow['status'], isCertain: true };
}

/** Undefined while nobody can tell. */
async function look(links: PaymentLinks, row: PaymentRequestRow, real: number): Promise<LinkState | undefined> {
  const { gateway_reference: reference, expires_at: expiresAt } = row;
  // The answer that had its address was lost, so that nobody was ever sent there.
  if (reference === null) return expiresAt <= real ? { kind: 'over' } : undefined;
  try {
    return await links.read(reference, linkOf(row), real);
  } catch (error) {
    if (error instanceof GatewayError) return undefined;
    throw error;
  }
}

export function linkOf(row: PaymentRequestRow): OpenLink {
  const { gateway_key: gatewayKey, amount_minor: amountMinor, currency, expires_at: expiresAt } = row;
  return { gatewayKey, amountMinor, currency, expiresAt };
}

/** @returns the refund of money that came when the booking could not be had any more */
async function takeIn(
  work: UnitOfWork,
  record: BookingRecord,
  row: PaymentRequestRow,
  reference: string,
): Promise<string | undefined> {
  const { booking, subject } = record;
  const reserved = await reservePayment(work, {
    bookingId: booking.id,
    amountMinor: row.amount_minor,
    currency: row.currency,
    gateway: row.gateway,
    source: 'page',
    gatewayKey: row.gateway_key,
    subject,
  });
  const { payment } = await settlePayment(work, reserved.id, { kind: 'succeeded', reference });
  await endRequest(work.tx, row.id, { status: 'paid', paymentId: payment.id });
  auditEnd(work, row, { status: 'paid', paymentId: payment.id });
  // The hold went on running while the customer paid, and others may have had its seats since.
  if (booking.status === 'held' && !(await holdSpaceUntil(work, record, null))) {
    await holdSpaceUntil(work, record, booking.hold_expires_at);
    return refundLatePayment(work, record, payment, 'expired');
  }
  const money = { ...record.money, reservedMinor: record.money.reservedMinor + payment.amount_minor };
  return receivePayment(work, { ...record, money }, payment);
}

function auditEnd(work: UnitOfWork, row: PaymentRequestRow, after: object): void {
  work.audit({
    action: 'payment.request_ended',
    entity: 'payment_request',
    entityId: row.id,
    before: { status: row.status },
    after: { bookingId: row.booking_id, ...after },
  });
}
