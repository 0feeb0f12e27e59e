import type { AuditFilter } from './audit/audit-repository.js';
import type { ExportOptions } from './audit/export.js';
import type { VerifyOptions } from './audit/verify.js';
import type { CancelBookingInput } from './booking/cancel-booking.js';
import type { IssueRefundInput } from './booking/issue-refund.js';
import type { BookingFilter } from './booking/list-bookings.js';
import type { ModifyBookingInput } from './booking/modify-booking.js';
import type { BookingOrder } from './booking/read-order.js';
import type { TakePaymentInput } from './booking/take-payment.js';
import type { CreateCustomerInput } from './customer/create-customer.js';
import type { CustomerFilter } from './customer/customer-repository.js';
import type { UpdateCustomerInput } from './customer/update-customer.js';
import type { Desk } from './desk.js';
import type { FlightFilter } from './inventory/list-flights.js';
import type { FlightSearch } from './inventory/search-flights.js';
import type { OpsdeskError } from './kernel/errors.js';
import type { FlightRef } from './kernel/flight-ref.js';
import type { NotificationFilter } from './notification/notification-view.js';
import type { ReplayInput } from './notification/replay.js';
import type { WorkerOptions } from './notification/run-worker.js';
import type { PaymentFilter } from './payment/list-payments.js';
import type { RefundFilter } from './payment/list-refunds.js';
import type { PaymentSource } from './payment/payment-source.js';
import type { WriteOptions } from './runtime/request.js';
import type { ImportInput } from './seeding/import-schedule.js';
import type { Progress } from './seeding/load-flights.js';
import type { SeedInput } from './seeding/seed.js';
import type { Settings } from './settings/settings.js';

/** The means of payment stands beside it as typed, `sandbox:tok_ok`: only behind this line are the gateways known. */
type UnpaidInput = Omit<TakePaymentInput, 'source'>;

export type App = Awaited<ReturnType<typeof createApp>>;

/**
 * The only composition root: settings in, use cases out. Each is imported when it is called, and the
 * database is opened by the first that needs it, so that a command loads nothing that it does not use.
 */
