import { randomBytes } from 'node:crypto';
import type { Database } from '../../src/database/dialect.js';
import { connect } from '../../src/database/open.js';
import type { PaymentRow } from '../../src/database/schema.js';
import { locatorFrom } from '../../src/kernel/record-locator.js';
import { chargePayment } from '../../src/payment/charge-payment.js';
import { openGateway } from '../../src/payment/gateways/open-gateway.js';
import { PAYMENT_CHECKS } from '../../src/payment/payment-checks.js';
import { reservePayment } from '../../src/payment/reserve-payment.js';
import { settlePayment } from '../../src/payment/settle-payment.js';
import { shiftedClock } from '../../src/runtime/clock.js';
import { systemIds } from '../../src/runtime/id-source.js';
import { newDataKey } from '../../src/runtime/personal-data.js';
import type { AuditRecord } from '../../src/runtime/ports.js';
import { Runner, type Work } from '../../src/runtime/runner.js';
import type { Backend as TrialBackend } from '../support/backends.js';

export const RACERS = 16;

export interface Backend {
  readonly database: Database;
  close(): Promise<void>;
}

/** A fresh database of a back end, with connections enough for all racers. */
export async function openOn(backend: TrialBackend): Promise<Backend> {
  const trial = await backend.create();
  const database = await connect({ url: trial.url, maxConnections: RACERS });
  return {
    database,
    async close() {
      await database.close();
      await trial.drop();
    },
  };
}

/** A desk with one booking, whose payments and refunds the tests make. */
export class Desk {
  readonly audited: AuditRecord[] = [];
  readonly bookingId: string;
  readonly recordLocator = locatorFrom(randomBytes(6));
  private readonly ids = systemIds();
  private readonly runner: Runner;
  private readonly customerId: string;

  private constructor(readonly database: Database) {
    this.bookingId = this.ids.next('bkg');
    this.customerId = this.ids.next('cus');
    this.runner = new Runner({
      database,
      actor: 'tester',
      clock: shiftedClock(0),
      ids: this.ids,
      policy: { check() {} },
      audit: { record: (_tx, record) => void this.audited.push(record), hasCommitted: async () => false },
      outbox: { publish() {} },
    });
  }

  static async withBooking(database: Database): Promise<Desk> {
    const desk = new Desk(database);
    const now = Date.now();
    await database.transaction(async (tx) => {
      const customer = {
        id: desk.customerId,
        version: 1,
        name: 'SMITH/JOHN',
        language: 'en',
        created_at: now,
        updated_at: now,
      };
      const booking = {
        id: desk.bookingId,
        record_locator: desk.recordLocator,
        customer_id: desk.customerId,
        version: 1,
        status: 'held',
        currency: 'EUR',
        total_minor: 50_000,
        fees_minor: 0,
        created_at: now,
        created_by: 'tester',
        updated_at: now,
      };
      await tx.load('customer', Object.keys(customer), [Object.values(customer)]);
      await tx.load('booking', Object.keys(booking), [Object.values(booking)]);
    });
    return desk;
  }

  write<T>(work: Work<T>): Promise<T> {
    return this.runner.write({ command: 'test', input: {} }, work);
  }

  gateway(name = 'sandbox') {
    return openGateway(name, { database: this.database, isProduction: false, settings: {} });
  }

  reserve(amountMinor: number, source = 'tok_ok'): Promise<PaymentRow> {
    const subject = { customerId: this.customerId, dataKey: newDataKey() };
    const { bookingId } = this;
    return this.write((work) =>
      reservePayment(work, { bookingId, amountMinor, currency: 'EUR', gateway: 'sandbox', source, subject }),
    );
  }

  /** Reserve, ask, settle. */
  async pay(amountMinor: number, source = 'tok_ok'): Promise<PaymentRow> {
    const reserved = await this.reserve(amountMinor, source);
    const outcome = await chargePayment(await this.gateway(), reserved, Date.now());
    return (await this.write((work) => settlePayment(work, reserved.id, outcome))).payment;
  }

  /** The checks that do not hold, with how often. */
  async brokenChecks(): Promise<Record<string, number>> {
    const broken: Record<string, number> = {};
    for (const check of PAYMENT_CHECKS) {
      const row = await this.database.session.first(check.sql, { now: Date.now(), real: Date.now() });
      if (row?.violations) broken[check.name] = row.violations;
    }
    return broken;
  }
}
