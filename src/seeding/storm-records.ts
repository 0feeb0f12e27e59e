import { type BookingRecord, NO_MONEY, totalMinor } from '../booking/booking-record.js';
import { recordedState } from '../booking/recorded-state.js';
import { segmentOf } from '../booking/segment-of.js';
import { subjectOf } from '../customer/customer-repository.js';
import type { AuditEntryRow, CustomerRow, PaymentRow, PostingRow, SandboxOperationRow } from '../database/schema.js';
import type { IdSource } from '../kernel/ids.js';
import { DAY_MS, type Instant } from '../kernel/instant.js';
import { locatorFrom } from '../kernel/record-locator.js';
import { exchangeColumns } from '../payment/charged.js';
import { gatewayKeyFor } from '../payment/gateways/gateway-key.js';
import { hashCharge } from '../payment/gateways/sandbox.js';
import { capturePostings } from '../payment/ledger.js';
import { encryptPersonal, newDataKey } from '../runtime/personal-data.js';
import { auditEntryId } from '../runtime/ports.js';
import type { Random } from './random.js';
import type { SoldGroup } from './sold-groups.js';
import { drawEmail, drawPhone, drawTier, nameParty } from './storm-parties.js';

const GATEWAY = 'sandbox';
const SOURCE = 'tok_ok';
const LOCATOR_BYTES = 6;
/** How many days ahead people book, at most. */
const EARLIEST_SALE_DAYS = 60;

/** All rows that a booking consists of, as a desk leaves them that has sold it and took the money. */
export interface StormBooking {
  readonly customer: CustomerRow;
  readonly record: BookingRecord;
  readonly payment: PaymentRow;
  readonly postings: readonly PostingRow[];
  readonly charge: SandboxOperationRow;
  /** Not sealed yet. */
  readonly entry: Omit<AuditEntryRow, 'seq' | 'hash'>;
}

export interface StormDesk {
  readonly ids: IdSource;
  readonly random: Random;
  readonly actor: string;
  /** The last instant at which anything was sold. */
  readonly salesEnd: Instant;
}

/** Makes the bookings of groups, one after the other: names, locators and prices follow from the seed, ids do not. */
export class StormBookings {
  private readonly locators = new Set<string>();
  private made = 0;

  constructor(private readonly desk: StormDesk) {}

  make(group: SoldGroup): StormBooking {
    const { ids, random, actor, salesEnd } = this.desk;
    const soldAt = salesEnd - random.below(EARLIEST_SALE_DAYS * DAY_MS);
    const bookingId = ids.next('bkg');
    const passengers = nameParty(random, group.party).map((named, index) => ({
      ...named,
      booking_id: bookingId,
      position: index + 1,
    }));
    const lead = passengers[0] as (typeof passengers)[number];
    const customer: CustomerRow = {
      id: ids.next('cus'),
      version: 1,
      tier: drawTier(random),
      name: `${lead.given_name} ${lead.surname}`,
      email: drawEmail(random, lead, this.made),
      phone: drawPhone(random),
      language: 'en',
      data_key: newDataKey(),
      created_at: soldAt,
      updated_at: soldAt,
    };
    const space = {
      passengers,
      segments: group.legs.map((leg, index) => segmentOf(bookingId, index + 1, leg.flight.row, leg.fare, leg.journey)),
      stays: [],
    };
    const paidMinor = totalMinor(space, { fees_minor: 0, discount_minor: 0 });
    const currency = group.legs[0]?.fare.currency ?? '';
    const record: BookingRecord = {
      ...space,
      booking: {
        id: bookingId,
        record_locator: this.drawLocator(),
        customer_id: customer.id,
        // Held, and confirmed by its payment.
        version: 2,
        status: 'confirmed',
        currency,
        total_minor: paidMinor,
        fees_minor: 0,
        discount_minor: 0,
        hold_expires_at: null,
        pay_by: null,
        price_until: null,
        time_limit: 'cancel',
        split_from: null,
        contact_email: customer.email,
        contact_phone: customer.phone,
        remark: null,
        created_at: soldAt,
        created_by: actor,
        updated_at: soldAt,
      },
      subject: subjectOf(customer),
      seats: seatsOf(group),
      money: { ...NO_MONEY, paidMinor },
    };
    this.made += 1;
    return { customer, record, ...this.paid(record), entry: this.audited(record) };
  }

  private paid({ booking, money }: BookingRecord): Pick<StormBooking, 'payment' | 'postings' | 'charge'> {
    const id = this.desk.ids.next('pay');
    const { created_at: soldAt, currency } = booking;
    const reference = `sandbox_charge_${id}`;
    const payment: PaymentRow = {
      id,
      booking_id: booking.id,
      gateway: GATEWAY,
      source: SOURCE,
      status: 'captured',
      currency,
      amount_minor: money.paidMinor,
      captured_minor: money.paidMinor,
      refunded_minor: 0,
      gateway_key: gatewayKeyFor('charge', id),
      gateway_reference: reference,
      failure: null,
      created_at: soldAt,
      created_by: booking.created_by,
      settled_at: soldAt,
      split_from: null,
      moved_minor: 0,
      operation: 'charge',
      ...exchangeColumns(),
    };
    const charge: SandboxOperationRow = {
      gateway_key: payment.gateway_key,
      kind: 'charge',
      outcome: 'succeeded',
      failure: null,
      request_hash: hashCharge(payment.amount_minor, currency, SOURCE),
      reference,
      parent_reference: null,
      currency,
      amount_minor: payment.amount_minor,
      created_at: soldAt,
    };
    return { payment, postings: capturePostings(payment, soldAt), charge };
  }

  private audited(record: BookingRecord): StormBooking['entry'] {
    const operationId = this.desk.ids.next('op');
    const state = recordedState(record);
    const { booking, subject } = record;
    return {
      id: auditEntryId(operationId, 1),
      operation_id: operationId,
      occurred_at: booking.created_at,
      actor: booking.created_by,
      command: 'db seed',
      action: 'booking.confirmed',
      entity: 'booking',
      entity_id: booking.record_locator,
      reason: null,
      idempotency_key: null,
      before_state: null,
      after_state: JSON.stringify(state.public),
      customer_id: subject.customerId,
      personal: encryptPersonal(subject, { after: state.personal }),
    };
  }

  private drawLocator(): string {
    for (;;) {
      const locator = locatorFrom(Uint8Array.from({ length: LOCATOR_BYTES }, () => this.desk.random.below(256)));
      if (this.locators.has(locator)) continue;
      this.locators.add(locator);
      return locator;
    }
  }
}

function seatsOf({ legs }: SoldGroup): BookingRecord['seats'] {
  return legs.flatMap(({ flight: { row, units: all }, units }, index) =>
    units.map((unit, passenger) => ({
      flight_id: row.id,
      ordinal: all.ordinals[unit] ?? 0,
      cabin: all.cabins[unit] ?? '',
      seat_number: all.seatNumbers[unit] ?? null,
      status: 'sold' as const,
      segment_position: index + 1,
      passenger_position: passenger + 1,
    })),
  );
}