export async function createApp(settings: Settings) {
  let opening: Promise<Desk> | undefined;
  let opened: Desk | undefined;
  const desk = (): Promise<Desk> => {
    opening ??= import('./desk.js').then(async ({ openDesk }) => {
      opened = await openDesk(settings);
      return opened;
    });
    return opening;
  };

  return {
    settings,

    flights: {
      search: async (query: FlightSearch & { readonly cursor?: string | undefined }) => {
        const { pageOffers } = await import('./inventory/find-offers.js');
        return pageOffers(await desk(), query);
      },
      show: async (ref: FlightRef) => {
        const [{ showFlight }, { session, clock }] = await Promise.all([import('./inventory/show-flight.js'), desk()]);
        return showFlight(session, ref, clock.now());
      },
      seats: async (ref: FlightRef) => {
        const [{ showSeats }, { session, clock }] = await Promise.all([import('./inventory/show-flight.js'), desk()]);
        return showSeats(session, ref, clock.now());
      },
      list: async (filter: FlightFilter) => {
        const [{ listFlights }, { session, clock }] = await Promise.all([
          import('./inventory/list-flights.js'),
          desk(),
        ]);
        return listFlights(session, filter, clock.now());
      },
      import: async (input: ImportInput, options: WriteOptions) => {
        const { importSchedule } = await import('./seeding/import-schedule.js');
        return importSchedule((await desk()).runner, input, options);
      },
    },

    bookings: {
      create: async (order: BookingOrder, options: WriteOptions, command?: 'booking create' | 'booking hold') => {
        const [{ createBooking }, { readOrder }] = await Promise.all([
          import('./booking/create-booking.js'),
          import('./booking/read-order.js'),
        ]);
        return createBooking(await desk(), readOrder(order), options, command);
      },
      confirm: async (pay: string, input: UnpaidInput, options: WriteOptions) => {
        const { takePayment } = await import('./booking/take-payment.js');
        const source = await sourceOf(pay);
        return takePayment(await desk(), { ...input, source }, options, 'booking confirm');
      },
      show: async (locator: string) => {
        const { showBooking } = await import('./booking/show-booking.js');
        return showBooking(await desk(), locator);
      },
      history: async (locator: string) => {
        const { showHistory } = await import('./booking/show-booking.js');
        return showHistory(await desk(), locator);
      },
      list: async (filter: BookingFilter) => {
        const [{ listBookings }, { session, clock }] = await Promise.all([
          import('./booking/list-bookings.js'),
          desk(),
        ]);
        return listBookings(session, filter, clock.now());
      },
      modify: async (
        change: Omit<ModifyBookingInput, 'flight'> & { readonly flight?: string | undefined },
        options: WriteOptions,
      ) => {
        const [{ modifyBooking }, { readWantedFlight }] = await Promise.all([
          import('./booking/modify-booking.js'),
          import('./booking/read-order.js'),
        ]);
        const { flight: typed, ...input } = change;
        const flight = typed === undefined ? undefined : readWantedFlight({ flight: typed });
        return modifyBooking(await desk(), { ...input, flight }, options);
      },
      cancel: async (input: CancelBookingInput, options: WriteOptions) => {
        const { cancelBooking } = await import('./booking/cancel-booking.js');
        return cancelBooking(await desk(), input, options);
      },
    },

    customers: {
      create: async (input: CreateCustomerInput, options: WriteOptions) => {
        const { createCustomer } = await import('./customer/create-customer.js');
        return createCustomer((await desk()).runner, input, options);
      },
      update: async (input: UpdateCustomerInput, options: WriteOptions) => {
        const { changeCustomer } = await import('./customer/update-customer.js');
        return changeCustomer((await desk()).runner, input, options);
      },
      show: async (id: string) => {
        const { showCustomer } = await import('./customer/show-customer.js');
        return showCustomer((await desk()).session, id);
      },
      list: async (filter: CustomerFilter) => {
        const { pageCustomers } = await import('./customer/show-customer.js');
        return pageCustomers((await desk()).session, filter);
      },
    },

    payments: {
      take: async (pay: string, input: UnpaidInput, options: WriteOptions) => {
        const { takePayment } = await import('./booking/take-payment.js');
        const source = await sourceOf(pay);
        return takePayment(await desk(), { ...input, source }, options);
      },
      show: async (id: string) => {
        const { showPayment } = await import('./payment/show-payment.js');
        return showPayment((await desk()).session, id);
      },
      list: async (filter: PaymentFilter) => {
        const { pagePayments } = await import('./payment/show-payment.js');
        return pagePayments((await desk()).session, filter);
      },
      reconcile: async (options: WriteOptions) => {
        const { reconcilePayments } = await import('./booking/reconcile-payments.js');
        return reconcilePayments(await desk(), options);
      },
    },

    refunds: {
      quote: async (locator: string, options: WriteOptions, ifVersion?: number) => {
        const { quoteRefund } = await import('./booking/quote-refund.js');
        return quoteRefund(await desk(), locator, options, ifVersion);
      },
      issue: async (input: IssueRefundInput, options: WriteOptions) => {
        const { issueRefund } = await import('./booking/issue-refund.js');
        return issueRefund(await desk(), input, options);
      },
      show: async (id: string) => {
        const { showRefund } = await import('./payment/show-refund.js');
        return showRefund((await desk()).session, id);
      },
      list: async (filter: RefundFilter) => {
        const { pageRefunds } = await import('./payment/show-refund.js');
        return pageRefunds((await desk()).session, filter);
      },
    },

    notifications: {
      list: async (filter: NotificationFilter) => {
        const { listNotifications } = await import('./notification/notification-view.js');
        return listNotifications((await desk()).session, filter);
      },
      show: async (id: string) => {
        const [{ showNotification }, { formatMoney }] = await Promise.all([
          import('./notification/notification-view.js'),
          import('./present/money.js'),
        ]);
        return showNotification((await desk()).session, id, formatMoney);
      },
      replay: async (input: ReplayInput, options: WriteOptions) => {
        const [{ replayNotifications }, { deliveryOf }] = await Promise.all([
          import('./notification/replay.js'),
          import('./worker.js'),
        ]);
        return replayNotifications(await deliveryOf(await desk(), settings), input, options);
      },
    },

    worker: {
      run: async (options: Omit<WorkerOptions, 'steps'>) => {
        const { runDeskWorker } = await import('./worker.js');
        return runDeskWorker(await desk(), settings, options);
      },
    },

    audit: {
      list: async (filter: AuditFilter) => {
        const { listAudit } = await import('./audit/list.js');
        return listAudit((await desk()).session, filter);
      },
      exportLines: async (options: ExportOptions) => {
        const { exportLines } = await import('./audit/export.js');
        return exportLines((await desk()).database, options);
      },
      exportRows: async (options: ExportOptions) => {
        const { exportRows } = await import('./audit/export.js');
        return exportRows((await desk()).database, options);
      },
      /** @param checkpoint the text of one */
      verify: async (checkpoint?: string) => {
        const { verifyDatabase } = await import('./audit/verify.js');
        return verifyDatabase((await desk()).database, await verifyOptions(checkpoint));
      },
      /** Needs no database: the file is enough. */
      verifyExport: async (chunks: AsyncIterable<string>, checkpoint?: string) => {
        const { verifyExport } = await import('./audit/verify.js');
        return verifyExport(chunks, await verifyOptions(checkpoint));
      },
      checkpoint: async () => {
        const { takeCheckpoint } = await import('./audit/checkpoint.js');
        const { database, clock } = await desk();
        return takeCheckpoint(database, clock);
      },
    },

    maintenance: {
      doctor: async () => {
        const { examine } = await import('./doctor.js');
        return examine(await desk(), settings);
      },
      seed: async (input: SeedInput, onProgress?: Progress) => {
        const { seedDesk } = await import('./seed-desk.js');
        return seedDesk(await desk(), input, onProgress);
      },
      migrate: async (isProduction: boolean) => {
        const { migrateDatabase } = await import('./database/maintain.js');
        return migrateDatabase(settings.databaseUrl, isProduction);
      },
      status: async () => {
        const { databaseStatus } = await import('./database/maintain.js');
        return databaseStatus(settings.databaseUrl);
      },
      reset: async () => {
        const { resetDatabase } = await import('./database/maintain.js');
        return resetDatabase(settings.databaseUrl);
      },
    },

    /** A driver's error in words for people, or undefined when it is a defect of ours. */
    explain: async (error: unknown): Promise<OpsdeskError | undefined> => {
      if (!opened) return undefined;
      const { asOperatingError } = await import('./database/operating-error.js');
      return asOperatingError(opened.database, error);
    },

    close: async (): Promise<void> => {
      await opening?.catch(() => undefined);
      await opened?.cache?.close();
      await opened?.database.close();
    },
  };
}

async function sourceOf(pay: string): Promise<PaymentSource> {
  const { parsePaymentSource } = await import('./payment/payment-source.js');
  return parsePaymentSource(pay);
}

async function verifyOptions(checkpoint: string | undefined): Promise<VerifyOptions> {
  if (checkpoint === undefined) return {};
  const { parseCheckpoint } = await import('./audit/checkpoint.js');
  return { checkpoint: parseCheckpoint(checkpoint) };
}
