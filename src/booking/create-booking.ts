import { isOpsdeskError, OpsdeskError } from '../kernel/errors.js';
import type { PaymentSource } from '../payment/payment-source.js';
import type { WriteOptions, WriteRequest } from '../runtime/request.js';
import type { BookingDeps } from './booking-deps.js';
import { type HoldInput, holdBooking } from './hold-booking.js';
import { beginPayment, carryPayment, type PaymentProgress, progressOf } from './take-payment.js';
import { type BookingView, viewBooking } from './view-booking.js';
import { afterThoseWhoWait, clearInPassing } from './waitlist-turn.js';

export interface CreateBookingInput extends HoldInput {
  /** Pays and confirms at once; without it the booking is held. */
  readonly pay?: PaymentSource | undefined;
  /** The currency that is charged; the booking's unless given. */
  readonly payIn?: string | undefined;
  /** Goes on the waiting list of all its flights where one is sold out. */
  readonly canWait?: boolean | undefined;
}

/**
 * Makes a booking: held, or paid and confirmed; or waiting, where it may.
 * @throws what `holdBooking` throws, and PAYMENT_DECLINED or PAYMENT_UNKNOWN with the booking still held
 */
export async function createBooking(
  deps: BookingDeps,
  input: CreateBookingInput,
  options: WriteOptions,
  command = 'booking create',
): Promise<BookingView> {
  // The price is what the caller had read, not what they want: a repeat that has read another is the same command.
  const request: WriteRequest = { ...options, command, input: { ...input, agreed: undefined } };
  requireWaitable(input);
  if (input.pay) await deps.gatewayOf(input.pay.gateway);
  const sell = (yields: boolean) => sellNow(deps, input, request, yields);
  try {
    // A dry run must not serve others in passing.
    return await (options.isDryRun === true ? sell(false) : afterThoseWhoWait(deps, command, sell));
  } catch (error) {
    if (input.canWait !== true || !isOpsdeskError(error, 'SOLD_OUT')) throw error;
    return wait(deps, input, request);
  }
}

async function sellNow(
  deps: BookingDeps,
  input: CreateBookingInput,
  request: WriteRequest,
  yields: boolean,
): Promise<BookingView> {
  const { pay, payIn } = input;
  if (!pay) {
    return deps.runner.write(request, async (work) =>
      viewBooking(await holdBooking(work, input, false, yields), work.now),
    );
  }
  const started = await deps.runner.start<PaymentProgress, BookingView>(request, async (work) => {
    const record = await holdBooking(work, input, true, yields);
    await work.tx.sendLater();
    return progressOf(work, record, await beginPayment(work, record, pay, { currency: payIn }));
  });
  return carryPayment(deps, request, started);
}

/** A transaction of its own: the sale that found too few seats is rolled back with those that it had claimed. */
async function wait(deps: BookingDeps, input: CreateBookingInput, request: WriteRequest): Promise<BookingView> {
  const { joinWaitlist } = await import('./join-waitlist.js');
  let flightIds: number[] = [];
  const view = await deps.runner.write(request, async (work) => {
    const record = await joinWaitlist(work, input);
    flightIds = record.segments.map((segment) => segment.flight_id);
    return viewBooking(record, work.now);
  });
  // Seats may have come free while it was not on the list yet; whoever freed them could not see it there.
  if (request.isDryRun !== true) await clearInPassing(deps, flightIds, request.command);
  return view;
}

/** What cannot be waited for is refused before anything is tried. @throws INVALID_INPUT */
function requireWaitable({ canWait, pay, stays = [], seats = [] }: CreateBookingInput): void {
  if (canWait !== true) return;
  const refused =
    pay !== undefined
      ? ['a booking that may have to wait cannot be paid at once', 'Leave --pay out: it is paid once it is cleared.']
      : stays.length > 0
        ? ['only flights have a waiting list', 'Book the stay once the flights are cleared.']
        : seats.length > 0
          ? ['nobody waits for a certain seat', 'Leave --seat out, or --waitlist.']
          : undefined;
  if (refused) throw new OpsdeskError('INVALID_INPUT', refused[0] as string, { hint: refused[1] as string });
}
