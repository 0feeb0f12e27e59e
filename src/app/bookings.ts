import type { CancelBookingInput } from '../booking/cancel-booking.js';
import type { BookingFilter } from '../booking/list-bookings.js';
import type { BookingOrder, ChangeOrder } from '../booking/read-order.js';
import type { ReinstateBookingInput } from '../booking/reinstate-booking.js';
import type { SplitBookingInput } from '../booking/split-booking.js';
import type { Desk } from '../desk.js';
import type { Instant } from '../kernel/instant.js';
import type { QueueFilter } from '../queue/list-queues.js';
import type { WriteOptions } from '../runtime/request.js';
import type { BookingImportInput } from '../seeding/import-bookings.js';
import type { UnpaidInput } from './source-of.js';
import { sourceOf } from './source-of.js';

/** Bookings, and the queues of what needs a person. */
export const bookingsUseCases = (desk: () => Promise<Desk>) => ({
  bookings: {
    create: async (order: BookingOrder, options: WriteOptions, command?: 'booking create' | 'booking hold') => {
      const [{ createBooking }, { readOrder }] = await Promise.all([
        import('../booking/create-booking.js'),
        import('../booking/read-order.js'),
      ]);
      return createBooking(await desk(), readOrder(order), options, command);
    },
    /** What reads the parts of an order, for whoever checks them as they are typed; each throws INVALID_INPUT. */
    readers: async () => {
      const [{ parsePassengerName }, { parsePaymentSource }] = await Promise.all([
        import('../booking/passenger-name.js'),
        import('../payment/payment-source.js'),
      ]);
      return { passengerName: parsePassengerName, paymentSource: parsePaymentSource };
    },
    confirm: async (pay: string, input: UnpaidInput, options: WriteOptions) => {
      const { takePayment } = await import('../booking/take-payment.js');
      const source = await sourceOf(pay);
      return takePayment(await desk(), { ...input, source }, options, 'booking confirm');
    },
    show: async (locator: string) => {
      const { showBooking } = await import('../booking/show-booking.js');
      return showBooking(await desk(), locator);
    },
    showAsOf: async (locator: string, at: Instant) => {
      const { showBookingAsOf } = await import('../booking/show-booking-as-of.js');
      return showBookingAsOf(await desk(), locator, at);
    },
    itinerary: async (locator: string) => {
      const { showItinerary } = await import('../booking/itinerary.js');
      return showItinerary(await desk(), locator);
    },
    history: async (locator: string) => {
      const { showHistory } = await import('../booking/show-booking.js');
      return showHistory(await desk(), locator);
    },
    list: async (filter: BookingFilter) => {
      const [{ listBookings }, { session, clock }] = await Promise.all([import('../booking/list-bookings.js'), desk()]);
      return listBookings(session, filter, clock.now());
    },
    modify: async (order: ChangeOrder, options: WriteOptions) => {
      const [{ modifyBooking }, { readChange }] = await Promise.all([
        import('../booking/modify-booking.js'),
        import('../booking/read-order.js'),
      ]);
      return modifyBooking(await desk(), readChange(order), options);
    },
    cancel: async (input: CancelBookingInput, options: WriteOptions) => {
      const { cancelBooking } = await import('../booking/cancel-booking.js');
      return cancelBooking(await desk(), input, options);
    },
    split: async (input: SplitBookingInput, options: WriteOptions) => {
      const { splitBooking } = await import('../booking/split-booking.js');
      return splitBooking(await desk(), input, options);
    },
    reinstate: async (input: ReinstateBookingInput, options: WriteOptions) => {
      const { reinstateBooking } = await import('../booking/reinstate-booking.js');
      return reinstateBooking(await desk(), input, options);
    },
    import: async (input: BookingImportInput, options: WriteOptions) => {
      const { importBookings } = await import('../seeding/import-bookings.js');
      return importBookings(await desk(), input, options);
    },
  },

  queues: {
    list: async (queue: string | undefined, filter: QueueFilter) => {
      const [{ listQueues }, { parseQueueName }] = await Promise.all([
        import('../queue/list-queues.js'),
        import('../queue/queues.js'),
      ]);
      return listQueues(await desk(), { ...filter, queue: queue === undefined ? undefined : parseQueueName(queue) });
    },
    claim: async (target: string, leaseMs: number, options: WriteOptions) => {
      const [{ claimQueueItem }, { parseQueueTarget }] = await Promise.all([
        import('../queue/claim-item.js'),
        import('../queue/queues.js'),
      ]);
      return claimQueueItem(await desk(), { target: parseQueueTarget(target), leaseMs }, options);
    },
    done: async (item: string, options: WriteOptions) => {
      const [{ finishQueueItem }, { parseItemRef }] = await Promise.all([
        import('../queue/finish-item.js'),
        import('../queue/queues.js'),
      ]);
      return finishQueueItem(await desk(), { item: parseItemRef(item) }, options);
    },
  },
});
