import {
  fareOf,
  instantAt,
  type Model,
  type ModelBooking,
  type ModelSegment,
  type ModelStay,
  seatedCount,
  sum,
} from './model.js';
import { comesBackByLaw } from './statutory.js';

/** What the rules of its fares and rates keep of a paid booking, and the fees that it has collected. */
export function keptOf(model: Model, booking: ModelBooking): number {
  const byLaw = comesBackByLaw(model, booking);
  const flights = booking.segments
    .filter((each) => each.isLive && !(byLaw.has(each) && model.departsAt(each.flight) > model.now))
    .map((each) => keptOfFlight(model, booking, each));
  const rooms = booking.stays.filter((each) => each.isLive).map((each) => keptOfStay(model, each, each.priceMinor));
  return sum(flights) + sum(rooms) + booking.feesMinor;
}

/** The price once flown; the cancel fee of a refundable fare; of another one everything but the taxes. */
export function keptOfFlight(
  model: Model,
  { passengers }: Pick<ModelBooking, 'passengers'>,
  { flight, fare, status }: ModelSegment,
): number {
  const { base, tax } = fareOf(fare, passengers);
  if (model.departsAt(flight) <= model.now) return base + tax;
  // New times that wait for an answer: it was the carrier who changed the contract.
  if (status === 'TK') return 0;
  const fee = Math.min(fare.cancelFeeMinor, fare.baseMinor + fare.taxMinor);
  return fare.isRefundable ? fee * seatedCount({ passengers }) : base;
}

/** All of a rate without a policy; of the others a half or all of it in the last two days. */
export function keptOfStay(model: Model, stay: ModelStay, amountMinor: number): number {
  const hoursAhead = (instantAt(stay.property, stay.checkIn, 15) - model.now) / 3_600_000;
  const share = stay.ratePlan === 'SAVE' ? 0 : hoursAhead >= 48 ? 100 : hoursAhead >= 24 ? 50 : 0;
  return amountMinor - Math.round((amountMinor * share) / 100);
}

/** The fee of a move for each seat, and what a dearer fare forfeits; nothing while new times wait for an answer. */
export function penaltyOfMove(booking: ModelBooking, old: ModelSegment, next: ModelSegment): number {
  if (booking.status !== 'confirmed' || old.status === 'TK') return 0;
  const over = fareOf(old.fare, booking.passengers).base - fareOf(next.fare, booking.passengers).base;
  const forfeited = old.fare.residual === 'forfeit' ? Math.max(0, over) : 0;
  return old.fare.changeFeeMinor * seatedCount(booking) + forfeited;
}
