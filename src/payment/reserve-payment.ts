import type { PaymentRow } from '../database/schema.js';
import { invariant } from '../kernel/errors.js';
import { money } from '../kernel/money.js';
import type { DataSubject } from '../runtime/personal-data.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type Exchange, exchangeColumns, viewExchange } from './charged.js';
import { gatewayKeyFor } from './gateways/gateway-key.js';
import { isByVoucher } from './means.js';
import { insertPayment } from './payment-repository.js';
import { findRedeemable } from './vouchers/redeem-voucher.js';

export interface PaymentReservation {
  readonly bookingId: string;
  /** Minor units, above zero. */
  readonly amountMinor: number;
  readonly currency: string;
  /** Where it is charged in another currency. */
  readonly exchange?: Exchange | undefined;
  readonly gateway: string;
  /** The gateway's token of a means of payment; of a voucher the hash of its code. */
  readonly source: string;
  /** That of the page by which it was paid; made anew for any other. */
  readonly gatewayKey?: string | undefined;
  /** To take the money unless it is only to be set aside. */
  readonly operation?: PaymentRow['operation'] | undefined;
  /** Under whose key the token stands in the audit trail. */
  readonly subject: DataSubject;
}

/**
 * Stores a payment before its gateway is asked, so that whatever happens to the call can be found again.
 * The gateway key follows from the payment: every attempt asks with the same one.
 * @throws what `findRedeemable` throws
 */
export async function reservePayment(work: UnitOfWork, reservation: PaymentReservation): Promise<PaymentRow> {
  const { bookingId, amountMinor, currency, exchange, gateway, source, operation = 'charge', subject } = reservation;
  const charged = exchange?.charged ?? money(amountMinor, currency);
  invariant(Number.isSafeInteger(amountMinor) && amountMinor > 0, `a payment of ${amountMinor} minor units`);
  const id = work.ids.next('pay');
  const token = isByVoucher({ gateway }) ? (await findRedeemable(work, source, charged)).id : source;
  const payment: PaymentRow = {
    id,
    booking_id: bookingId,
    gateway,
    source: token,
    status: 'created',
    currency,
    amount_minor: amountMinor,
    captured_minor: 0,
    refunded_minor: 0,
    gateway_key: reservation.gatewayKey ?? gatewayKeyFor(operation, id),
    gateway_reference: null,
    failure: null,
    created_at: work.now,
    created_by: work.actor,
    settled_at: null,
    split_from: null,
    moved_minor: 0,
    operation,
    ...exchangeColumns(exchange),
  };
  await insertPayment(work.tx, payment);
  work.audit({
    action: 'payment.created',
    entity: 'payment',
    entityId: id,
    after: {
      ...{ bookingId, gateway, status: payment.status, operation, amountMinor, currency },
      ...(exchange && { charged, exchange: viewExchange(payment) }),
    },
    personal: { source: token },
    subject,
  });
  return payment;
}
